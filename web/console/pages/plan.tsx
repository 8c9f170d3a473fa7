import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listPlans } from '#modules/compensation/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { Badge, Panel } from '#kit/figures.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { scrollable } from '#kit/spoken.ts'
import { Answer, Empty } from '#kit/states.tsx'
import { PageHead } from '../page-head.tsx'

/** The plans that pay, as the text that the engine reads. */
export function Component() {
  const { t } = useTranslation()
  const { data: session } = useSession()
  const asked = useAnswer(listPlans, {})
  return (
    <Answer asked={asked}>
      {({ plans }) => (
        <>
          <PageHead
            title={t('place.plans')}
            lead={t('plans.lead')}
            aside={
              mayDo(session, 'pay.try_plan') && plans.length > 0 ? (
                <Button component={Link} to="/pay/lab/new" variant="default">
                  {t('lab.tryChange')}
                </Button>
              ) : null
            }
          />
          {plans.length === 0 ? <Empty title={t('plans.emptyTitle')} body={t('plans.emptyBody')} /> : null}
          {plans.map((plan, index) => (
            <Panel
              key={plan.hash}
              title={
                <>
                  {plan.name}{' '}
                  <Badge tone={index === 0 ? 'good' : 'plain'}>
                    {t('plans.version', { version: plan.version })}
                  </Badge>
                </>
              }
              aside={t('plans.since', { day: plan.effective, hash: plan.hash.slice(0, 12) })}
            >
              <section className="mono-text plan-lines" aria-label={t('plans.text')} {...scrollable}>
                {plan.text.split('\n').map((line, number) => (
                  <PlanLine key={`${plan.hash}-${number}`} line={line} />
                ))}
              </section>
            </Panel>
          ))}
        </>
      )}
    </Answer>
  )
}

/** One line of YAML, its key, value and comment told apart by colour. */
function PlanLine({ line }: { line: string }) {
  const match = /^(\s*(?:- )?)([\w.\- ]+?)(:)(\s.*?|)(\s*#.*)?$/.exec(line)
  const comment = /^(\s*)(#.*)$/.exec(line)
  return (
    <div className="plan-lines__line">
      <span>
        {comment ? (
          <span className="plan-lines__comment">{line}</span>
        ) : match ? (
          <>
            {match[1]}
            <span className="plan-lines__key">{match[2]}</span>
            {match[3]}
            <span className="plan-lines__value">{match[4]}</span>
            <span className="plan-lines__comment">{match[5]}</span>
          </>
        ) : (
          line || ' '
        )}
      </span>
    </div>
  )
}
