import type { Db, Tx } from '#platform/postgres/database.ts'
import { inTransaction, read, systemActor, transact } from '#platform/postgres/transact.ts'
import { changedPeople } from '../domain/lab/changed-people.ts'
import { compareMonths, type Compared } from '../domain/lab/compare.ts'
import { PayProblem } from '../domain/pay/world.ts'
import { copyLabEffects } from '../store/lab-effects.ts'
import { endExperiment, experimentById, progressExperiment, type Experiment } from '../store/lab.ts'
import { planById } from '../store/plans.ts'
import { readPayPlanText } from './read-plan-text.ts'
import { replayMonths, runsOf } from './replay-months.ts'

const PPM = 1_000_000

/**
 * Runs an experiment and keeps what it says. One that was cancelled meanwhile ends at the next step; a plan that cannot pay one
 * of the months ends it with the reason. Begun again it computes all anew.
 */
export async function runExperiment(deps: Readonly<{ db: Db }>, id: bigint): Promise<void> {
  const actor = systemActor(`lab ${id}`)
  const found = await read(deps, actor, async (tx) => {
    const experiment = await experimentById(tx, id)
    if (!experiment || experiment.endedAtMs !== null) return undefined
    const base = await planById(tx, experiment.baseVersionId)
    return { experiment, base, runs: await runsOf(tx, experiment.periods) }
  })
  if (!found) return
  const { experiment, base, runs } = found
  const plans = {
    before: readPayPlanText(base.source, base.name),
    after: readPayPlanText(experiment.source, base.name),
  }
  const goesOn = (share: number): Promise<boolean> =>
    inTransaction(deps.db, actor, (tx) => progressExperiment(tx, id, Math.round(share * PPM)))
  const compared = await reasonOr(async () => {
    const steps = replayMonths(deps, { plans, runs, actor })
    for (;;) {
      const step = await steps.next()
      if (step.done === true) return step.value
      if (!(await goesOn(step.value))) return undefined
    }
  })
  if (compared === undefined) return
  await transact(deps, { actor, useCase: 'compensation.keep_experiment' }, async (tx, about) => {
    about('experiment', id)
    if ('failure' in compared) await endExperiment(tx, id, { state: 'failed', failure: compared.failure })
    else await keep(tx, experiment, compared)
  })
}

/** What is computed, or why the plan cannot be. */
async function reasonOr<T>(work: () => Promise<T>): Promise<T | Readonly<{ failure: string }>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof PayProblem) return { failure: error.message }
    throw error
  }
}

async function keep(tx: Tx, experiment: Experiment, of: Omit<Compared, 'limits'>): Promise<void> {
  const limits = { payoutPpm: experiment.payoutLimitPpm, ownPpm: experiment.ownLimitPpm }
  const compared = { ...of, limits }
  const summary = compareMonths(compared)
  if (!(await endExperiment(tx, experiment.id, { state: 'done', summary }))) return
  for (const { currency } of summary.currencies)
    // oxlint-disable-next-line no-await-in-loop -- one connection
    await copyLabEffects(tx, {
      experimentId: experiment.id,
      currency,
      ids: of.people.ids,
      changed: changedPeople(compared, currency),
    })
}
