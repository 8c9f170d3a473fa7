import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { moveClock, showClock } from '#modules/company/contract.ts'
import { useAct, useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { mayDo, useSession } from '#kit/session.ts'
import { useProblemSentence } from '#kit/states.tsx'

const EVERY_MS = 30_000
const STEPS = ['next_day', 'month_end', 'next_month'] as const

/**
 * Only a demonstration shows this: its clock can be moved, and everybody should see that it was. Who may not move it sees
 * what it shows.
 */
export function ClockBanner() {
  const { t } = useTranslation()
  const sentence = useProblemSentence()
  const clock = useAnswer(showClock, {}, { everyMs: EVERY_MS })
  const session = useSession()
  const move = useAct(moveClock)
  const moves = mayDo(session.data, 'company.clock')
  if (clock.data?.demonstration !== true) return null
  return (
    <aside className="demo-clock" aria-label={t('clock.label')}>
      <span>
        <strong>{t('clock.title')}</strong> {t('clock.now')} <DateText at={clock.data.now} look="dateTime" />
      </span>
      {moves ? (
        <span className="demo-clock__acts">
          {STEPS.map((step) => (
            <Button
              key={step}
              size="compact-xs"
              variant="default"
              loading={
                move.isPending &&
                move.variables.ask.body !== undefined &&
                'step' in move.variables.ask.body &&
                move.variables.ask.body.step === step
              }
              onClick={() =>
                move.mutate(
                  { ask: { body: { step } } },
                  { onError: (error) => notifications.show({ color: 'clay', message: sentence(error) }) },
                )
              }
            >
              {t(`clock.${step}`)}
            </Button>
          ))}
        </span>
      ) : null}
    </aside>
  )
}
