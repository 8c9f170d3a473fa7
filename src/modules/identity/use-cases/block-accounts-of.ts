import type { Tx } from '#platform/postgres/database.ts'
import { accountsOfPerson, setStatus } from '../store/accounts.ts'
import { endSessionsAt, endSessionsOf } from '../store/sessions.ts'

/** Lets nobody act for a position any more: its office accounts are blocked, and every session that looks from it ends. */
export async function blockAccountsOf(tx: Tx, personId: bigint): Promise<void> {
  for (const { id } of await accountsOfPerson(tx, { personId, realm: 'distributor' })) {
    // oxlint-disable-next-line no-await-in-loop -- one or two
    await setStatus(tx, { accountId: id, status: 'blocked' })
    // oxlint-disable-next-line no-await-in-loop -- as before
    await endSessionsOf(tx, id)
  }
  await endSessionsAt(tx, personId)
}
