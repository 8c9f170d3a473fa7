import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

export type PlanRequestState = 'requested' | 'done' | 'rejected' | 'withdrawn'

/** A changed plan that somebody asked to be published from an experiment. */
export type PlanRequest = Readonly<{
  id: bigint
  experimentId: bigint
  effective: string
  reason: string
  state: PlanRequestState
  requestedBy: bigint
  requestedAtMs: number
  decidedBy: bigint | null
  decidedAtMs: number | null
  note: string
  version: number | null
}>

const ms = (column: string): RawBuilder<unknown> =>
  sql`(extract(epoch FROM ${sql.ref(column)}) * 1000)::float8`
const columns = sql`r.id, r.experiment_id AS "experimentId", r.effective::text AS effective, r.reason, r.state,
  r.requested_by AS "requestedBy", ${ms('r.requested_at')} AS "requestedAtMs", r.decided_by AS "decidedBy",
  ${ms('r.decided_at')} AS "decidedAtMs", r.note,
  (SELECT v.version FROM compensation.plan_version v WHERE v.id = r.version_id) AS version`

/** Plans are published one after the other, so that each is held against the one before. */
export async function lockPlans(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('compensation.plan'))`.execute(tx)
}

export async function insertPlanRequest(
  tx: Tx,
  of: Pick<PlanRequest, 'experimentId' | 'effective' | 'reason' | 'requestedBy'>,
): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO compensation.plan_request (experiment_id, effective, reason, requested_by, requested_at)
    VALUES (${of.experimentId}, ${of.effective}, ${of.reason}, ${of.requestedBy}, platform.company_now())
    RETURNING id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('a request that was written has no number')
  return row.id
}

/** Those of an experiment, the newest first. */
export async function planRequestsOf(tx: Tx, experimentId: bigint): Promise<readonly PlanRequest[]> {
  const { rows } = await sql<PlanRequest>`
    SELECT ${columns} FROM compensation.plan_request r WHERE r.experiment_id = ${experimentId} ORDER BY r.id DESC`.execute(
    tx,
  )
  return rows
}

/** A request by its number, its row locked until the transaction ends. */
export async function lockedPlanRequest(tx: Tx, id: bigint): Promise<PlanRequest | undefined> {
  const { rows } = await sql<PlanRequest>`
    SELECT ${columns} FROM compensation.plan_request r WHERE r.id = ${id} FOR UPDATE OF r`.execute(tx)
  return rows[0]
}

export async function decidePlanRequestRow(
  tx: Tx,
  of: Readonly<{
    id: bigint
    state: Exclude<PlanRequestState, 'requested'>
    by: bigint
    note: string
    versionId: bigint | null
  }>,
): Promise<void> {
  await sql`
    UPDATE compensation.plan_request SET state = ${of.state}, decided_by = ${of.by}, decided_at = platform.company_now(),
      note = ${of.note}, version_id = ${of.versionId}
    WHERE id = ${of.id}`.execute(tx)
}
