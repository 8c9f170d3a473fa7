import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { MailDeps } from '#platform/mail/mail-settings.ts'
import { listMails, type StoredMail } from '#platform/mail/mail-rows.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import { hasRight, scopeOf, type Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { attachmentBytes } from '../use-cases/attachment-bytes.ts'
import { readMail, sendAgain, visibleMail } from '../use-cases/show-mails.ts'
import { postDocument } from '../use-cases/tell-document.ts'

type Deps = PlatformDeps & MailDeps
const READ = 'messaging.read'
const SEND = 'messaging.send'

/** What concerns no market is for whoever has the right in all of them. */
function mayIn(viewer: Viewer, right: string) {
  return (marketId: bigint | undefined): boolean =>
    marketId === undefined ? scopeOf(viewer, right) === 'everywhere' : hasRight(viewer, right, marketId)
}

function shownRow(ids: OpaqueIds, mail: StoredMail) {
  const { recipient, recipientName, subject, state, attempts, aboutKind, aboutCode } = mail
  const kind = contract.mailKind.parse(mail.kind)
  const about =
    aboutCode === null
      ? null
      : { kind: aboutKind === 'order' ? ('order' as const) : ('person' as const), code: aboutCode }
  return {
    mail: ids.close('mai', mail.id),
    kind,
    to: { address: recipient, name: recipientName },
    subject,
    state,
    attempts,
    postedAt: mail.postedAt.getTime(),
    sentAt: mail.sentAt?.getTime() ?? null,
    nextTryAt: mail.dueAt?.getTime() ?? null,
    about,
  }
}

const list = route({
  endpoint: contract.listMails,
  realms: ['staff'],
  right: READ,
  idempotency: 'safe',
  summary: 'Mails that were sent or are to be, newest first.',
  handler: async (deps: Deps, call) =>
    read(deps, call.actor, async (tx) => {
      const scope = scopeOf(call.viewer, READ)
      const marketIds = scope === 'everywhere' ? undefined : [...scope]
      const found = await listMails(tx, { ...call.query, marketIds, ...pageWindow(call.query) })
      const { kind, where } = deps.mail.carrier
      return ok({
        total: found.total,
        rows: found.rows.map((mail) => shownRow(deps.ids, mail)),
        carrier: { kind, where },
      })
    }),
})

const show = route({
  endpoint: contract.showMail,
  realms: ['staff'],
  right: READ,
  idempotency: 'safe',
  summary: 'One mail as it reads, and what became of it.',
  handler: async (deps: Deps, call) =>
    read(deps, call.actor, async (tx) => {
      const id = deps.ids.open('mai', call.params.mail)
      const found = await visibleMail(tx, id, mayIn(call.viewer, READ))
      if (!found.ok) return found
      const { language, messageId, answer, attachments } = found.value
      return ok({
        ...shownRow(deps.ids, found.value),
        ...readMail(deps.mail, found.value),
        language,
        messageId,
        answer,
        attachments: attachments.map(({ name, type }) => ({ name, type })),
      })
    }),
})

const attachment = route({
  endpoint: contract.mailAttachment,
  realms: ['staff'],
  right: READ,
  idempotency: 'safe',
  perMinute: 120,
  summary: 'What goes along with a mail.',
  handler: async (deps: Deps, call) => {
    const id = deps.ids.open('mai', call.params.mail)
    const found = await read(deps, call.actor, (tx) => visibleMail(tx, id, mayIn(call.viewer, READ)))
    if (!found.ok) return found
    const what = found.value.attachments[call.params.place - 1]
    if (!what) return refuse('messaging.not_found')
    return ok({ body: await attachmentBytes(deps, what), fileName: what.name, type: what.type })
  },
})

const again = route({
  endpoint: contract.sendMailAgain,
  realms: ['staff'],
  right: SEND,
  idempotency: 'key',
  perMinute: 60,
  summary: 'Sends a mail once more.',
  handler: async (deps: Deps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'messaging.send_again', answer: contract.sendMailAgain.response },
      async (tx, about) => {
        const id = deps.ids.open('mai', call.params.mail)
        const sent = await sendAgain(tx, about, id, mayIn(call.viewer, SEND))
        return sent.ok ? ok({ mail: deps.ids.close('mai', sent.value) }) : sent
      },
    ),
})

const document = route({
  endpoint: contract.mailDocument,
  realms: ['staff'],
  right: SEND,
  idempotency: 'key',
  perMinute: 60,
  summary: 'Sends an invoice or a credit note by mail.',
  handler: async (deps: Deps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'messaging.mail_document', answer: contract.mailDocument.response },
      async (tx, about) => {
        const { code: order } = call.params
        const posted = await postDocument(deps, tx, about, {
          id: deps.ids.open('doc', call.params.document),
          key: `document:${call.once.key}:${call.viewer.accountId}`,
          order,
          to: call.body.to,
          mayIn: (marketId) => hasRight(call.viewer, SEND, marketId),
        })
        return posted.ok ? ok({ mail: deps.ids.close('mai', posted.value) }) : posted
      },
    ),
})

export const mailRoutes = [list, show, attachment, again, document]
