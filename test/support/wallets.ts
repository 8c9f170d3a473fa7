import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { postJournal } from '#modules/ledger/api.ts'
import type { Db } from '#platform/postgres/database.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import type { TestPerson } from './field.ts'

/** Puts money into a wallet, as pay of a month does. */
export async function fillWallet(
  deps: Readonly<{ db: Db }>,
  { personId }: TestPerson,
  minor: bigint,
): Promise<void> {
  const call = { actor: systemActor('wallets'), useCase: 'test.fill_wallet' }
  const filled = await transact(deps, call, (tx) =>
    postJournal(tx, {
      id: randomUUID(),
      code: 'commission',
      legalEntityId: 1n,
      atMs: Date.now(),
      entries: [
        { account: 'commission_expense', currency: 'NOK', minor: -minor },
        { account: 'wallet', person: personId, currency: 'NOK', minor },
      ],
    }),
  )
  if (!filled.ok) throw new Error(filled.refusal.code)
}

/** What lies in a wallet; asked as the owner, who sees everybody's. */
export async function walletOf(owner: Db, { personId }: TestPerson): Promise<bigint> {
  const { rows } = await sql<{ minor: bigint }>`
    SELECT coalesce(sum(e.minor), 0)::bigint AS minor FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id
    WHERE a.person_id = ${personId}`.execute(owner)
  return rows[0]?.minor ?? 0n
}
