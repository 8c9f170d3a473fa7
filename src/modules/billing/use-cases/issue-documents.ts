import { dayText } from '#shared/time.ts'
import { companyName, listLegalEntities, marketById, settingAt } from '#modules/company/api.ts'
import { billedOrder, type BilledOrder } from '#modules/orders/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { findInstallation } from '#platform/clock/installation.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { documentNumber, sumOf, type DocumentContent, type DocumentItem } from '../domain/document.ts'
import { creditItems, invoiceItems } from '../domain/draw-up.ts'
import { addDocument, documentsOf, nextSerial } from '../store/documents.ts'
import { numberPrefix, numberWidth, sellerAddress, taxNumber } from './billing-settings.ts'
import { contentOf, contentText } from './document-content.ts'

type Deps = Readonly<{ db: Db }>

/** Issues the invoice of an order as it was placed, once; nothing where the company has no address for invoices. */
export async function issueInvoice(deps: Deps, tx: Tx, about: About, code: string): Promise<void> {
  const order = await billedOrder(deps, tx, code)
  if (!order) throw new Error(`there is no order ${code}`)
  if ((await documentsOf(tx, code)).length > 0) return
  await issue(tx, about, { order, change: 0, items: invoiceItems(order), invoice: undefined })
}

/** Issues the credit note of what a change took back, once; nothing where there is no invoice that it could correct. */
export async function issueCreditNote(
  deps: Deps,
  tx: Tx,
  about: About,
  of: Readonly<{ code: string; change: number }>,
): Promise<void> {
  const known = await documentsOf(tx, of.code)
  const invoice = known.find(({ kind }) => kind === 'invoice')
  if (!invoice || known.some(({ change }) => change === of.change)) return
  const order = await billedOrder(deps, tx, of.code)
  const change = order?.changes.find(({ number }) => number === of.change)
  if (!order || !change) throw new Error(`the order ${of.code} has no change ${of.change}`)
  const said = contentOf(invoice.content)
  // Names and rates are those that the invoice said, whatever became of the goods since.
  const items = creditItems(asInvoiced(order, said.items), change)
  await issue(tx, about, { order, change: of.change, items, invoice: { id: invoice.id, said } })
}

function asInvoiced(order: BilledOrder, items: readonly DocumentItem[]): BilledOrder {
  const goods = items.filter(({ what }) => what === 'goods')
  const shipping = items.find(({ what }) => what === 'shipping')
  return {
    ...order,
    lines: order.lines.map((line, place) => {
      const said = goods[place]
      return said ? { ...line, code: said.code, name: said.name, ratePpm: said.ratePpm } : line
    }),
    shipping: { ...order.shipping, ratePpm: shipping?.ratePpm ?? order.shipping.ratePpm },
  }
}

type ToIssue = Readonly<{
  order: BilledOrder
  change: number
  items: readonly DocumentItem[]
  invoice: Readonly<{ id: bigint; said: DocumentContent }> | undefined
}>

async function issue(tx: Tx, about: About, { order, change, items, invoice }: ToIssue): Promise<void> {
  const market = await marketById(tx, order.marketId)
  if (!market) throw new Error('an order has no market')
  const atMs = await companyNow(tx)
  const issuedOn = dayText(atMs, market.timeZone)
  const place = { marketId: market.id, day: issuedOn }
  const address = await settingAt(tx, sellerAddress, place)
  // What was invoiced is taken back whatever the settings say since.
  if (address === '' && !invoice) return
  const kind = invoice ? 'credit_note' : 'invoice'
  const { legalEntityId } = market
  const entity = (await listLegalEntities(tx)).find(({ id }) => id === legalEntityId)
  const year = Number(issuedOn.slice(0, 4))
  const prefix = await settingAt(tx, numberPrefix[kind], place)
  const width = await settingAt(tx, numberWidth, place)
  const installation = await findInstallation(tx)
  const seller = invoice?.said.seller ?? {
    name: entity?.name ?? (await settingAt(tx, companyName, place)) ?? '',
    address,
    taxNumber: await settingAt(tx, taxNumber, place),
  }
  const serial = await nextSerial(tx, { legalEntityId, kind, year })
  const number = documentNumber({ prefix, year, serial, width })
  const content: DocumentContent = {
    kind,
    number,
    issuedOn,
    placedOn: dayText(order.placedAtMs, market.timeZone),
    order: order.code,
    corrects: invoice ? { number: invoice.said.number, issuedOn: invoice.said.issuedOn } : null,
    demonstration: installation?.demonstration ?? false,
    language: order.language,
    currency: order.currency,
    seller,
    buyer: invoice?.said.buyer ?? order.buyer,
    payment: order.payment,
    items,
    ...sumOf(items),
  }
  const id = await addDocument(tx, {
    kind,
    legal_entity_id: legalEntityId,
    market_id: market.id,
    year,
    serial,
    number,
    order_id: order.id,
    order_code: order.code,
    change,
    corrects_id: invoice?.id ?? null,
    buyer_person_id: order.buyerId,
    issued_at: new Date(atMs),
    currency: order.currency,
    total_minor: content.totalMinor,
    tax_minor: content.taxMinor,
    content: contentText(content),
  })
  about('document', id)
  const { code, marketId } = order
  await appendEvent(tx, {
    topic: 'billing.document_issued',
    keyId: id,
    payload: { documentId: id, order: code, kind, marketId },
  })
}
