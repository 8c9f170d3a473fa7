import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { listMyPositions, lookFromPosition } from '#modules/field/contract/positions.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { useProblemSentence } from '#kit/states.tsx'

/** The own positions, for whoever has several: which one is looked from, and the way to the others. */
export function MyPositions() {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const asked = useAnswer(listMyPositions, {})
  const look = useAct(lookFromPosition, { onDone: () => window.location.reload() })
  const positions = asked.data?.positions ?? []
  if (positions.length < 2) return null
  return (
    <section className="section section--line">
      <div className="section__head">
        <h2>{t('positions.title')}</h2>
      </div>
      <p className="soft small">
        {t('positions.body', { code: positions.find(({ isMain }) => isMain)?.code ?? '' })}
      </p>
      <ul>
        {positions.map((one) => (
          <li key={one.person} className="list-row" style={{ paddingInline: 0 }}>
            <span>
              <span className="strong number">{one.code}</span>
              <div className="small quiet">
                {t('positions.since')} <DateText at={one.since} />
              </div>
            </span>
            {one.isCurrent ? (
              <span className="good small strong">{t('positions.current')}</span>
            ) : (
              <Button
                variant="default"
                loading={look.isPending}
                onClick={() => look.mutate({ ask: { body: { person: one.person } } })}
              >
                {t('positions.look')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {look.error === null ? null : (
        <p className="notice notice--harm" role="alert">
          {sentence(look.error)}
        </p>
      )}
    </section>
  )
}
