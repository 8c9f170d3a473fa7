import type { Result } from '#shared/refusal.ts'
import { addJob } from '#platform/jobs/jobs.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { settleRow, type Posted } from '../store/books.ts'

/** The job that brings the balance rows of wallets up to date after a long journal was posted. */
export const ROLL_WALLETS = 'ledger.roll_wallets'

/**
 * Posts or voids an open or pending journal. One row is changed, however long the journal is; balances are right from
 * then on, and a job makes them cheap to ask for. Refused as `ledger.journal_not_found` or `ledger.state_conflict`.
 */
export async function settleJournal(
  tx: Tx,
  input: { journal: string; outcome: 'posted' | 'voided' },
): Promise<Result<Posted>> {
  const settled = await settleRow(tx, input)
  if (settled.ok && settled.value.state === 'posted' && !settled.value.again)
    await addJob(tx, ROLL_WALLETS, {})
  return settled
}
