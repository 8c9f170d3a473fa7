import { sql } from 'kysely'
import { z } from 'zod'
import { refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'

/**
 * One movement of an account, in minor units: above zero credits it, below zero debits it. Accounts of kind `wallet`
 * have a person; the company's own have none.
 */
export type EntryToPost = Readonly<{
  account: string
  person?: bigint | undefined
  currency: string
  minor: bigint
}>

export type JournalToPost = Readonly<{
  /** A UUID made by the caller: the same id with the same content has one effect. */
  id: string
  /** What happened: `order`, `commission`. */
  code: string
  legalEntityId: bigint
  marketId?: bigint | undefined
  /** The company's time of the event, epoch milliseconds. */
  atMs: number
  /** What it is about; the code is what people call it, or the id where it has none. */
  subject?: Readonly<{ kind: string; id: bigint; code?: string }> | undefined
  /** `pending` sets the wallets' debits aside; `open` takes more entries by `appendEntries`. */
  state?: 'posted' | 'pending' | 'open'
  entries: readonly EntryToPost[]
}>

const journalState = z.enum(['open', 'pending', 'posted', 'voided'])
const refused = z.object({
  ok: z.literal(false),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
const posted = z.object({
  ok: z.literal(true),
  journal: z.string().transform((text) => BigInt(text)),
  state: journalState,
  again: z.boolean(),
})
const appended = z.object({ ok: z.literal(true), again: z.boolean() })

/** The journal in the books; `again` when the same request was answered before. */
export type Posted = z.output<typeof posted>

/**
 * Writes a journal with its entries. Refused as `ledger.id_conflict` (the id was used with other content) or
 * `ledger.balance_short` (a wallet would fall below zero). Throws at the commit when the entries do not sum to zero.
 */
export async function postJournal(tx: Tx, journal: JournalToPost): Promise<Result<Posted>> {
  const request = jsonOf({
    id: journal.id,
    code: journal.code,
    legalEntity: journal.legalEntityId,
    market: journal.marketId ?? null,
    at: new Date(journal.atMs).toISOString(),
    subject: journal.subject ?? null,
    state: journal.state ?? 'posted',
    entries: journal.entries,
  })
  const { rows } = await sql<{ answer: unknown }>`SELECT ledger.post(${request}::jsonb) AS answer`.execute(tx)
  return resultOf(posted, rows[0]?.answer)
}

/**
 * Adds one chunk of entries, numbered from 1, to an open journal; a repeated chunk is not added twice. Refused as
 * `ledger.journal_not_found`, `ledger.id_conflict`, `ledger.state_conflict` or `ledger.balance_short`.
 */
export async function appendEntries(
  tx: Tx,
  input: { journal: string; chunk: number; entries: readonly EntryToPost[] },
): Promise<Result<{ again: boolean }>> {
  const { rows } = await sql<{ answer: unknown }>`
    SELECT ledger.append(${input.journal}::uuid, ${input.chunk}::int, ${jsonOf(input.entries)}::jsonb) AS answer`.execute(
    tx,
  )
  return resultOf(appended, rows[0]?.answer)
}

/** Posts or voids an open or pending journal; see use-cases/settle-journal.ts. */
export async function settleRow(
  tx: Tx,
  input: { journal: string; outcome: 'posted' | 'voided' },
): Promise<Result<Posted>> {
  const { rows } = await sql<{ answer: unknown }>`
    SELECT ledger.settle(${input.journal}::uuid, ${input.outcome}) AS answer`.execute(tx)
  return resultOf(posted, rows[0]?.answer)
}

/**
 * Writes the opposite of a posted journal as a journal of its own. Refused as `ledger.reversed_conflict` when there is
 * one already, `ledger.balance_short`, `ledger.state_conflict` or `ledger.journal_not_found`.
 */
export async function reverseJournal(
  tx: Tx,
  input: { id: string; of: string; code: string; atMs: number },
): Promise<Result<Posted>> {
  const request = jsonOf({
    id: input.id,
    of: input.of,
    code: input.code,
    at: new Date(input.atMs).toISOString(),
  })
  const { rows } = await sql<{ answer: unknown }>`
    SELECT ledger.reverse(${request}::jsonb) AS answer`.execute(tx)
  return resultOf(posted, rows[0]?.answer)
}

/**
 * Brings the balance rows of up to `most` wallets up to date after a long journal was posted, and answers how many it
 * did; 0 means that none is left. Balances are right without it, only costlier to ask for.
 */
export async function rollWallets(tx: Tx, most: number): Promise<number> {
  const { rows } = await sql<{ done: number }>`SELECT ledger.roll_wallets(${most}) AS done`.execute(tx)
  return rows[0]?.done ?? 0
}

/** What a journal, by the id that its maker gave it, comes to on the wallets of some people; on the others nothing. */
export async function walletSumsOf(
  tx: Tx,
  of: Readonly<{ journal: string; personIds: readonly bigint[] }>,
): Promise<ReadonlyMap<bigint, bigint>> {
  const { rows } = await sql<{ personId: bigint; minor: bigint }>`
    SELECT a.person_id AS "personId", sum(e.minor)::bigint AS minor
    FROM ledger.account a JOIN ledger.entry e ON e.account_id = a.id
    WHERE a.person_id = ANY(${of.personIds.map(String)}::bigint[])
      AND e.journal_id = (SELECT j.id FROM ledger.journal j WHERE j.client_id = ${of.journal}::uuid)
    GROUP BY a.person_id`.execute(tx)
  return new Map(rows.map(({ personId, minor }) => [personId, minor]))
}

/** Something in the books that can never be: the rule (J1 to J5), what it is about, and what was found. */
export type BookFault = Readonly<{ rule: string; subject: string; detail: string }>

/** Looks through all books, as staff or the program; an empty answer is the proof. */
export async function auditBooks(tx: Tx): Promise<BookFault[]> {
  const { rows } = await sql<BookFault>`SELECT rule, subject, detail FROM ledger.audit()`.execute(tx)
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
