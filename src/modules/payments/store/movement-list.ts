import { sql, type RawBuilder } from 'kysely'
import { readCode } from '#shared/code.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { MethodCode } from '../domain/method.ts'
import type { PaymentState } from '../domain/payment.ts'

export const MOVEMENT_KINDS = ['payment', 'refund', 'reversal', 'returned'] as const
export type MovementKind = (typeof MOVEMENT_KINDS)[number]
export const MOVEMENT_SORTS = ['at', 'amount'] as const
export type MovementSort = (typeof MOVEMENT_SORTS)[number]

export type MovementsQuestion = Readonly<{
  kind?: MovementKind | undefined
  method?: MethodCode | undefined
  state?: PaymentState | undefined
  /** The beginning of an order's code, a person's code, or a reference. */
  search?: string | undefined
  /** Undefined: all markets. */
  marketIds?: readonly bigint[] | undefined
  fromMs?: number | undefined
  untilMs?: number | undefined
}>

export type Movement = Readonly<{
  kind: MovementKind
  id: bigint
  order: string
  marketId: bigint
  personCode: string | null
  personName: string | null
  method: MethodCode
  state: PaymentState
  currency: string
  /** Below zero where money went back. */
  minor: bigint
  reference: string | null
  at: Date
  settledAt: Date | null
}>

/** A page of what came in and went back, as far as the viewer may see it, and how much matches. */
export async function listMovements(
  tx: Tx,
  question: MovementsQuestion &
    Readonly<{ sort: MovementSort; descending: boolean; limit: number; offset: number }>,
): Promise<Readonly<{ rows: readonly Movement[]; total: number }>> {
  const where = matching(question)
  const direction = question.descending ? sql`DESC` : sql`ASC`
  const found = await sql<Movement>`
    SELECT m.kind, m.id, m.subject_code AS "order", m.market_id AS "marketId", p.code AS "personCode",
      n.display_name AS "personName", m.method, m.state, m.currency, m.minor, m.reference, m.at, m.settled_at AS "settledAt"
    FROM payments.v_movement m LEFT JOIN field.v_person p ON p.id = m.person_id
    LEFT JOIN field.v_person_name n ON n.person_id = m.person_id
    WHERE ${where} ORDER BY ${sorts[question.sort]} ${direction}, m.id ${direction}, m.kind
    LIMIT ${question.limit} OFFSET ${question.offset}`.execute(tx)
  const counted = await sql<{ total: bigint }>`
    SELECT count(*) AS total FROM payments.v_movement m LEFT JOIN field.v_person p ON p.id = m.person_id
    WHERE ${where}`.execute(tx)
  return { rows: found.rows, total: Number(counted.rows[0]?.total ?? 0n) }
}

const sorts: Readonly<Record<MovementSort, RawBuilder<unknown>>> = { at: sql`m.at`, amount: sql`m.minor` }

/** What is waited for: payments that are not settled, and money of orders that came back and has to be sent, the oldest first. */
export async function waitingMoney(
  tx: Tx,
  of: Readonly<{ marketIds: readonly bigint[] | undefined; limit: number }>,
) {
  const own = inMarkets(of.marketIds)
  const expected = await sql<{ count: bigint; currency: string; minor: bigint }>`
    SELECT count(*) AS count, m.currency, sum(m.minor)::bigint AS minor FROM payments.v_payment m
    WHERE m.state IN ('created', 'pending', 'unknown') AND ${own} GROUP BY m.currency ORDER BY m.currency`.execute(
    tx,
  )
  const refunds = await sql<{ order: string; currency: string; minor: bigint; since: Date }>`
    SELECT m.subject_code AS "order", m.currency, m.minor, m.since FROM ledger.standing_on('refunds') m
    WHERE m.subject_kind = 'order' AND m.minor > 0 AND ${own} ORDER BY m.since, m.subject_id LIMIT ${of.limit}`.execute(
    tx,
  )
  return { expected: expected.rows, refunds: refunds.rows }
}

function inMarkets(ids: readonly bigint[] | undefined): RawBuilder<unknown> {
  return ids === undefined ? sql`true` : sql`m.market_id = ANY (${[...ids]}::bigint[])`
}

function matching(asked: MovementsQuestion): RawBuilder<unknown> {
  const { kind, method, state, fromMs, untilMs } = asked
  const parts = [inMarkets(asked.marketIds)]
  if (kind !== undefined) parts.push(sql`m.kind = ${kind}`)
  if (method !== undefined) parts.push(sql`m.method = ${method}`)
  if (state !== undefined) parts.push(sql`m.state = ${state}`)
  if (fromMs !== undefined) parts.push(sql`m.at >= ${new Date(fromMs)}`)
  if (untilMs !== undefined) parts.push(sql`m.at < ${new Date(untilMs)}`)
  const typed = (asked.search ?? '').trim()
  if (typed !== '') {
    const plain = typed.replaceAll(/[%_\\]/g, String.raw`\$&`)
    const code = readCode(typed.replaceAll(/[\s.-]/g, '')) ?? ''
    parts.push(
      sql`(m.subject_code LIKE ${`${plain}%`} OR p.code = ${code} OR lower(m.reference) LIKE ${`%${plain.toLowerCase()}%`})`,
    )
  }
  return sql.join(parts, sql` AND `)
}
