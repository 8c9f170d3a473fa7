import { accountById, issueLink, linkPath, type MailedPurpose } from '#modules/identity/api.ts'
import { SECRET_MARK } from '#platform/mail/mail-content.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { composeLink } from '../domain/compose-mail.ts'
import { postComposed } from './post-composed.ts'
import { toAccount } from './to-account.ts'

/**
 * Mails a link for one use to an account's login, made in this transaction and kept nowhere but in the mail; nothing where the account
 * is blocked or confirmed already, or its login is no address.
 */
export async function tellLink(
  tx: Tx,
  about: About,
  of: Readonly<{ accountId: bigint; purpose: MailedPurpose; seq: bigint }>,
): Promise<void> {
  const account = await accountById(tx, of.accountId)
  if (!account || account.status === 'blocked') return
  if (of.purpose === 'confirm_login' && account.confirmedAt !== null) return
  const to = await toAccount(tx, account)
  const path = linkPath(account.realm, SECRET_MARK, of.purpose)
  const { token } = await issueLink(tx, of)
  const id = await postComposed(tx, {
    key: `link:${of.purpose}:${of.seq}`,
    kind: of.purpose,
    email: account.login,
    name: account.name,
    language: to.language,
    mail: composeLink(to, { purpose: of.purpose, path }),
    secret: token,
  })
  if (id !== undefined) about('mail', id)
}
