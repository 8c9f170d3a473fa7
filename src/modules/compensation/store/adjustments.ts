import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { AdjustmentKind, AdjustmentState } from '../domain/adjustment.ts'
import type { AdjustmentInput } from '../domain/pay/pay-input.ts'

export type Adjustment = Readonly<{
  id: bigint
  kind: AdjustmentKind
  personId: bigint
  name: string
  value: string
  orderId: bigint | null
  sellerId: bigint | null
  orderAtMs: number | null
  endsId: bigint | null
  fromMs: number
  untilMs: number | null
  /** The stretch whose months it touches. */
  touchesFromMs: number
  touchesUntilMs: number
  reason: string
  state: AdjustmentState
  requestedBy: bigint
  requestedAtMs: number
  decidedBy: bigint | null
  decidedAtMs: number | null
  note: string
  /** From when on another correction ends it; null while it goes on as it was asked for. */
  endedFromMs: number | null
}>

const ms = (column: string): RawBuilder<unknown> =>
  sql`(extract(epoch FROM ${sql.ref(column)}) * 1000)::float8`
const columns = sql`a.id, a.kind, a.person_id AS "personId", a.name, a.value, a.order_id AS "orderId", a.seller_id AS "sellerId",
  ${ms('a.order_at')} AS "orderAtMs", a.ends_id AS "endsId", ${ms('a.valid_from')} AS "fromMs",
  ${ms('a.valid_until')} AS "untilMs", ${ms('a.touches_from')} AS "touchesFromMs", ${ms('a.touches_until')} AS "touchesUntilMs",
  a.reason, a.state, a.requested_by AS "requestedBy", ${ms('a.requested_at')} AS "requestedAtMs",
  a.decided_by AS "decidedBy", ${ms('a.decided_at')} AS "decidedAtMs", a.note,
  (SELECT ${ms('e.valid_from')} FROM compensation.adjustment e WHERE e.ends_id = a.id AND e.state = 'done') AS "endedFromMs"`

/** Corrections are done one after the other, so that their numbers come in the order of their commits. */
export async function lockAdjustments(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('compensation.adjustment'))`.execute(tx)
}

export async function insertAdjustment(
  tx: Tx,
  of: Omit<
    Adjustment,
    'id' | 'state' | 'decidedBy' | 'decidedAtMs' | 'note' | 'requestedAtMs' | 'endedFromMs'
  > &
    Readonly<{ requestedAtMs: number }>,
): Promise<bigint> {
  const at = (value: number | null): Date | null => (value === null ? null : new Date(value))
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO compensation.adjustment (kind, person_id, name, value, order_id, seller_id, order_at, ends_id, valid_from, valid_until,
      touches_from, touches_until, reason, requested_by, requested_at)
    VALUES (${of.kind}, ${of.personId}, ${of.name}, ${of.value}, ${of.orderId}, ${of.sellerId}, ${at(of.orderAtMs)}, ${of.endsId},
      ${at(of.fromMs)}, ${at(of.untilMs)}, ${at(of.touchesFromMs)}, ${at(of.touchesUntilMs)}, ${of.reason}, ${of.requestedBy},
      ${at(of.requestedAtMs)})
    RETURNING id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('a correction that was written has no number')
  return row.id
}

/** A correction by its number; locked, nobody else decides it meanwhile. */
export async function adjustmentById(
  tx: Tx,
  id: bigint,
  lock: 'lock' | 'read' = 'read',
): Promise<Adjustment | undefined> {
  const { rows } = await sql<Adjustment>`
    SELECT ${columns} FROM compensation.adjustment a WHERE a.id = ${id}
    ${lock === 'lock' ? sql`FOR UPDATE OF a` : sql``}`.execute(tx)
  return rows[0]
}

export type AdjustmentFilter = Readonly<{
  state?: AdjustmentState | undefined
  kind?: AdjustmentKind | undefined
  personId?: bigint | undefined
}>

/** A page of corrections, those that wait first, then the newest. */
export async function adjustmentsPage(
  tx: Tx,
  asked: AdjustmentFilter & Readonly<{ limit: number; offset: number }>,
): Promise<Readonly<{ rows: readonly Adjustment[]; total: number }>> {
  const which = sql`a.state = coalesce(${asked.state ?? null}, a.state) AND a.kind = coalesce(${asked.kind ?? null}, a.kind)
    AND a.person_id = coalesce(${asked.personId ?? null}::bigint, a.person_id)`
  const { rows } = await sql<Adjustment>`
    SELECT ${columns} FROM compensation.adjustment a WHERE ${which}
    ORDER BY a.state = 'requested' DESC, coalesce(a.decided_at, a.requested_at) DESC, a.id DESC
    LIMIT ${asked.limit} OFFSET ${asked.offset}`.execute(tx)
  const counted = await sql<{ total: number }>`
    SELECT count(*)::int AS total FROM compensation.adjustment a WHERE ${which}`.execute(tx)
  return { rows, total: counted.rows[0]?.total ?? 0 }
}

/** Writes how a correction was decided; one that is done gets the next number. */
export async function decideAdjustmentRow(
  tx: Tx,
  of: Readonly<{
    id: bigint
    state: Exclude<AdjustmentState, 'requested'>
    by: bigint
    at: Date
    note: string
  }>,
): Promise<void> {
  await sql`
    UPDATE compensation.adjustment SET state = ${of.state}, decided_by = ${of.by}, decided_at = ${of.at}, note = ${of.note},
      done_number = CASE WHEN ${of.state} = 'done' THEN nextval('compensation.adjustment_done') END
    WHERE id = ${of.id}`.execute(tx)
}

/** Notes the position that told of a correction. */
export async function stampAdjustment(tx: Tx, of: Readonly<{ id: bigint; seq: bigint }>): Promise<void> {
  await sql`UPDATE compensation.adjustment SET known_seq = ${of.seq} WHERE id = ${of.id} AND known_seq IS NULL`.execute(
    tx,
  )
}

/** Which corrections count: those that are done, one that is taken to be done by a preview, or those known at a position. */
export type Counted = Readonly<{ assumed?: bigint | undefined; knownSeq?: bigint | undefined }>

const counts = (alias: string, { assumed, knownSeq }: Counted) =>
  sql`(${sql.ref(`${alias}.state`)} = 'done' AND (${knownSeq ?? null}::bigint IS NULL
    OR ${sql.ref(`${alias}.known_seq`)} <= ${knownSeq ?? null}::bigint) OR ${sql.ref(`${alias}.id`)} = ${assumed ?? null}::bigint)`

/** What takes part in the corrections of a plan before an instant, with the end that another correction gave. */
export async function correctionsBefore(
  tx: Tx,
  untilMs: number,
  counted: Counted = {},
): Promise<readonly AdjustmentInput[]> {
  const { rows } = await sql<
    Omit<AdjustmentInput, 'atMs' | 'untilMs'> & { from: Date; until: Date | null; ended: Date | null }
  >`
    SELECT p.code AS "personId", a.kind, a.name, a.value, a.valid_from AS "from", a.valid_until AS "until",
      e.valid_from AS "ended", a.reason
    FROM compensation.adjustment a JOIN field.v_person p ON p.id = a.person_id
    LEFT JOIN compensation.adjustment e ON e.ends_id = a.id AND ${counts('e', counted)}
    WHERE a.kind NOT IN ('order', 'end') AND ${counts('a', counted)} AND a.valid_from < ${new Date(untilMs)}
      AND p.joined_at < ${new Date(untilMs)}
    ORDER BY a.id`.execute(tx)
  return rows.flatMap(({ from, until, ended, ...row }) => {
    const isOnce = row.kind === 'volume' || row.kind === 'bonus'
    // What was added once is taken back whole; what lasts ends earlier, or never held.
    if (ended && (isOnce || ended <= from)) return []
    const end = isOnce ? null : ended && (!until || ended < until) ? ended : (until ?? FOREVER)
    return [{ ...row, atMs: from.getTime(), untilMs: end?.getTime() }]
  })
}

/** The end of what has none: it holds in every later month. */
const FOREVER = new Date('9999-01-01T00:00:00Z')

/** An order that counts for another seller, or at another time. */
export type MovedOrder = Readonly<{
  sellerId: bigint | undefined
  sellerCode: string | undefined
  atMs: number | undefined
}>

/** The orders that count otherwise. */
export async function movedOrders(tx: Tx, counted: Counted = {}): Promise<ReadonlyMap<bigint, MovedOrder>> {
  const { rows } = await sql<{
    orderId: bigint
    sellerId: bigint | null
    sellerCode: string | null
    at: Date | null
  }>`
    SELECT DISTINCT ON (a.order_id) a.order_id AS "orderId", a.seller_id AS "sellerId", s.code AS "sellerCode", a.order_at AS "at"
    FROM compensation.adjustment a LEFT JOIN field.v_person s ON s.id = a.seller_id
    WHERE a.kind = 'order' AND ${counts('a', counted)} AND NOT EXISTS (
      SELECT FROM compensation.adjustment e WHERE e.ends_id = a.id AND ${counts('e', counted)})
    ORDER BY a.order_id, a.done_number DESC NULLS FIRST`.execute(tx)
  return new Map(
    rows.map(({ orderId, sellerId, sellerCode, at }) => [
      orderId,
      { sellerId: sellerId ?? undefined, sellerCode: sellerCode ?? undefined, atMs: at?.getTime() },
    ]),
  )
}

type Run = Readonly<{ id: bigint; fromMs: number; untilMs: number; deltaOf: bigint | null }>

/** The corrections that were done by now, by the number of the last one. */
export async function adjustmentsDone(tx: Tx): Promise<bigint> {
  const { rows } = await sql<{ last: bigint }>`
    SELECT coalesce(max(done_number), 0)::bigint AS last FROM compensation.adjustment`.execute(tx)
  return rows[0]?.last ?? 0n
}

const touches = ({ fromMs, untilMs }: Readonly<{ fromMs: number; untilMs: number }>) =>
  sql`a.touches_from < ${new Date(untilMs)} AND a.touches_until > ${new Date(fromMs)}`

/** How many corrections that touch a period were done after the facts of its newest run were frozen. */
export async function adjustmentsSince(
  tx: Tx,
  period: Readonly<{ fromMs: number; untilMs: number; adjustmentsSeen: bigint }>,
): Promise<number> {
  const { rows } = await sql<{ adjustments: number }>`
    SELECT count(*)::int AS adjustments FROM compensation.adjustment a
    WHERE a.done_number > ${period.adjustmentsSeen} AND ${touches(period)}`.execute(tx)
  return rows[0]?.adjustments ?? 0
}

/** Notes which corrections a delta counts first: those that touch its period and that no run of it before has seen. */
export async function countAdjustments(tx: Tx, run: Run): Promise<void> {
  await sql`
    INSERT INTO compensation.delta_adjustment (run_id, adjustment_id)
    SELECT ${run.id}, a.id FROM compensation.adjustment a
    WHERE ${touches(run)} AND a.done_number > (
      SELECT max(r.adjustments_seen) FROM compensation.run r
      WHERE r.state <> 'failed' AND r.id <> ${run.id} AND (r.id = ${run.deltaOf} OR r.delta_of = ${run.deltaOf}))`.execute(
    tx,
  )
}

/** How many corrections each of the runs counts. */
export async function adjustmentsCounted(
  tx: Tx,
  runIds: readonly bigint[],
): Promise<ReadonlyMap<bigint, number>> {
  const { rows } = await sql<{ runId: bigint; adjustments: number }>`
    SELECT run_id AS "runId", count(*)::int AS adjustments FROM compensation.delta_adjustment
    WHERE run_id = ANY(${runIds.map(String)}::bigint[]) GROUP BY run_id`.execute(tx)
  return new Map(rows.map(({ runId, adjustments }) => [runId, adjustments]))
}
