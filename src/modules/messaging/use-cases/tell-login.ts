import { accountById, earlierLogin } from '#modules/identity/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { composeLoginChanged } from '../domain/compose-mail.ts'
import { postComposed } from './post-composed.ts'
import { toAccount } from './to-account.ts'

/**
 * Tells an earlier login of an account that another one is used from now on, so that whoever did not change it learns of it; it says
 * neither which, nor leads anywhere. Nothing where that login is no address.
 */
export async function tellEarlierLogin(
  tx: Tx,
  about: About,
  of: Readonly<{ accountId: bigint; earlierId: bigint }>,
): Promise<void> {
  const account = await accountById(tx, of.accountId)
  const email = await earlierLogin(tx, of)
  if (!account || email === undefined) return
  const { day, ...to } = await toAccount(tx, account)
  const id = await postComposed(tx, {
    key: `login_changed:${of.earlierId}`,
    kind: 'login_changed',
    email,
    name: account.name,
    language: to.language,
    mail: composeLoginChanged(to, day),
  })
  if (id !== undefined) about('mail', id)
}
