import { companyName, listMarkets, settingAt } from '#modules/company/api.ts'
import { contactOf } from '#modules/field/api.ts'
import { accountById, issueLink, linkPath, type MailedPurpose } from '#modules/identity/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { SECRET_MARK } from '#platform/mail/mail-content.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { dayText } from '#shared/time.ts'
import { composeLink } from '../domain/compose-mail.ts'
import { mailLanguage } from '../domain/mail-words.ts'
import { postComposed } from './post-composed.ts'

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
  const [market] = await listMarkets(tx)
  const contact = account.personId === null ? undefined : await contactOf(tx, account.personId)
  const language = mailLanguage(contact?.language, market?.language)
  const day = dayText(await companyNow(tx), 'UTC')
  const sender = (await settingAt(tx, companyName, { marketId: null, day })) ?? ''
  const path = linkPath(account.realm, SECRET_MARK, of.purpose)
  const { token } = await issueLink(tx, of)
  const id = await postComposed(tx, {
    key: `link:${of.purpose}:${of.seq}`,
    kind: of.purpose,
    email: account.login,
    name: account.name,
    language,
    mail: composeLink({ language, sender, name: account.name }, { purpose: of.purpose, path }),
    secret: token,
  })
  if (id !== undefined) about('mail', id)
}
