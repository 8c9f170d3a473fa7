import { readKept } from '#platform/files/files.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { decodeResultColumns } from '../domain/frozen/result-columns.ts'
import { copyResults } from '../store/copy-results.ts'
import { hasResults } from '../store/earnings.ts'
import { planById } from '../store/plans.ts'
import { changeRun, runById, saveStep } from '../store/runs.ts'
import { readPayPlanText } from './read-plan-text.ts'

/** Stores what a run pays, all of it in one transaction: a killed one leaves nothing, the next start does it again. */
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
    if (!(await hasResults(tx, runId))) await copyResults(tx, runId, results, names)
    await changeRun(tx, runId, { state: 'review' })
    await saveStep(tx, runId, 'store', {
      progressPpm: 1_000_000,
      done: true,
      detail: String(results.people.ids.length),
    })
  })
}
