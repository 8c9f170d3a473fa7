import { addJob } from '#platform/jobs/jobs.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About, Actor } from '#platform/postgres/transact.ts'
import { hashText } from '#platform/text-files/canonical-hash.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { endExperiment, experimentById, insertExperiment } from '../store/lab.ts'
import { newestPlan } from '../store/plans.ts'
import { readLabPlan } from './lab-plan.ts'
import { readPayPlanText } from './read-plan-text.ts'
import { lastMonths } from './replay-months.ts'

/** The name of the job that runs an experiment. */
export const LAB_JOB = 'compensation.lab'

/**
 * Begins an experiment: the last accepted months, paid by the newest plan and by a changed text of it. Refused as `pay.no_plan`,
 * `pay.lab.no_months`, or `pay.lab.text` with the first mistake of the text.
 */
export async function startExperiment(
  tx: Tx,
  about: About,
  actor: Actor,
  asked: Readonly<{
    name: string
    text: string
    months: number
    payoutLimitPpm: number
    ownLimitPpm: number
  }>,
): Promise<Result<bigint>> {
  if (actor.accountId === null) throw new Error('an experiment is asked for by somebody')
  const base = await newestPlan(tx)
  if (!base) return refuse('pay.lab.no_plan')
  const read = readLabPlan(asked.text, readPayPlanText(base.source, base.name))
  if ('problems' in read) {
    const [first] = read.problems
    return refuse('pay.lab.text', { line: first?.line ?? 1, problem: first?.problem ?? '' }, 'text')
  }
  const runs = await lastMonths(tx, asked.months)
  if (runs.length === 0) return refuse('pay.lab.no_months')
  const id = await insertExperiment(tx, {
    name: asked.name,
    baseVersionId: base.id,
    source: asked.text,
    hash: hashText(asked.text),
    periods: runs.map(({ period }) => period),
    payoutLimitPpm: asked.payoutLimitPpm,
    ownLimitPpm: asked.ownLimitPpm,
    askedBy: actor.accountId,
  })
  about('experiment', id)
  await addJob(tx, LAB_JOB, { id: id.toString() }, { key: `${LAB_JOB}:${id}`, queue: LAB_JOB })
  return ok(id)
}

/** Ends an experiment that is not done yet; one that is over stays as it is. Refused as `pay.lab.not_found` or `pay.lab.over`. */
export async function cancelExperiment(tx: Tx, about: About, id: bigint): Promise<Result<undefined>> {
  const experiment = await experimentById(tx, id)
  if (!experiment) return refuse('pay.lab.not_found')
  about('experiment', id)
  if (experiment.state === 'cancelled') return ok(undefined)
  return (await endExperiment(tx, id, { state: 'cancelled' })) ? ok(undefined) : refuse('pay.lab.over')
}
