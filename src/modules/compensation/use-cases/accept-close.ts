import { companyNow } from '#platform/clock/clock.ts'
import { addJob } from '#platform/jobs/jobs.ts'
import type { Db } from '#platform/postgres/database.ts'
import { transact, type Actor } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { newestRun } from '../store/deltas.ts'
import { changeRun, runById, saveStep, type Run } from '../store/runs.ts'
import { CLOSE_JOB } from './start-close.ts'

/**
 * A second person accepts the results that were looked at (their hash), of a close or of a delta of its period; from then on the acceptance is carried through
 * by a job, whatever happens. Accepting again changes nothing. Refused while there is nothing to accept, when the
 * results are others than those looked at, and to the person who began the close.
 */
export async function acceptClose(
  deps: Readonly<{ db: Db }>,
  input: Readonly<{ actor: Actor; period: string; results: string }>,
): Promise<Result<Run>> {
  return transact(deps, { actor: input.actor, useCase: 'compensation.accept_close' }, async (tx, about) => {
    const known = await newestRun(tx, input.period)
    if (!known) return refuse('pay.period_unknown', { period: input.period }, 'period')
    const run = await runById(tx, known.id, 'lock')
    if (run.results !== input.results) return refuse('pay.other_results', { period: run.period })
    if (run.state === 'accepting' || run.state === 'accepted') return ok(run)
    if (run.state !== 'review') return refuse('pay.not_in_review', { period: run.period, state: run.state })
    if (run.startedBy === input.actor.accountId) return refuse('pay.second_person', { period: run.period })
    about('run', run.id)
    await changeRun(tx, run.id, {
      state: 'accepting',
      acceptedBy: input.actor.accountId,
      acceptedAtMs: await companyNow(tx),
    })
    await saveStep(tx, run.id, 'accept', { progressPpm: 0, done: false })
    await addJob(
      tx,
      CLOSE_JOB,
      { runId: run.id.toString() },
      { key: `${CLOSE_JOB}:${run.id}`, queue: CLOSE_JOB },
    )
    return ok(await runById(tx, run.id))
  })
}
