import { calendarByCode, MONTHS, settingAt, type SettingDefinition } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { addJob } from '#platform/jobs/jobs.ts'
import type { Db } from '#platform/postgres/database.ts'
import { transact, type Actor } from '#platform/postgres/transact.ts'
import { parsePeriod, periodAt, type Period } from '#shared/period.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { dayText } from '#shared/time.ts'
import { planInEffect } from '../store/plans.ts'
import { insertRun, listRuns, runOfPeriod, type Run } from '../store/runs.ts'
import { firstVolumeAt } from '../store/snapshot-source.ts'
import type { Tx } from '#platform/postgres/database.ts'

/** The name of the job that carries a close through its steps. */
export const CLOSE_JOB = 'compensation.close'

/**
 * Begins to close a period: makes its run and the job that cuts, freezes, computes and stores it. Refused while the period
 * goes on, when a close of it is under way or done, when an earlier period with volume is not accepted yet, and
 * when no plan is in effect.
 */
export async function startClose(
  deps: Readonly<{ db: Db }>,
  input: Readonly<{ actor: Actor; period: string }>,
): Promise<Result<Run>> {
  return transact(deps, { actor: input.actor, useCase: 'compensation.start_close' }, async (tx, about) => {
    const found = await periodToClose(tx, input.period)
    if (!found.ok) return found
    const { period, nowMs } = found.value
    const known = await runOfPeriod(tx, period.label)
    if (known && known.state !== 'failed')
      return refuse('pay.close_conflict', { period: period.label, state: known.state })
    const plan = await planInEffect(tx, localDay(period))
    if (!plan) return refuse('pay.no_plan', { period: period.label })
    const runId = await insertRun(tx, {
      period: period.label,
      fromMs: period.fromMs,
      untilMs: period.untilMs,
      planVersionId: plan.id,
      startedBy: input.actor.accountId,
      startedAtMs: nowMs,
    })
    about('run', runId)
    await addJob(
      tx,
      CLOSE_JOB,
      { runId: runId.toString() },
      { key: `${CLOSE_JOB}:${runId}`, queue: CLOSE_JOB },
    )
    const run = await runOfPeriod(tx, period.label)
    if (!run) throw new Error('the run that was just made is not there')
    return ok(run)
  })
}

const HOUR_MS = 3_600_000

/** How long after its end a period stays uncut, so that what was taken in it can still be reported. */
export const closeGraceHours: SettingDefinition<number> = {
  name: 'compensation.close_grace_hours',
  label: 'Hours after the end of a period before it can be closed',
  kind: 'whole_number',
  read: (stored) =>
    typeof stored === 'number' && Number.isInteger(stored) && stored >= 0 ? stored : undefined,
  fallback: 0,
}

async function periodToClose(tx: Tx, label: string): Promise<Result<{ period: Period; nowMs: number }>> {
  const calendar = await calendarByCode(tx, MONTHS)
  const period = calendar && parsePeriod(label, calendar.timeZone)
  if (!period || period.kind !== calendar.kind)
    return refuse('pay.period_unknown', { period: label }, 'period')
  const nowMs = await companyNow(tx)
  if (nowMs < period.untilMs) return refuse('pay.period_goes_on', { period: label })
  const hours = await settingAt(tx, closeGraceHours, { marketId: null, day: dayText(nowMs, 'UTC') })
  if (nowMs < period.untilMs + hours * HOUR_MS) return refuse('pay.grace_goes_on', { period: label, hours })
  const earlier = await earlierOpenPeriod(tx, calendar, period)
  return earlier === undefined
    ? ok({ period, nowMs })
    : refuse('pay.earlier_open', { period: label, earlier })
}

/** The label of the earliest period of a calendar before, that has volume and is not accepted: periods are closed in their order. */
async function earlierOpenPeriod(
  tx: Tx,
  calendar: Parameters<typeof periodAt>[0],
  period: Period,
): Promise<string | undefined> {
  const accepted = (await listRuns(tx)).filter((run) => run.state === 'accepted')
  const acceptedUntil = Math.max(Number.NEGATIVE_INFINITY, ...accepted.map((run) => run.untilMs))
  const first = await firstVolumeAt(tx, { fromMs: acceptedUntil, untilMs: period.fromMs })
  return first === undefined ? undefined : periodAt(calendar, first).label
}

function localDay(period: Period): string {
  return `${period.label.slice(0, 7)}-01`
}
