import { IconClock, IconGitBranch, IconHash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { showClose } from '#modules/compensation/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { useAnswer } from '#kit/answers.tsx'
import { DateText } from '#kit/date-text.tsx'
import { formatPeriod } from '#kit/format.ts'
import { useLocale } from '#kit/locale.ts'
import { Answer } from '#kit/states.tsx'
import { StepsAcross, type Step } from '#kit/steps.tsx'
import { CloseDecision } from '../close/decision.tsx'
import { Deltas } from '../close/deltas.tsx'
import { Movers, PayoutShare, RankMoves, Totals } from '../close/review.tsx'
import { PageHead } from '../page-head.tsx'

const WORKING_MS = 700
const RESTING_MS = 10_000
const WORKING: ReadonlySet<string> = new Set(['cutting', 'snapshot', 'running', 'storing', 'accepting'])

type Close = Inside<typeof showClose, 'response'>

function isWorking(close: Close): boolean {
  return WORKING.has(close.state) || close.deltas.some((delta) => WORKING.has(delta.state))
}

/** The guided close of a month. It can be left and resumed: everything shown stands in the database. */
export function Component() {
  const { t } = useTranslation()
  const locale = useLocale()
  const { period = '' } = useParams()
  const asked = useAnswer(
    showClose,
    { params: { period } },
    { everyMs: RESTING_MS, whileMs: (close) => (isWorking(close) ? WORKING_MS : undefined) },
  )
  return (
    <Answer asked={asked} rows={8}>
      {(close) => (
        <>
          <PageHead
            title={t(close.state === 'accepted' ? 'close.closed' : 'close.title', {
              period: formatPeriod(period, locale),
            })}
            aside={<Facts close={close} />}
          />
          <StepsAcross
            label={t('close.steps')}
            steps={close.steps.map((step) => stepShown(step, close, t))}
          />
          {close.failure === null ? null : (
            <p className="notice notice--harm" role="alert">
              {t('close.failed', { reason: close.failure })}
            </p>
          )}
          <div className="columns columns--decide">
            <div className="stack stack--tight">
              <Totals close={close} />
              <div className="columns columns--even">
                <PayoutShare close={close} />
                <RankMoves close={close} />
              </div>
              <Movers close={close} />
            </div>
            <div className="stack">
              <CloseDecision close={close} />
              <Deltas close={close} />
            </div>
          </div>
        </>
      )}
    </Answer>
  )
}

function Facts({ close }: { close: Close }) {
  const { t } = useTranslation()
  return (
    <>
      <span className="row" style={{ gap: 6 }}>
        <IconGitBranch size={14} aria-hidden />
        {t('close.plan', { name: close.plan.name, version: close.plan.version })}
      </span>
      {close.snapshot === null ? null : (
        <span className="row" style={{ gap: 6 }}>
          <IconHash size={14} aria-hidden />
          {t('close.snapshot', { hash: shortHash(close.snapshot) })}
        </span>
      )}
      <span className="row" style={{ gap: 6 }}>
        <IconClock size={14} aria-hidden />
        {t('close.ends')} <DateText at={close.until} look="dateTime" />
      </span>
    </>
  )
}

/** Twelve digits in groups of four: enough to compare by eye. */
function shortHash(hash: string): string {
  return hash.slice(0, 12).replaceAll(/(.{4})(?=.)/g, '$1 ')
}

function stepShown(
  step: Close['steps'][number],
  close: Close,
  t: ReturnType<typeof useTranslation>['t'],
): Step {
  const waitsForPeople =
    step.state === 'waiting' &&
    ((step.step === 'review' && close.state === 'review') ||
      (step.step === 'cut' && close.state === 'open' && close.ended))
  const state =
    step.state === 'done'
      ? 'done'
      : step.state === 'failed'
        ? 'stopped'
        : step.state === 'working' || waitsForPeople
          ? 'now'
          : 'open'
  return {
    key: step.step,
    name: t(`close.step.${step.step}`),
    state,
    aside: step.doneAt === null ? undefined : <DateText at={step.doneAt} look="dateTime" />,
    note:
      step.state === 'working' ? (
        <>
          <progress
            className="step-progress"
            max={1_000_000}
            value={step.progressPpm}
            aria-label={t(`close.step.${step.step}`)}
          />
        </>
      ) : step.counted === null ? undefined : (
        t(`close.counted.${step.step}`, { count: step.counted })
      ),
  }
}
