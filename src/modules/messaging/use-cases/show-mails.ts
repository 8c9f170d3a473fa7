import { SECRET_MARK } from '#platform/mail/mail-content.ts'
import { mailById, postCopy, tryAnew, type StoredMail } from '#platform/mail/mail-rows.ts'
import type { MailSettings } from '#platform/mail/mail-settings.ts'
import { askToSend } from '#platform/mail/post-mail.ts'
import { mailHtml, mailText } from '#platform/mail/render-mail.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'

type MayIn = (marketId: bigint | undefined) => boolean

/** A mail that the viewer may see; refused as `messaging.not_found`. */
export async function visibleMail(tx: Tx, id: bigint, mayIn: MayIn): Promise<Result<StoredMail>> {
  const mail = await mailById(tx, id)
  return mail && mayIn(mail.marketId ?? undefined) ? ok(mail) : refuse('messaging.not_found')
}

/** A mail as it reads. A secret in it is shown where mails reach nobody and it is allowed, and nowhere else. */
export function readMail(settings: MailSettings, mail: StoredMail) {
  const secret = settings.showsSecrets ? mail.secret : null
  const site = { siteUrl: settings.siteUrl(), secret, language: mail.language }
  return {
    text: mailText(mail.content, site),
    html: mailHtml(mail.content, site),
    isSecret: holdsSecret(mail) && secret === null,
    maySendAgain: maySendAgain(mail),
  }
}

/** What went and held a secret cannot go once more: nobody knows the secret any more. */
function maySendAgain(mail: StoredMail): boolean {
  return !holdsSecret(mail) || (mail.state !== 'sent' && mail.secret !== null)
}

function holdsSecret({ content }: StoredMail): boolean {
  return content.blocks.some((block) => block.what === 'button' && block.path.includes(SECRET_MARK))
}

/** Has a mail sent once more. Gives the id of the mail that goes; refused as `messaging.secret_gone` and `messaging.not_found`. */
export async function sendAgain(tx: Tx, about: About, id: bigint, mayIn: MayIn): Promise<Result<bigint>> {
  const found = await visibleMail(tx, id, mayIn)
  if (!found.ok) return found
  const mail = found.value
  if (!maySendAgain(mail)) return refuse('messaging.secret_gone')
  about('mail', id)
  const goes = mail.state === 'sent' ? await postCopy(tx, id) : id
  if (goes === id) await tryAnew(tx, id)
  await askToSend(tx)
  return ok(goes)
}
