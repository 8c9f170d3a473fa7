import { companyNow } from '#platform/clock/clock.ts'
import { addJob } from '#platform/jobs/jobs.ts'
import type { Db } from '#platform/postgres/database.ts'
import { transact, type Actor } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { deltasOf } from '../store/deltas.ts'
import { insertRun, runById, runOfPeriod, type Run } from '../store/runs.ts'
import { CLOSE_JOB } from './start-close.ts'

/**
 * Begins to compute an accepted period again from what is known of it by now: late orders, corrected facts, another state
 * from the period before. What it pays differently is the delta; the accepted run stays as it is. The same plan version
 * computes it. One that is under way is given back. Refused while the period is not accepted.
 */
export async function startDelta(
  deps: Readonly<{ db: Db }>,
  input: Readonly<{ actor: Actor; period: string }>,
): Promise<Result<Run>> {
  return transact(deps, { actor: input.actor, useCase: 'compensation.start_delta' }, async (tx, about) => {
    const known = await runOfPeriod(tx, input.period)
    if (known?.state !== 'accepted') return refuse('pay.not_accepted', { period: input.period }, 'period')
    // Whoever asks at the same moment waits here and finds the delta of the first.
    const close = await runById(tx, known.id, 'lock')
    const underWay = (await deltasOf(tx, close.id)).find((delta) => delta.state !== 'accepted')
    if (underWay) return ok(underWay)
    const runId = await insertRun(tx, {
      period: close.period,
      fromMs: close.fromMs,
      untilMs: close.untilMs,
      planVersionId: close.planVersionId,
      startedBy: input.actor.accountId,
      startedAtMs: await companyNow(tx),
      deltaOf: close.id,
    })
    about('run', runId)
    const key = `${CLOSE_JOB}:${runId}`
    await addJob(tx, CLOSE_JOB, { runId: runId.toString() }, { key, queue: CLOSE_JOB })
    return ok(await runById(tx, runId))
  })
}
