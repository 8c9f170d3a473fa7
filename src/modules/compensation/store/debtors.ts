import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { Result } from '#shared/refusal.ts'

/**
 * Writes to the books, and where the wallets are too short for it once more after these people may owe: what they owe stands in the
 * books and is not lost.
 */
export async function lettingOwe<T>(
  tx: Tx,
  personIds: readonly bigint[],
  write: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const first = await write()
  if (first.ok || first.refusal.code !== 'ledger.balance_short' || personIds.length === 0) return first
  await sql`
    SELECT ledger.set_may_owe(w.account_id, true) FROM ledger.v_wallet w
    WHERE w.person_id = ANY(${personIds.map(String)}::bigint[])`.execute(tx)
  return write()
}
