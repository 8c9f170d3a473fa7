import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/**
 * Lets acceptances wait until this transaction has ended, and waits for the pay that is under way: whoever moves a wallet finds
 * everything in it that was paid into it.
 */
export async function holdPaying(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('compensation.paying'))`.execute(tx)
}

/** Waits for whoever moves wallets, and lets nobody move one until this transaction has ended. */
export async function holdWallets(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock_shared(hashtext('compensation.paying'))`.execute(tx)
}

/** How often positions were handed on or ended in other ones; while it stays the same, so do the owners who are paid. */
export async function ownerChanges(tx: Tx): Promise<bigint> {
  const { rows } = await sql<{ changes: bigint }>`
    SELECT (SELECT count(*) FROM field.v_merged) + (SELECT count(*) FROM field.v_former_owner)
      + (SELECT count(*) FROM field.v_ownership) + (SELECT count(valid_until) FROM field.v_ownership) AS changes`.execute(
    tx,
  )
  return rows[0]?.changes ?? 0n
}
