import { Select } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { listTerminations, setTermination } from '#modules/genealogy/contract/moves.ts'
import type { Inside } from '#shared/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { Panel } from '#kit/figures.tsx'
import { Answer, useProblemSentence } from '#kit/states.tsx'

const CHOICES = ['stay', 'roll_up'] as const
type Policy = Inside<typeof listTerminations, 'response'>['trees'][number]

/** What becomes of those below when somebody leaves for good, tree by tree. */
export function Terminations({ may }: { may: boolean }) {
  const { t } = useTranslation()
  const asked = useAnswer(listTerminations, {})
  return (
    <Panel title={t('terminations.title')}>
      <div className="stack stack--tight">
        <p className="small soft">{t('terminations.lead')}</p>
        <Answer asked={asked} rows={2}>
          {({ trees }) => (
            <>
              {trees.map((policy) => (
                <Choice key={policy.tree} policy={policy} may={may} />
              ))}
              {trees.length > 1 ? <p className="tiny quiet">{t('terminations.places')}</p> : null}
            </>
          )}
        </Answer>
      </div>
    </Panel>
  )
}

function Choice({ policy, may }: { policy: Policy; may: boolean }) {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const change = useAct(setTermination)
  const choose = (value: string | null) => {
    const onTermination = CHOICES.find((choice) => choice === value)
    if (onTermination === undefined || onTermination === policy.onTermination) return
    change.mutate(
      { ask: { params: { tree: policy.tree }, body: { onTermination } } },
      {
        onSuccess: () => notifications.show({ message: t('terminations.changed') }),
        onError: (error) => notifications.show({ color: 'clay', message: sentence(error) }),
      },
    )
  }
  return (
    <Select
      label={policy.tree === 'sponsor' ? t('moves.sponsorTree') : policy.tree}
      allowDeselect={false}
      disabled={!may || change.isPending}
      data={CHOICES.map((choice) => ({ value: choice, label: t(`terminations.${choice}`) }))}
      value={policy.onTermination}
      onChange={choose}
    />
  )
}
