import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** Lets the wallets of these people go below zero: what they owe stands in the books and is not lost. */
export async function letOwe(tx: Tx, personIds: readonly bigint[]): Promise<void> {
  await sql`
    SELECT ledger.set_may_owe(w.account_id, true) FROM ledger.v_wallet w
    WHERE w.person_id = ANY(${personIds.map(String)}::bigint[])`.execute(tx)
}
