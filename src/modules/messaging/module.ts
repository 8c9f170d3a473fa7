import type { MailDeps } from '#platform/mail/mail-settings.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { mailRoutes } from './http/mail-routes.ts'
import { removeOldMailsTask } from './tasks/remove-old-mails.ts'
import { sendMailsTask } from './tasks/send-mails.ts'
import { tellByMailConsumer } from './tasks/tell-by-mail.ts'
import { mailDaysKept, mailsAutoships, mailsDocuments, mailsOrders } from './use-cases/messaging-settings.ts'

export const messagingModule: ModuleDefinition<PlatformDeps & MailDeps> = {
  name: 'messaging',
  rights: {
    'messaging.read': 'See the mails that were sent',
    'messaging.send': 'Send mails again, and invoices by mail',
  },
  messages: {
    'messaging.not_found': 'There is no such mail or document, or you may not see it.',
    'messaging.secret_gone':
      'This mail held a link for its reader alone, which nobody knows any more. Nothing was sent; ask for a new link.',
    'messaging.no_address': 'The buyer has no mail address. Nothing was sent; say one.',
  },
  settings: [mailsOrders, mailsDocuments, mailsAutoships, mailDaysKept],
  routes: mailRoutes,
  tasks: [sendMailsTask, removeOldMailsTask],
  consumers: [tellByMailConsumer],
}
