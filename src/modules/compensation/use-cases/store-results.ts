import { readKept } from '#platform/files/files.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { changedPeople, paidDifference, type Standing } from '../domain/frozen/delta.ts'
import { decodeResults, type PaidResult, type Results } from '../domain/frozen/results.ts'
import { paidBefore, stoodBefore } from '../store/deltas.ts'
import { hasResults, insertEarnings, insertResults } from '../store/earnings.ts'
import { rankName } from '../domain/pay/world.ts'
import { planById } from '../store/plans.ts'
import { changeRun, runById, saveStep } from '../store/runs.ts'
import { readPayPlanText } from './read-plan-text.ts'

const ROWS_A_STATEMENT = 5_000

/** Stores what a run pays, for a delta the difference to what the period paid before, all of it in one transaction: a killed one leaves nothing, the next start does it again. */
export async function storeResults(deps: Readonly<{ db: Db }>, runId: bigint): Promise<void> {
  const actor = systemActor(`close ${runId}`)
  const { run, version } = await read(deps, actor, async (tx) => {
    const found = await runById(tx, runId)
    return { run: found, version: await planById(tx, found.planVersionId) }
  })
  if (run.state !== 'storing' || run.results === null) return
  const plan = readPayPlanText(version.source, version.name)
  const results = decodeResults(await readKept(deps.db, run.results))
  await transact(deps, { actor, useCase: 'compensation.store_results' }, async (tx, about) => {
    about('run', runId)
    const now = await runById(tx, runId, 'lock')
    if (now.state !== 'storing') return
    if (!(await hasResults(tx, runId))) {
      const told = now.deltaOf === null ? results : await deltaTo(tx, now.deltaOf, results)
      // In the table a rank is its place in the ladder from 0, -1 for none.
      const people = told.people.map(({ personId, active, rank }) => ({
        personId,
        active,
        rank: rank - 1,
        rankName: rankName(plan, rank) ?? null,
      }))
      const earnings = told.earnings.map((one) => ({ ...one, bonus: plan.bonuses[one.place]?.name ?? '' }))
      for (const rows of chunksOf(people)) await insertResults(tx, runId, rows)
      for (const rows of chunksOf(earnings)) await insertEarnings(tx, runId, rows)
    }
    await changeRun(tx, runId, { state: 'review' })
    await saveStep(tx, runId, 'store', {
      progressPpm: 1_000_000,
      done: true,
      detail: String(results.people.length),
    })
  })
}

/** What a period pays and says otherwise than its close and the deltas that were accepted so far. */
async function deltaTo(
  tx: Tx,
  closeId: bigint,
  results: Results,
): Promise<Readonly<{ people: readonly Standing[]; earnings: readonly PaidResult[] }>> {
  const earnings = paidDifference(results.earnings, await paidBefore(tx, closeId))
  const before = (await stoodBefore(tx, closeId)).map((one) => ({ ...one, rank: one.rank + 1 }))
  return { people: changedPeople(results.people, before, earnings), earnings }
}

function* chunksOf<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) yield rows.slice(at, at + ROWS_A_STATEMENT)
}
