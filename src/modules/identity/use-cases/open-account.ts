import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { NewAccount } from '../domain/account.ts'
import { addAccount } from '../store/accounts.ts'
import { askForLink } from './mailed-links.ts'

/**
 * Makes an account whose owner chose the password before (its hash is given): it signs in at once, and its login is asked to be
 * confirmed. Gives its id;
 * refused as `identity.login_conflict` when the realm has the login already.
 */
export async function openAccount(
  tx: Tx,
  input: NewAccount & { passwordHash: string },
): Promise<Result<bigint>> {
  const id = await addAccount(tx, { ...input, status: 'active', demonstration: false })
  if (id === undefined) return refuse('identity.login_conflict', {}, 'login')
  await askForLink(tx, { accountId: id, purpose: 'confirm_login' })
  return ok(id)
}
