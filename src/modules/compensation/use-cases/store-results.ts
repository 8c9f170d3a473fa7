import { readKept } from '#platform/files/files.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { changedPeople, paidDifference } from '../domain/frozen/delta.ts'
import { decodeResultColumns, type ResultColumns } from '../domain/frozen/result-columns.ts'
import { earningColumns, resultsOfColumns, standingColumns, type Results } from '../domain/frozen/results.ts'
import { copyResults } from '../store/copy-results.ts'
import { paidBefore, stoodBefore } from '../store/deltas.ts'
import { hasResults } from '../store/earnings.ts'
import { planById } from '../store/plans.ts'
import { changeRun, runById, saveStep } from '../store/runs.ts'
import { readPayPlanText } from './read-plan-text.ts'

/** Stores what a run pays, for a delta the difference to what the period paid before, all of it in one transaction: a killed one leaves nothing, the next start does it again. */
export async function storeResults(deps: Readonly<{ db: Db }>, runId: bigint): Promise<void> {
  const actor = systemActor(`close ${runId}`)
  const { run, version } = await read(deps, actor, async (tx) => {
    const found = await runById(tx, runId)
    return { run: found, version: await planById(tx, found.planVersionId) }
  })
  if (run.state !== 'storing' || run.results === null) return
  const plan = readPayPlanText(version.source, version.name)
  const results = decodeResultColumns(await readKept(deps.db, run.results))
  const names = { ranks: plan.ranks.map(({ name }) => name), bonuses: plan.bonuses.map(({ name }) => name) }
  await transact(deps, { actor, useCase: 'compensation.store_results' }, async (tx, about) => {
    about('run', runId)
    const now = await runById(tx, runId, 'lock')
    if (now.state !== 'storing') return
    if (!(await hasResults(tx, runId))) {
      const told = now.deltaOf === null ? results : await deltaTo(tx, now.deltaOf, resultsOfColumns(results))
      await copyResults(tx, runId, told, names)
    }
    await changeRun(tx, runId, { state: 'review' })
    await saveStep(tx, runId, 'store', {
      progressPpm: 1_000_000,
      done: true,
      detail: String(results.people.ids.length),
    })
  })
}

/** What a period pays and says otherwise than its close and the deltas that were accepted so far. */
async function deltaTo(
  tx: Tx,
  closeId: bigint,
  results: Results,
): Promise<Pick<ResultColumns, 'people' | 'earnings'>> {
  const earnings = paidDifference(results.earnings, await paidBefore(tx, closeId))
  const before = (await stoodBefore(tx, closeId)).map((one) => ({ ...one, rank: one.rank + 1 }))
  const people = changedPeople(results.people, before, earnings)
  return {
    people: standingColumns(people.map((one) => ({ ...one, careerRank: 0, missed: 0 }))),
    earnings: earningColumns(earnings),
  }
}
