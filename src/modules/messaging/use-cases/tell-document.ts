import { documentById } from '#modules/billing/api.ts'
import { billedOrder, orderPage } from '#modules/orders/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { composeDocument } from '../domain/compose-mail.ts'
import { mailsDocuments } from './messaging-settings.ts'
import { postComposed, sendingFor } from './post-composed.ts'
import { readerOf } from './tell-order.ts'

/** Where the bytes of an invoice or a credit note are asked for when its mail goes. */
export const DOCUMENT_SOURCE = 'billing.document'

/** Sends what was issued to the buyer, once; nothing where nobody knows the buyer's address or such mails are switched off. */
export async function tellDocument(
  deps: { db: Db },
  tx: Tx,
  about: About,
  of: Readonly<{ documentId: bigint; marketId: bigint }>,
): Promise<void> {
  const { isOn } = await sendingFor(tx, { marketId: of.marketId, setting: mailsDocuments })
  if (isOn) await postDocument(deps, tx, about, { id: of.documentId, key: `document:${of.documentId}` })
}

/**
 * Posts the mail with a document. Gives its id; refused as `messaging.not_found` where the viewer sees no such document of the order,
 * and as `messaging.no_address` where there is none to send it to.
 */
export async function postDocument(
  deps: { db: Db },
  tx: Tx,
  about: About,
  of: Readonly<{
    id: bigint
    key: string
    order?: string
    to?: string | undefined
    mayIn?: (marketId: bigint) => boolean
  }>,
): Promise<Result<bigint>> {
  const document = await documentById(tx, of.id)
  if (!document || (of.order !== undefined && document.order !== of.order))
    return refuse('messaging.not_found')
  const { marketId } = document
  if (of.mayIn?.(marketId) === false) return refuse('messaging.not_found')
  const order = await billedOrder(deps, tx, document.order)
  if (!order) throw new Error('a document is of an order that is not there')
  const { sender } = await sendingFor(tx, { marketId, setting: undefined })
  const { email, language } = await readerOf(tx, order)
  const mail = composeDocument(
    { language, sender, name: order.buyer.name },
    { ...document, page: await orderPage(tx, order) },
  )
  const name = `${document.number.replaceAll('/', '-')}.pdf`
  const id = await postComposed(tx, {
    key: of.key,
    kind: document.kind,
    email: of.to ?? email,
    name: order.buyer.name,
    language,
    mail,
    attachments: [{ name, type: 'application/pdf', source: DOCUMENT_SOURCE, ref: of.id.toString() }],
    about: { kind: 'order', code: order.code },
    marketId,
  })
  if (id === undefined) return refuse('messaging.no_address')
  about('mail', id)
  return ok(id)
}
