import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { PaidResult } from '../domain/frozen/results.ts'
import { runColumns, runOfPeriod, toRun, type Run } from './runs.ts'
import type { CompensationTables } from './tables.ts'

type Stretch = Readonly<{ fromMs: number; untilMs: number }>

/** The deltas of a close that have not failed, the oldest first. */
export async function deltasOf(tx: Tx, runId: bigint): Promise<Run[]> {
  const rows = await tx
    .$extendTables<CompensationTables>()
    .selectFrom('compensation.run')
    .select(runColumns)
    .where('delta_of', '=', runId)
    .where('state', '<>', 'failed')
    .orderBy('id')
    .execute()
  return rows.map(toRun)
}

/** The run by which a period stands at present: its newest accepted delta, else its close. */
export async function standingRun(tx: Tx, period: string): Promise<Run | undefined> {
  const close = await runOfPeriod(tx, period)
  if (close?.state !== 'accepted') return close
  return (await deltasOf(tx, close.id)).findLast((delta) => delta.state === 'accepted') ?? close
}

/** The run of a period that was begun last: the close, or its newest delta. */
export async function newestRun(tx: Tx, period: string): Promise<Run | undefined> {
  const close = await runOfPeriod(tx, period)
  return close && ((await deltasOf(tx, close.id)).at(-1) ?? close)
}

export type LateOrders = Readonly<{ orders: number; minor: bigint; currency: string | null }>

/** The late orders of a period that no delta has counted yet. */
export async function lateOrders(tx: Tx, { fromMs, untilMs }: Stretch): Promise<LateOrders> {
  const { rows } = await sql<LateOrders>`
    SELECT count(*)::int AS orders, coalesce(sum(o.subtotal_minor), 0)::bigint AS minor, min(o.currency) AS currency
    FROM orders.v_order o WHERE ${lateIn({ fromMs, untilMs })} AND ${notCounted}`.execute(tx)
  return rows[0] ?? { orders: 0, minor: 0n, currency: null }
}

/** The ids of all late orders of a period: what its close leaves to deltas. */
export async function lateOrderIds(tx: Tx, stretch: Stretch): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ id: bigint }>`
    SELECT o.id FROM orders.v_order o WHERE ${lateIn(stretch)}`.execute(tx)
  return new Set(rows.map(({ id }) => Number(id)))
}

/** Notes which late orders of a period a delta counts first, as its transaction sees them; gives how many they are. */
export async function countLateOrders(tx: Tx, runId: bigint, stretch: Stretch): Promise<number> {
  const { numAffectedRows } = await sql`
    INSERT INTO compensation.delta_order (run_id, order_id)
    SELECT ${runId}, o.id FROM orders.v_order o WHERE ${lateIn(stretch)} AND ${notCounted}`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}

const lateIn = ({ fromMs, untilMs }: Stretch) => sql`
  o.late AND o.commission_at >= ${new Date(fromMs)} AND o.commission_at < ${new Date(untilMs)}
  AND EXISTS (SELECT FROM orders.v_order_volume v WHERE v.order_id = o.id)`

const notCounted = sql`NOT EXISTS (
  SELECT FROM compensation.delta_order d JOIN compensation.run r ON r.id = d.run_id
  WHERE d.order_id = o.id AND r.state <> 'failed')`

/** What the close of a period and its accepted deltas pay together, one row for each person, bonus and currency. */
export async function paidBefore(tx: Tx, closeId: bigint): Promise<PaidResult[]> {
  const { rows } = await sql<PaidResult>`
    SELECT e.person_id AS "personId", e.bonus_place::int AS place, e.currency, sum(e.minor)::bigint AS minor
    FROM compensation.earning e JOIN compensation.run r ON r.id = e.run_id
    WHERE r.state = 'accepted' AND (r.id = ${closeId} OR r.delta_of = ${closeId})
    GROUP BY e.person_id, e.bonus_place, e.currency HAVING sum(e.minor) <> 0`.execute(tx)
  return rows
}

export type Stood = Readonly<{ personId: bigint; active: boolean; rank: number }>

/** How people stood by the close of a period and its accepted deltas; ranks are places in the ladder from 0, -1 for none. */
export async function stoodBefore(tx: Tx, closeId: bigint): Promise<Stood[]> {
  const { rows } = await sql<Stood>`
    SELECT DISTINCT ON (p.person_id) p.person_id AS "personId", p.active, p.rank::int AS rank
    FROM compensation.person_result p JOIN compensation.run r ON r.id = p.run_id
    WHERE r.state = 'accepted' AND (r.id = ${closeId} OR r.delta_of = ${closeId})
    ORDER BY p.person_id, p.run_id DESC`.execute(tx)
  return rows
}

export type DeltaSum = Readonly<{ runId: bigint; currency: string; people: number; minor: bigint }>

/** What runs change, by currency: how many people, and the sum of it. */
export async function deltaSums(tx: Tx, runIds: readonly bigint[]): Promise<DeltaSum[]> {
  const { rows } = await sql<DeltaSum>`
    SELECT run_id AS "runId", currency, count(DISTINCT person_id)::int AS people, sum(minor)::bigint AS minor
    FROM compensation.earning WHERE run_id = ANY(${runIds.map(String)}::bigint[])
    GROUP BY run_id, currency ORDER BY run_id, currency`.execute(tx)
  return rows
}

/** How many late orders each of the runs counts. */
export async function ordersCounted(tx: Tx, runIds: readonly bigint[]): Promise<ReadonlyMap<bigint, number>> {
  const { rows } = await sql<{ runId: bigint; orders: number }>`
    SELECT run_id AS "runId", count(*)::int AS orders FROM compensation.delta_order
    WHERE run_id = ANY(${runIds.map(String)}::bigint[]) GROUP BY run_id`.execute(tx)
  return new Map(rows.map(({ runId, orders }) => [runId, orders]))
}
