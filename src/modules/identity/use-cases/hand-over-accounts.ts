import type { Tx } from '#platform/postgres/database.ts'
import { accountsOfPerson, moveAccount } from '../store/accounts.ts'
import { endSessionsOf } from '../store/sessions.ts'
import { blockAccountsOf } from './block-accounts-of.ts'

/**
 * Lets the accounts of a position go along with whoever had it: its office accounts are blocked, an account of the shop goes on under
 * the person's other number. Every session ends.
 */
export async function handOverAccounts(tx: Tx, of: { from: bigint; to: bigint }): Promise<void> {
  await blockAccountsOf(tx, of.from)
  for (const realm of ['distributor', 'customer'] as const)
    // oxlint-disable-next-line no-await-in-loop -- two
    for (const { id } of await accountsOfPerson(tx, { personId: of.from, realm })) {
      // oxlint-disable-next-line no-await-in-loop -- one or two
      await moveAccount(tx, { accountId: id, personId: of.to, since: null })
      // oxlint-disable-next-line no-await-in-loop -- as before
      await endSessionsOf(tx, id)
    }
}
