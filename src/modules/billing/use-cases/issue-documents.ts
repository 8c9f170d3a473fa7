import { billedOrder, billedOrders, pieceShares, type BilledOrder } from '#modules/orders/api.ts'
import { moneyAbout } from '#modules/payments/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ratedAs, type DocumentItem } from '../domain/document.ts'
import { creditItems, invoiceItems } from '../domain/draw-up.ts'
import { toIssue, type DueOrder, type ShareOf } from '../domain/due.ts'
import { awaitedDue, awaitOrders, documentsOf, ordersMet } from '../store/documents.ts'
import { openDesk } from './billing-desk.ts'
import { invoiceDue } from './billing-settings.ts'
import { contentOf } from './document-content.ts'
import { writeDocuments, type ToWrite } from './write-documents.ts'

type Deps = Readonly<{ db: Db }>

/**
 * Issues the invoices of orders as they were placed, once each, where that is when they are due; otherwise notes when they are.
 * Nothing where the company has no address for invoices. However many they are, the questions are as many.
 */
export async function issueInvoices(
  deps: Deps,
  tx: Tx,
  about: About,
  codes: readonly string[],
): Promise<void> {
  const orders = await billedOrders(deps, tx, [...new Set(codes)])
  for (const code of codes)
    if (!orders.some((order) => order.code === code)) throw new Error(`there is no order ${code}`)
  const met = await ordersMet(
    tx,
    orders.map(({ id }) => id),
  )
  const desk = await openDesk(tx)
  const placed: ToWrite[] = []
  const awaited: Readonly<{ order: BilledOrder; due: 'shipment' | 'payment' }>[] = []
  for (const order of orders) {
    if (met.has(order.id)) continue
    // oxlint-disable-next-line no-await-in-loop -- asks once for each market
    const due = (await desk(order.marketId)).setting(invoiceDue)
    if (due === 'placing') placed.push({ order, change: 0, items: invoiceItems(order), invoice: undefined })
    else awaited.push({ order, due })
  }
  await writeDocuments(tx, about, desk, placed)
  await awaitOrders(
    tx,
    awaited.map(({ order, due }) => ({ id: order.id, due })),
  )
  for (const { order, due } of awaited)
    // What was paid from a wallet is paid by now.
    // oxlint-disable-next-line no-await-in-loop -- numbers are given one after the other
    if (due === 'payment') await issueDue(deps, tx, about, { order, due, change: 0 })
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
  const documents = toIssue(order, { due, upTo: change, issued, share }).map(({ corrects, items }) => {
    const content = corrects === undefined ? undefined : said.get(corrects)
    const invoice = corrects === undefined || !content ? undefined : { id: corrects, said: content }
    return { order, change, items, invoice }
  })
  if (documents.length > 0) await writeDocuments(tx, about, await openDesk(tx), documents)
}

/** Whether nothing is owed for an order any more. */
async function isPaid(tx: Tx, orderId: bigint): Promise<boolean> {
  return (await moneyAbout(tx, { kind: 'order', id: orderId })).owedMinor <= 0n
}

const share: ShareOf = (line, before, after) =>
  pieceShares({ ...line, promotions: [], volumes: new Map() }, before, after)

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
  const note = { order, change: of.change, items, invoice: { id: invoice.id, said } }
  await writeDocuments(tx, about, await openDesk(tx), [note])
}

function asInvoiced(order: BilledOrder, items: readonly DocumentItem[]): BilledOrder {
  const goods = items.filter(({ what }) => what === 'goods')
  const shipping = items.find(({ what }) => what === 'shipping')
  return {
    ...order,
    lines: order.lines.map((line, place) => {
      const said = goods[place]
      return said ? { ...line, code: said.code, name: said.name, ...ratedAs(said) } : line
    }),
    shipping: { ...order.shipping, ...ratedAs(shipping ?? order.shipping) },
  }
}
