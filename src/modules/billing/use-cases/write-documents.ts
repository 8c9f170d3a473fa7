import { companyName } from '#modules/company/api.ts'
import type { BilledOrder } from '#modules/orders/api.ts'
import { appendEvents } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { dayText } from '#shared/time.ts'
import { documentNumber, sumOf, type DocumentContent, type DocumentItem } from '../domain/document.ts'
import { addDocuments, nextSerial, type NewDocument } from '../store/documents.ts'
import type { Desk, MarketDesk } from './billing-desk.ts'
import { numberPrefix, numberWidth, sellerAddress, taxNumber } from './billing-settings.ts'
import { contentText } from './document-content.ts'

/** A document that is to be issued: a credit note where there is an invoice that it corrects. */
export type ToWrite = Readonly<{
  order: BilledOrder
  change: number
  items: readonly DocumentItem[]
  invoice: Readonly<{ id: bigint; said: DocumentContent }> | undefined
}>

/** Issues documents in their order, with the next numbers; nothing for those of markets without an address for invoices. */
export async function writeDocuments(
  tx: Tx,
  about: About,
  desk: Desk,
  documents: readonly ToWrite[],
): Promise<void> {
  const taken = new Map<string, number>()
  const next = async (of: Parameters<typeof nextSerial>[1]): Promise<number> => {
    const row = JSON.stringify([of.legalEntityId.toString(), of.kind, of.year])
    const last = taken.get(row)
    // The row of numbers is held from its first number on.
    const serial = last === undefined ? await nextSerial(tx, of) : last + 1
    taken.set(row, serial)
    return serial
  }
  const written: NewDocument[] = []
  for (const document of documents) {
    const at = await desk(document.order.marketId)
    // What was invoiced is taken back whatever the settings say since.
    if (at.setting(sellerAddress) === '' && !document.invoice) continue
    const kind = document.invoice ? 'credit_note' : 'invoice'
    const year = Number(at.issuedOn.slice(0, 4))
    const serial = await next({ legalEntityId: at.market.legalEntityId, kind, year })
    written.push(rowOf(document, at, { kind, year, serial }))
  }
  const added = await addDocuments(tx, written)
  for (const { id } of added) about('document', id)
  await appendEvents(
    tx,
    added.map(({ id, order, kind, marketId }) => ({
      topic: 'billing.document_issued',
      keyId: id,
      payload: { documentId: id, order, kind, marketId },
    })),
  )
}

function rowOf(
  { order, change, items, invoice }: ToWrite,
  { market, entity, atMs, issuedOn, demonstration, setting }: MarketDesk,
  of: Readonly<{ kind: 'invoice' | 'credit_note'; year: number; serial: number }>,
): NewDocument {
  const { kind, year, serial } = of
  const number = documentNumber({
    prefix: setting(numberPrefix[kind]),
    year,
    serial,
    width: setting(numberWidth),
  })
  const seller = invoice?.said.seller ?? {
    name: entity?.name ?? setting(companyName) ?? '',
    address: setting(sellerAddress),
    taxNumber: setting(taxNumber),
  }
  const taxed = order.taxAdded ? { taxAdded: true } : {}
  const content: DocumentContent = {
    kind,
    number,
    issuedOn,
    placedOn: dayText(order.placedAtMs, market.timeZone),
    order: order.code,
    corrects: invoice ? { number: invoice.said.number, issuedOn: invoice.said.issuedOn } : null,
    demonstration,
    language: order.language,
    currency: order.currency,
    seller,
    buyer: invoice?.said.buyer ?? order.buyer,
    payment: order.payment,
    items,
    ...taxed,
    ...sumOf(items, order.taxAdded),
  }
  return {
    kind,
    legal_entity_id: market.legalEntityId,
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
  }
}
