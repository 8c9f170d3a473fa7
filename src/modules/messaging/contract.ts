import { z } from 'zod'
import { endpoint, instant, opaqueId, pageOf, pageQuery, smallNumber } from '#shared/contract.ts'

const mailId = opaqueId('mai')
export const mailKind = z.enum([
  'order_confirmation',
  'order_ready',
  'invoice',
  'credit_note',
  'autoship_reminded',
  'autoship_failed',
  'autoship_paused',
  'new_password',
  'confirm_login',
  'login_changed',
])
export const mailState = z.enum(['waiting', 'sent', 'failed', 'unknown'])
const address = z.email().max(254)
const one = z.object({ mail: mailId })

const row = z.object({
  mail: mailId,
  kind: mailKind,
  to: z.object({ address: z.string(), name: z.string() }),
  subject: z.string(),
  state: mailState,
  attempts: z.int(),
  postedAt: instant,
  sentAt: instant.nullable(),
  /** When it is tried next, in real time; null where nobody tries any more. */
  nextTryAt: instant.nullable(),
  /** The code of the order or person that it is about. */
  about: z.object({ kind: z.enum(['order', 'person']), code: z.string() }).nullable(),
})
const shown = row.extend({
  language: z.string(),
  /** What names the message for whoever carries it; null before the first attempt. */
  messageId: z.string().nullable(),
  /** What was answered to the last attempt. */
  answer: z.string().nullable(),
  text: z.string(),
  html: z.string(),
  attachments: z.array(z.object({ name: z.string(), type: z.string() })),
  /** Whether it holds a link that is not shown here, as only its reader may know it. */
  isSecret: z.boolean(),
  maySendAgain: z.boolean(),
})

const rowExample = {
  mail: 'mai_0123456789abc',
  kind: 'invoice' as const,
  to: { address: 'sample@example.com', name: 'Sample Person' },
  subject: 'Invoice I-2026-000123 for your order 100000015',
  state: 'sent' as const,
  attempts: 1,
  postedAt: '2026-10-26T09:30:00.000Z',
  sentAt: '2026-10-26T09:30:02.000Z',
  nextTryAt: null,
  about: { kind: 'order' as const, code: '100000015' },
}
const params = { mail: 'mai_0123456789abc' }
const sending = z.object({ mail: mailId })

/** Mails, newest first. `search`: the beginning of an address, or the whole code of an order or person. */
export const listMails = endpoint({
  method: 'GET',
  path: '/mails',
  query: pageQuery.pick({ page: true, rows: true, search: true }).extend({
    kind: mailKind.optional(),
    state: mailState.optional(),
  }),
  response: pageOf(row).extend({
    /** Whether a server takes them away, or they are kept in a folder and reach nobody; and which one. */
    carrier: z.object({ kind: z.enum(['smtp', 'folder']), where: z.string() }),
  }),
  example: {
    query: { state: 'sent' },
    response: { rows: [rowExample], total: 1, carrier: { kind: 'smtp', where: 'mail.example.com' } },
  },
})

export const showMail = endpoint({
  method: 'GET',
  path: '/mails/:mail',
  params: one,
  response: shown,
  example: {
    params,
    response: {
      ...rowExample,
      language: 'en',
      messageId: '<5b9d9d0e-0000-4000-8000-000000000000@example.com>',
      answer: '250 2.0.0 Taken',
      text: 'Your invoice',
      html: '<h1>Your invoice</h1>',
      attachments: [{ name: 'I-2026-000123.pdf', type: 'application/pdf' }],
      isSecret: false,
      maySendAgain: true,
    },
  },
})

/** What goes along with a mail, by its place in it, counted from 1. */
export const mailAttachment = endpoint({
  method: 'GET',
  path: '/mails/:mail/attachments/:place',
  params: one.extend({ place: smallNumber }),
  produces: 'application/octet-stream',
  example: { params: { ...params, place: '1' } },
})

/** Sends a mail once more: what did not go as the same message, what has gone as another one, whose id is answered. */
export const sendMailAgain = endpoint({
  method: 'POST',
  path: '/mails/:mail/sendings',
  status: 201,
  params: one,
  response: sending,
  example: { params, response: params },
})

/** Sends an invoice or a credit note by mail, to the buyer or to another address. */
export const mailDocument = endpoint({
  method: 'POST',
  path: '/orders/:code/documents/:document/mails',
  status: 201,
  params: z.object({ code: z.string().regex(/^\d{2,20}$/), document: opaqueId('doc') }),
  body: z.object({ to: address.optional() }),
  response: sending,
  example: {
    params: { code: '100000015', document: 'doc_0123456789abc' },
    body: { to: 'office@example.com' },
    response: params,
  },
})
