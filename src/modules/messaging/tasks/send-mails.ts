import type { MailDeps } from '#platform/mail/mail-settings.ts'
import { SEND_MAILS } from '#platform/mail/post-mail.ts'
import { sendMails } from '#platform/mail/send-mails.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { TaskDefinition } from '#platform/module/module.ts'
import { attachmentBytes } from '../use-cases/attachment-bytes.ts'

/** Sends what was posted: asked for by each post, and once in a while, should that have been lost. */
export const sendMailsTask: TaskDefinition<PlatformDeps & MailDeps> = {
  name: SEND_MAILS,
  everyHours: 1,
  run: (deps, _payload, signal) =>
    sendMails({ db: deps.db, mail: deps.mail, attach: (what) => attachmentBytes(deps, what) }, signal),
}
