import { sql } from 'kysely'
import { z } from 'zod'
import { refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { PAYMENT_STATES, type BookEntry, type PaidFor } from '../domain/payment.ts'

const refused = z.object({
  ok: z.literal(false),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
const id = z.string().transform((text) => BigInt(text))
const taken = z.object({ ok: z.literal(true), payment: id, state: z.enum(PAYMENT_STATES), at: z.number() })
const givenBack = z.object({ ok: z.literal(true), refund: id, at: z.number() })

/** A payment that was written, its state, and the moment in epoch milliseconds. */
export type Taken = z.output<typeof taken>

/** What is paid for, as the functions of the database want it. */
export function subjectOf(of: PaidFor) {
  return {
    subject: { kind: of.kind, id: of.id, code: of.code },
    legalEntity: of.legalEntityId,
    market: of.marketId,
    person: of.personId,
    currency: of.currency,
  }
}

type Document = Readonly<Record<string, unknown>> & Readonly<{ entries: readonly BookEntry[] }>

/** See payments.take. */
export async function takeRow(tx: Tx, document: Document): Promise<Result<Taken>> {
  const { rows } = await sql<{ answer: unknown }>`
    SELECT payments.take(${jsonOf(document)}::jsonb) AS answer`.execute(tx)
  return resultOf(taken, rows[0]?.answer)
}

/** See payments.settle. */
export async function settleRow(tx: Tx, document: Document): Promise<Result<Taken>> {
  const { rows } = await sql<{ answer: unknown }>`
    SELECT payments.settle(${jsonOf(document)}::jsonb) AS answer`.execute(tx)
  return resultOf(taken, rows[0]?.answer)
}

/** See payments.give_back. */
export async function giveBackRow(tx: Tx, document: Document): Promise<Result<z.output<typeof givenBack>>> {
  const { rows } = await sql<{ answer: unknown }>`
    SELECT payments.give_back(${jsonOf(document)}::jsonb) AS answer`.execute(tx)
  return resultOf(givenBack, rows[0]?.answer)
}

/** See payments.take_returned. */
export async function takeReturnedRow(tx: Tx, document: Document): Promise<void> {
  await sql`SELECT payments.take_returned(${jsonOf(document)}::jsonb)`.execute(tx)
}

/** Transfers about something are not waited for any longer. */
export async function expectNoMore(tx: Tx, of: Pick<PaidFor, 'kind' | 'id'>): Promise<void> {
  await sql`SELECT payments.expect_no_more(${of.kind}, ${of.id})`.execute(tx)
}

/** How much a person may owe at once from now on; undefined: as the market says. */
export async function limitCreditRow(
  tx: Tx,
  input: Readonly<{
    personId: bigint
    minor: bigint | undefined
    reason: string | undefined
    accountId: bigint | undefined
  }>,
): Promise<void> {
  const { personId, minor = null, reason = null, accountId = null } = input
  await sql`SELECT payments.limit_credit(${personId}, ${minor}, ${reason}, ${accountId})`.execute(tx)
}

/** Something about payments that can never be: the rule (P1 to P3), what it is about, and what was found. */
export type PaymentFault = Readonly<{ rule: string; subject: string; detail: string }>

/** Holds all payments against the books, as staff or the program; an empty answer is the proof. */
export async function auditPayments(tx: Tx): Promise<readonly PaymentFault[]> {
  const { rows } = await sql<PaymentFault>`SELECT rule, subject, detail FROM payments.audit()`.execute(tx)
  return rows
}

function resultOf<T>(shape: z.ZodType<T>, answer: unknown): Result<T> {
  const no = refused.safeParse(answer)
  if (no.success) return refuse(no.data.code, no.data.params)
  return { ok: true, value: shape.parse(answer) }
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))
}
