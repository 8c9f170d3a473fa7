import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'

/** A movement of a journal: above zero credits the account, below zero debits it. */
export type Movement = Readonly<{
  account: 'wallet' | 'commission_expense'
  personId: bigint | null
  currency: string
  minor: bigint
}>

const answerShape = z.object({ ok: z.boolean(), code: z.string().optional() })

/** Opens the journal of an acceptance under a fixed id; opening it again changes nothing. */
export async function openAcceptance(
  tx: Tx,
  journal: Readonly<{ id: string; legalEntityId: bigint; atMs: number; runId: bigint }>,
): Promise<void> {
  const request = {
    id: journal.id,
    code: 'compensation.accepted',
    legalEntity: journal.legalEntityId.toString(),
    at: new Date(journal.atMs).toISOString(),
    subject: { kind: 'run', id: journal.runId.toString() },
    state: 'open',
    entries: [],
  }
  const { rows } = await sql<{
    answer: unknown
  }>`SELECT ledger.post(${JSON.stringify(request)}::jsonb) AS answer`.execute(tx)
  requireOk(rows[0]?.answer, 'opening the journal of an acceptance')
}

/**
 * Adds a numbered chunk of movements; a chunk that is in already is not added twice. A wallet that a negative statement
 * would bring below zero may owe from then on: the debt is in the books, not lost.
 */
export async function appendAcceptance(
  tx: Tx,
  journalId: string,
  chunk: number,
  movements: readonly Movement[],
): Promise<void> {
  const first = await append(tx, journalId, chunk, movements)
  if (first.ok) return
  if (first.code !== 'ledger.balance_short') requireOk(first, `chunk ${chunk} of an acceptance`)
  const debtors = movements.flatMap((one) =>
    one.minor < 0n && one.personId !== null ? [one.personId.toString()] : [],
  )
  await sql`
    SELECT ledger.set_may_owe(a.id, true) FROM ledger.account a
    WHERE a.kind = 'wallet' AND a.person_id = ANY(${debtors}::bigint[])`.execute(tx)
  requireOk(await append(tx, journalId, chunk, movements), `chunk ${chunk} of an acceptance`)
}

/** Posts the journal: one row is changed, however many entries it has. */
export async function settleAcceptance(tx: Tx, journalId: string): Promise<void> {
  const { rows } = await sql<{
    answer: unknown
  }>`SELECT ledger.settle(${journalId}::uuid, 'posted') AS answer`.execute(tx)
  requireOk(rows[0]?.answer, 'posting the journal of an acceptance')
}

async function append(tx: Tx, journalId: string, chunk: number, movements: readonly Movement[]) {
  const entries = movements.map((one) => ({
    account: one.account,
    ...(one.personId === null ? {} : { person: one.personId.toString() }),
    currency: one.currency,
    minor: one.minor.toString(),
  }))
  const { rows } = await sql<{ answer: unknown }>`
    SELECT ledger.append(${journalId}::uuid, ${chunk}, ${JSON.stringify(entries)}::jsonb) AS answer`.execute(
    tx,
  )
  return answerShape.parse(rows[0]?.answer)
}

function requireOk(answer: unknown, what: string): void {
  const { ok, code } = answerShape.parse(answer)
  if (!ok) throw new Error(`${what} was refused by the ledger: ${code ?? 'no reason'}`)
}
