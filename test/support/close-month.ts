import { runById, runOfPeriod, type Run } from '#modules/compensation/store/runs.ts'
import { acceptClose } from '#modules/compensation/use-cases/accept-close.ts'
import { computeResults } from '#modules/compensation/use-cases/compute-results.ts'
import { cutPeriod } from '#modules/compensation/use-cases/cut-period.ts'
import { freezeSnapshot } from '#modules/compensation/use-cases/freeze-snapshot.ts'
import { postAcceptance } from '#modules/compensation/use-cases/post-acceptance.ts'
import { startClose } from '#modules/compensation/use-cases/start-close.ts'
import { startDelta } from '#modules/compensation/use-cases/start-delta.ts'
import { storeResults } from '#modules/compensation/use-cases/store-results.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import type { Result } from '#shared/refusal.ts'
import type { TestDatabase } from './database.ts'
import type { SmallCompany } from './small-company.ts'

/** Closes a month of a small company at an instant after its end, all the way: one begins, another accepts. Gives the run. */
export async function closeMonth(...of: Parameters<typeof acceptMonth>): Promise<Run> {
  const run = await acceptMonth(...of)
  await payMonth(of[0], run)
  return run
}

/** Pays what was accepted. */
export function payMonth(database: TestDatabase, run: Run): Promise<void> {
  return postAcceptance(database, run.id)
}

/** The same until it is accepted and nobody is paid yet. */
export async function acceptMonth(
  database: TestDatabase,
  company: SmallCompany,
  period: string,
  at: string,
): Promise<Run> {
  const [closer, accepter] = company.staff
  await company.moveTo(at)
  const { id } = taken(await startClose(database, { actor: closer, period }))
  for (const step of [cutPeriod, freezeSnapshot, computeResults, storeResults]) await step(database, id)
  const run = await read(database, systemActor('test'), (tx) => runOfPeriod(tx, period))
  if (!run?.results) throw new Error(`${period} has no results`)
  taken(await acceptClose(database, { actor: accepter, period, results: run.results }))
  return run
}

/** Computes an accepted month again, and lets the second person accept the difference. */
export async function payDelta(database: TestDatabase, company: SmallCompany, period: string): Promise<void> {
  const [closer, accepter] = company.staff
  const { id } = taken(await startDelta(database, { actor: closer, period }))
  for (const step of [cutPeriod, freezeSnapshot, computeResults, storeResults]) await step(database, id)
  const { results } = await read(database, systemActor('test'), (tx) => runById(tx, id))
  taken(await acceptClose(database, { actor: accepter, period, results: results ?? '' }))
  await postAcceptance(database, id)
}

function taken<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code)
  return result.value
}
