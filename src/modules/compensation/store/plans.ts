import type { Tx } from '#platform/postgres/database.ts'
import type { CompensationTables } from './tables.ts'

export type PlanVersion = Readonly<{
  id: bigint
  name: string
  version: number
  effective: string
  source: string
  hash: string
}>

/** Keeps a plan's text as a version of its own; the same name and version cannot be kept twice. */
export async function insertPlanVersion(tx: Tx, plan: Omit<PlanVersion, 'id'>): Promise<bigint> {
  const row = await tx
    .$extendTables<CompensationTables>()
    .insertInto('compensation.plan_version')
    .values(plan)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** The version that pays a period that starts on a day: the latest one in effect then, of those recorded by an instant where it is said. */
export async function planInEffect(tx: Tx, day: string, recordedBy?: Date): Promise<PlanVersion | undefined> {
  return tx
    .$extendTables<CompensationTables>()
    .selectFrom('compensation.plan_version')
    .select(['id', 'name', 'version', 'effective', 'source', 'hash'])
    .where('effective', '<=', day)
    .$if(recordedBy !== undefined, (query) => query.where('recorded_at', '<=', recordedBy ?? new Date(0)))
    .orderBy('effective', 'desc')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function planById(tx: Tx, id: bigint): Promise<PlanVersion> {
  return tx
    .$extendTables<CompensationTables>()
    .selectFrom('compensation.plan_version')
    .select(['id', 'name', 'version', 'effective', 'source', 'hash'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

/** All versions, the newest first. */
export async function listPlanVersions(tx: Tx): Promise<PlanVersion[]> {
  return tx
    .$extendTables<CompensationTables>()
    .selectFrom('compensation.plan_version')
    .select(['id', 'name', 'version', 'effective', 'source', 'hash'])
    .orderBy('effective', 'desc')
    .orderBy('version', 'desc')
    .limit(200)
    .execute()
}

/** The version that takes effect last, whether it does so already or not: what a change starts from. */
export async function newestPlan(tx: Tx): Promise<PlanVersion | undefined> {
  return (await listPlanVersions(tx))[0]
}
