import { sql } from 'kysely'
import { z } from 'zod'
import { refuse, type Result } from '#shared/refusal.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { ORDER_CHANNELS, ORDER_STATES, ORDER_TYPES } from '../domain/order.ts'

const scaled = z.string().transform((text) => BigInt(text))
const refused = z.object({
  ok: z.literal(false),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
const person = scaled.nullable()
const facts = {
  ok: z.literal(true),
  again: z.boolean(),
  order: scaled,
  code: z.string(),
  type: z.enum(ORDER_TYPES),
  channel: z.enum(ORDER_CHANNELS),
  market: scaled,
  buyer: person,
  seller: person,
  sponsor: person,
  placedAt: z.number(),
  commissionAt: z.number(),
  currency: z.string(),
  subtotalMinor: scaled,
  totalMinor: scaled,
  volumes: z.record(z.string(), scaled),
}
const placed = z.object(facts)
const changed = z.object({
  ...facts,
  number: z.number(),
  state: z.enum(ORDER_STATES),
  changedAt: z.number(),
})

/**
 * A placed order: ids of people, moments in epoch milliseconds, amounts in minor units, volumes in millionths; `again`
 * when it was placed before under the same key.
 */
export type Placed = z.output<typeof placed>
/** An order that was changed: the number of the change, its moment, and the order's state afterwards. */
export type Changed = z.output<typeof changed>

/** A document that JSON carries: bigint travels as text. */
type Document = Readonly<Record<string, unknown>>

/** Hands a decided order to the database, which writes everything that follows from it; see orders.place. */
export async function placeRow(tx: Tx, document: Document): Promise<Result<Placed>> {
  const { rows } = await sql<{ answer: unknown }>`
    SELECT orders.place(${jsonOf(document)}::jsonb) AS answer`.execute(tx)
  return resultOf(placed, rows[0]?.answer)
}

/**
 * Writes decided orders in one transaction of their own and gives the answer to each; see orders.place_together. Throws where
 * nothing was written or the outcome is not known.
 */
export async function placeRows(db: Db, documents: readonly Document[]): Promise<readonly Result<Placed>[]> {
  const { rows } = await sql<{ answers: unknown }>`
    SELECT orders.place_together(${jsonOf(documents)}::jsonb) AS answers`.execute(db)
  return z
    .array(z.unknown())
    .length(documents.length)
    .parse(rows[0]?.answers)
    .map((answer) => resultOf(placed, answer))
}

/** The order that was placed under a key before; undefined when there is none. */
export async function placedBefore(
  tx: Tx,
  asked: { channel: string; scope: string; key: string; payloadHash: Buffer },
): Promise<Result<Placed> | undefined> {
  const { rows } = await sql<{ answer: unknown }>`
    SELECT orders.placed_before(${asked.channel}, ${asked.scope}, ${asked.key}, ${asked.payloadHash}) AS answer`.execute(
    tx,
  )
  const answer = rows[0]?.answer ?? undefined
  return answer === undefined ? undefined : resultOf(placed, answer)
}

/** Writes a decided change of an order with everything that follows from it; see orders.change. */
export async function changeRow(tx: Tx, document: Document): Promise<Result<Changed>> {
  const { rows } = await sql<{ answer: unknown }>`
    SELECT orders.change(${jsonOf(document)}::jsonb) AS answer`.execute(tx)
  return resultOf(changed, rows[0]?.answer)
}

/** Changes where an order is delivered; see orders.readdress. Gives the moment in epoch milliseconds. */
export async function readdressRow(tx: Tx, document: Document): Promise<number> {
  const { rows } = await sql<{ at: Date }>`SELECT orders.readdress(${jsonOf(document)}::jsonb) AS at`.execute(
    tx,
  )
  return rows[0]?.at.getTime() ?? 0
}

/** From now on no order of the calendar counts before the moment; those being placed now are waited for. */
export async function cutCommission(tx: Tx, input: { calendarId: bigint; cutAtMs: number }): Promise<void> {
  await sql`SELECT orders.cut_commission(${input.calendarId}, ${new Date(input.cutAtMs)})`.execute(tx)
}

/** Shows a token's hash (of a basket or a status page) to row-level security, for the length of the transaction. */
export async function showToken(tx: Tx, hash: Buffer): Promise<void> {
  await sql`SELECT set_config('openfield.orders_token', ${hash.toString('hex')}, true)`.execute(tx)
}

function resultOf<T>(shape: z.ZodType<T>, answer: unknown): Result<T> {
  const no = refused.safeParse(answer)
  if (no.success) return refuse(no.data.code, no.data.params)
  return { ok: true, value: shape.parse(answer) }
}

function jsonOf(document: Document | readonly Document[]): string {
  return JSON.stringify(document, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
}
