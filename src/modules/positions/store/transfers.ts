import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { TransferKind, TransferState } from '../domain/transfer.ts'

export type AskedTransfer = Readonly<{ positionId: bigint; toId: bigint; fromMs: number }>

export type Transfer = AskedTransfer &
  Readonly<{
    id: bigint
    kind: TransferKind
    fromId: bigint
    reason: string
    papers: string
    state: TransferState
    requestedBy: bigint
    requestedAtMs: number
    decidedBy: bigint | null
    decidedAtMs: number | null
    note: string
    /** The number that whoever had it goes by since, where it was the own one. */
    formerId: bigint | null
  }>

const columns = sql`id, kind, position_id AS "positionId", from_id AS "fromId", to_id AS "toId",
  (extract(epoch FROM valid_from) * 1000)::float8 AS "fromMs", reason, papers, state, requested_by AS "requestedBy",
  (extract(epoch FROM requested_at) * 1000)::float8 AS "requestedAtMs", decided_by AS "decidedBy",
  (extract(epoch FROM decided_at) * 1000)::float8 AS "decidedAtMs", note, former_id AS "formerId"`

export async function insertTransfer(
  tx: Tx,
  of: Pick<
    Transfer,
    keyof AskedTransfer | 'kind' | 'fromId' | 'reason' | 'papers' | 'requestedBy' | 'requestedAtMs'
  >,
): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO positions.transfer (kind, position_id, from_id, to_id, valid_from, reason, papers, requested_by, requested_at)
    VALUES (${of.kind}, ${of.positionId}, ${of.fromId}, ${of.toId}, ${new Date(of.fromMs)}, ${of.reason}, ${of.papers},
      ${of.requestedBy}, ${new Date(of.requestedAtMs)})
    RETURNING id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('a transfer that was written has no number')
  return row.id
}

/** A transfer by its number; locked, nobody else decides it meanwhile. */
export async function transferById(
  tx: Tx,
  id: bigint,
  lock: 'lock' | 'read' = 'read',
): Promise<Transfer | undefined> {
  const { rows } = await sql<Transfer>`
    SELECT ${columns} FROM positions.transfer WHERE id = ${id} ${lock === 'lock' ? sql`FOR UPDATE` : sql``}`.execute(
    tx,
  )
  return rows[0]
}

/** A page of transfers, those that wait first, then the newest; of one position where it is named. */
export async function transfersPage(
  tx: Tx,
  asked: Readonly<{
    state: TransferState | undefined
    positionId: bigint | undefined
    limit: number
    offset: number
  }>,
): Promise<Readonly<{ rows: readonly Transfer[]; total: number }>> {
  const which = sql`state = coalesce(${asked.state ?? null}, state)
    AND position_id = coalesce(${asked.positionId ?? null}::bigint, position_id)`
  const { rows } = await sql<Transfer>`
    SELECT ${columns} FROM positions.transfer WHERE ${which}
    ORDER BY state = 'requested' DESC, coalesce(decided_at, requested_at) DESC, id DESC
    LIMIT ${asked.limit} OFFSET ${asked.offset}`.execute(tx)
  const counted = await sql<{ total: number }>`
    SELECT count(*)::int AS total FROM positions.transfer WHERE ${which}`.execute(tx)
  return { rows, total: counted.rows[0]?.total ?? 0 }
}

/** Writes how a transfer was decided. */
export async function decideTransferRow(
  tx: Tx,
  of: Readonly<{
    id: bigint
    state: Exclude<TransferState, 'requested'>
    by: bigint
    at: Date
    note: string
    formerId: bigint | undefined
  }>,
): Promise<void> {
  await sql`
    UPDATE positions.transfer SET state = ${of.state}, decided_by = ${of.by}, decided_at = ${of.at}, note = ${of.note},
      former_id = ${of.formerId ?? null}
    WHERE id = ${of.id}`.execute(tx)
}

/** What the wallets of a person hold, and what of it is on its way out. */
export type Held = Readonly<{ legalEntityId: bigint; currency: string; minor: bigint; reserved: bigint }>

export async function walletsOf(tx: Tx, personId: bigint): Promise<readonly Held[]> {
  const { rows } = await sql<Held>`
    SELECT legal_entity_id AS "legalEntityId", currency, balance_minor AS minor, reserved_minor AS reserved
    FROM ledger.v_wallet WHERE person_id = ${personId} ORDER BY legal_entity_id, currency`.execute(tx)
  return rows
}

export type OpenOrders = Readonly<{
  orders: number
  owed: readonly Readonly<{ currency: string; minor: bigint }>[]
}>

/** Orders that a position bought and that are not sent or paid wholly, with what is owed for them. */
export async function openOrdersOf(tx: Tx, personId: bigint): Promise<OpenOrders> {
  const { rows } = await sql<{ currency: string; orders: number; minor: bigint }>`
    SELECT o.currency, count(*)::int AS orders, coalesce(sum(greatest(m.owed_minor, 0)), 0)::bigint AS minor
    FROM orders.v_order o JOIN orders.v_order_money m ON m.order_id = o.id
    WHERE o.buyer_person_id = ${personId} AND o.cancelled_at IS NULL AND (m.owed_minor > 0 OR EXISTS (
      SELECT FROM orders.v_line_stand s WHERE s.order_id = o.id AND s.placed - s.cancelled > s.sent))
    GROUP BY o.currency ORDER BY o.currency`.execute(tx)
  return {
    orders: rows.reduce((sum, row) => sum + row.orders, 0),
    owed: rows.flatMap(({ currency, minor }) => (minor > 0n ? [{ currency, minor }] : [])),
  }
}
