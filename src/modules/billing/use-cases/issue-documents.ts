import { dayText } from '#shared/time.ts'
import { companyName, listLegalEntities, marketById, settingAt } from '#modules/company/api.ts'
import { billedOrder, pieceShares, type BilledOrder } from '#modules/orders/api.ts'
import { moneyAbout } from '#modules/payments/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { findInstallation } from '#platform/clock/installation.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { documentNumber, sumOf, type DocumentContent, type DocumentItem } from '../domain/document.ts'
import { creditItems, invoiceItems } from '../domain/draw-up.ts'
import { toIssue, type DueOrder, type ShareOf } from '../domain/due.ts'
import { addDocument, awaitedDue, awaitOrder, documentsOf, nextSerial } from '../store/documents.ts'
import { invoiceDue, numberPrefix, numberWidth, sellerAddress, taxNumber } from './billing-settings.ts'
import { contentOf, contentText } from './document-content.ts'

type Deps = Readonly<{ db: Db }>

/**
 * Issues the invoice of an order as it was placed, once, where that is when it is due; otherwise notes when it is. Nothing where the
 * company has no address for invoices.
 */
export async function issueInvoice(deps: Deps, tx: Tx, about: About, code: string): Promise<void> {
  const order = await billedOrder(deps, tx, code)
  if (!order) throw new Error(`there is no order ${code}`)
  if ((await documentsOf(tx, code)).length > 0 || (await awaitedDue(tx, order.id)) !== undefined) return
  const due = await settingAt(tx, invoiceDue, await placeOf(tx, order.marketId))
  if (due === 'placing')
    await issue(tx, about, { order, change: 0, items: invoiceItems(order), invoice: undefined })
  else {
    await awaitOrder(tx, { id: order.id, due })
    // What was paid from a wallet is paid by now.
    if (due === 'payment') await issueDue(deps, tx, about, { order, due, change: 0 })
  }
}

/** Issues what is due after a change of an order: what was sent, or a credit note of what was taken back; once. */
export async function issueAfterChange(
  deps: Deps,
  tx: Tx,
  about: About,
  of: Readonly<{ code: string; number: number; kind: DueOrder['changes'][number]['kind'] }>,
): Promise<void> {
  const order = await billedOrder(deps, tx, of.code)
  if (!order) throw new Error(`there is no order ${of.code}`)
  const due = await awaitedDue(tx, order.id)
  if (due !== undefined) await issueDue(deps, tx, about, { order, due, change: of.number })
  else if (of.kind === 'cancel' || of.kind === 'return')
    await issueCreditNote(tx, about, { order, change: of.number })
}

/** Issues the invoice of an order that is due once it is paid, once, when nothing is owed any more. */
export async function issueAfterPayment(deps: Deps, tx: Tx, about: About, code: string): Promise<void> {
  const order = await billedOrder(deps, tx, code)
  if (!order) throw new Error(`there is no order ${code}`)
  if ((await awaitedDue(tx, order.id)) !== 'payment') return
  await issueDue(deps, tx, about, { order, due: 'payment', change: 0 })
}

/** Issues what is missing so that documents tell what is due after a change; nothing where they tell of a later one already. */
async function issueDue(
  deps: Deps,
  tx: Tx,
  about: About,
  of: Readonly<{ order: BilledOrder; due: 'shipment' | 'payment'; change: number }>,
): Promise<void> {
  const { due } = of
  const known = await documentsOf(tx, of.order.code)
  if (known.some(({ change }) => change > of.change)) return
  const isFirst = due === 'payment' && known.length === 0
  if (isFirst && !(await isPaid(tx, of.order.id))) return
  // Read after the money: an order of which nothing is owed because it was taken back meanwhile is told as what is left of it.
  const order = isFirst ? ((await billedOrder(deps, tx, of.order.code)) ?? of.order) : of.order
  // The invoice of an order that is paid tells what is left of it by then.
  const change = isFirst ? Math.max(0, ...order.changes.map(({ number }) => number)) : of.change
  const said = new Map(known.map(({ id, content }) => [id, contentOf(content)]))
  const issued = known.map(({ id, kind, correctsId }) => ({
    id,
    kind,
    correctsId,
    items: said.get(id)?.items ?? [],
  }))
  for (const { corrects, items } of toIssue(order, { due, upTo: change, issued, share })) {
    const content = corrects === undefined ? undefined : said.get(corrects)
    const invoice = corrects === undefined || !content ? undefined : { id: corrects, said: content }
    // One after the other, as their numbers are.
    // oxlint-disable-next-line no-await-in-loop
    await issue(tx, about, { order, change, items, invoice })
  }
}

/** Whether nothing is owed for an order any more. */
async function isPaid(tx: Tx, orderId: bigint): Promise<boolean> {
  return (await moneyAbout(tx, { kind: 'order', id: orderId })).owedMinor <= 0n
}

const share: ShareOf = (line, before, after) =>
  pieceShares({ ...line, promotions: [], volumes: new Map() }, before, after)

async function placeOf(tx: Tx, marketId: bigint): Promise<{ marketId: bigint; day: string }> {
  const market = await marketById(tx, marketId)
  if (!market) throw new Error('an order has no market')
  return { marketId, day: dayText(await companyNow(tx), market.timeZone) }
}

/** Issues the credit note of what a change took back, once; nothing where there is no invoice that it could correct. */
async function issueCreditNote(
  tx: Tx,
  about: About,
  of: Readonly<{ order: BilledOrder; change: number }>,
): Promise<void> {
  const { order } = of
  const known = await documentsOf(tx, order.code)
  const invoice = known.find(({ kind }) => kind === 'invoice')
  if (!invoice || known.some(({ change }) => change === of.change)) return
  const change = order.changes.find(({ number }) => number === of.change)
  if (!change) throw new Error(`the order ${order.code} has no change ${of.change}`)
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
