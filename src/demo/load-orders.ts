import { hash } from 'node:crypto'
import { codeOf } from '#shared/code.ts'
import { priceAt, type PriceBook, type PriceKind } from '#modules/catalog/api.ts'
import { orderEntries } from '#modules/orders/domain/order.ts'
import { priceOrder, type PricedOrder } from '#modules/orders/use-cases/price-order.ts'
import { uuidOf } from '#modules/orders/use-cases/place-order.ts'
import type { TaxTable } from '#modules/tax/api.ts'
import type { Bulk, CopyValue } from './bulk.ts'
import { at } from './chance.ts'
import type { DrawnOrder } from './draw-orders.ts'
import type { DrawnPeople } from './draw-people.ts'
import { personIdOf } from './load-people.ts'

/** Tables that loading orders fills. */
export const orderTables = [
  'orders."order"',
  'orders.order_line',
  'orders.volume_entry',
  'orders.order_key',
  'orders.guest',
  'ledger.journal',
  'ledger.entry',
]

/** The first number of the range that the company's codes of orders are given from. */
const FIRST_NUMBER = 10_000_001

/** The market's tables that orders are priced from, and where their money goes. */
export type Counter = Readonly<{
  marketId: bigint
  legalEntityId: bigint
  currency: string
  book: PriceBook
  tax: TaxTable
  /** Codes of the goods in the order of the list that orders were drawn from. */
  codes: readonly string[]
  accounts: Readonly<Record<string, string>>
}>

/** How many rows there are so far. */
export type Loaded = Readonly<{ orders: number; journals: number }>

type Row = Readonly<{
  id: number
  drawn: DrawnOrder
  priced: PricedOrder
  kind: PriceKind
  sponsor: number | null
  commissionAt: Date
  journal: number
  /** Stands for what was asked; the journal's own id is made of it. */
  hash: Buffer
  journalId: string
  /** The journal that reverses a cancelled order; 0 for the others. */
  reversal: number
}>

const ORDER_COLUMNS = [
  'id',
  'code',
  'legal_entity_id',
  'market_id',
  'channel',
  'type',
  'state',
  'buyer_person_id',
  'seller_person_id',
  'sponsor_person_id',
  'price_kind',
  'placed_at',
  'taken_at',
  'commission_at',
  'currency',
  'subtotal_minor',
  'shipping_minor',
  'tax_minor',
  'total_minor',
  'pieces',
  'payment',
  'catalog_version',
  'tax_version',
  'journal_client_id',
  'cancelled_at',
  'cancel_reason',
]

/** Writes what placing and taking back writes for each order: lines, volumes, key, journals. Gives the new counts. */
export async function loadOrders(
  bulk: Bulk,
  input: { people: DrawnPeople; drawn: readonly DrawnOrder[]; counter: Counter; before: Loaded },
): Promise<Loaded> {
  const { counter, before } = input
  const rows = priceRows(input)
  await bulk.copy(
    'orders."order"',
    ORDER_COLUMNS,
    map(rows, (row) => orderRow(row, counter)),
  )
  await bulk.copy(
    'orders.order_line',
    ['order_id', 'line', 'product_id', 'quantity', 'unit_minor', 'total_minor', 'tax_minor'],
    lineRows(rows),
  )
  await bulk.copy(
    'orders.volume_entry',
    ['order_id', 'line', 'name', 'micro', 'opposite', 'commission_at', 'buyer_person_id', 'seller_person_id'],
    volumeRows(rows),
  )
  await bulk.copy(
    'orders.order_key',
    ['channel', 'scope', 'key', 'payload_hash', 'order_id'],
    map(rows, (row) => [row.drawn.channel, 'demonstration', `${row.id}`, row.hash, row.id]),
  )
  await bulk.copy(
    'orders.guest',
    ['order_id', 'name'],
    map(
      rows.filter((row) => row.drawn.guest !== undefined),
      (row) => [row.id, row.drawn.guest ?? ''],
    ),
  )
  await bulk.copy(
    'ledger.journal',
    [
      'id',
      'client_id',
      'request_hash',
      'code',
      'state',
      'legal_entity_id',
      'market_id',
      'at',
      'subject_kind',
      'subject_id',
      'subject_code',
      'reverses_id',
      'recorded_at',
    ],
    journalRows(rows, counter),
  )
  await bulk.copy(
    'ledger.entry',
    ['journal_id', 'line', 'account_id', 'currency', 'minor'],
    entryRows(rows, counter),
  )
  const reversals = rows.filter((row) => row.reversal > 0).length
  return { orders: before.orders + rows.length, journals: before.journals + rows.length + reversals }
}

/** Lets the next ids and codes follow what was loaded. */
export async function finishOrders(bulk: Bulk, loaded: Loaded): Promise<void> {
  if (loaded.orders === 0) return
  await bulk.one(`SELECT setval('company.order_number', $1)`, [FIRST_NUMBER + loaded.orders - 1])
  await bulk.one(`SELECT setval(pg_get_serial_sequence('orders."order"', 'id'), $1)`, [loaded.orders])
  await bulk.one(`SELECT setval(pg_get_serial_sequence('ledger.journal', 'id'), $1)`, [loaded.journals])
}

/** Points of one piece of each good, as orders are drawn by. */
export function pointsOf(counter: Counter, atMs: number): number[] {
  return counter.codes.map((code) => {
    const product = counter.book.byCode.get(code)
    const price = product && priceAt(product, 'retail', atMs)
    return Number((price?.volumes['PV'] ?? 0n) / 1_000_000n)
  })
}

function priceRows(input: {
  people: DrawnPeople
  drawn: readonly DrawnOrder[]
  counter: Counter
  before: Loaded
}): Row[] {
  const { people, counter, before } = input
  let { orders: id, journals: journal } = before
  const rows = input.drawn.map((drawn) => {
    id += 1
    journal += 1
    const kind = drawn.buyer === undefined ? 'retail' : priceKind(people, drawn.buyer)
    const lines = drawn.lines.map((line) => ({
      product: at(counter.codes, line.good),
      quantity: line.quantity,
    }))
    const priced = priceOrder({ book: counter.book, tax: counter.tax, kind, atMs: drawn.placedAtMs, lines })
    if (!priced.ok) throw new Error(`a drawn order was refused: ${priced.refusal.code}`)
    const sponsor = at(people.sponsor, drawn.buyer ?? drawn.seller)
    const commissionAt = new Date(drawn.takenAtMs ?? drawn.placedAtMs)
    const asked = hashOf('order', id)
    return {
      id,
      drawn,
      priced: priced.value,
      kind,
      sponsor: sponsor < 0 ? null : personIdOf(sponsor),
      commissionAt,
      journal,
      hash: asked,
      journalId: uuidOf(asked),
      reversal: 0,
    }
  })
  return rows.map((row) => {
    if (!row.drawn.cancelled) return row
    journal += 1
    return { ...row, reversal: journal }
  })
}

function priceKind(people: DrawnPeople, buyer: number): PriceKind {
  const kind = people.kind(buyer)
  return kind === 'distributor' || kind === 'company' ? 'distributor' : kind
}

function orderRow(row: Row, counter: Counter): CopyValue[] {
  const { drawn, priced } = row
  return [
    row.id,
    orderCodeOf(row.id),
    counter.legalEntityId,
    counter.marketId,
    drawn.channel,
    drawn.type,
    drawn.cancelled ? 'cancelled' : 'placed',
    buyerId(drawn),
    personIdOf(drawn.seller),
    row.sponsor,
    row.kind,
    new Date(drawn.placedAtMs),
    drawn.takenAtMs === undefined ? null : new Date(drawn.takenAtMs),
    row.commissionAt,
    counter.currency,
    priced.subtotalMinor,
    priced.shippingMinor,
    priced.taxMinor,
    priced.totalMinor,
    priced.pieces,
    'pay_later',
    counter.book.version,
    counter.tax.version,
    row.journalId,
    drawn.cancelled ? new Date(drawn.cancelled.atMs) : null,
    drawn.cancelled?.reason ?? null,
  ]
}

function* lineRows(rows: readonly Row[]): Generator<CopyValue[]> {
  for (const row of rows)
    for (const [place, line] of row.priced.lines.entries())
      yield [
        row.id,
        place + 1,
        line.product.id,
        line.quantity,
        line.unitMinor,
        line.totalMinor,
        line.taxMinor,
      ]
}

function* volumeRows(rows: readonly Row[]): Generator<CopyValue[]> {
  for (const row of rows) {
    const people = [buyerId(row.drawn), personIdOf(row.drawn.seller)]
    for (const [place, line] of row.priced.lines.entries())
      for (const [name, micro] of Object.entries(line.volumes)) {
        yield [row.id, place + 1, name, micro, false, row.commissionAt, ...people]
        if (row.drawn.cancelled)
          yield [row.id, place + 1, name, -micro, true, new Date(row.drawn.cancelled.atMs), ...people]
      }
  }
}

function* journalRows(rows: readonly Row[], counter: Counter): Generator<CopyValue[]> {
  for (const row of rows) {
    const about = ['posted', counter.legalEntityId, counter.marketId] as const
    const placedAt = new Date(row.drawn.placedAtMs)
    const subject = ['order', row.id, orderCodeOf(row.id)] as const
    yield [row.journal, row.journalId, row.hash, 'order', ...about, placedAt, ...subject, null, placedAt]
    if (!row.drawn.cancelled) continue
    const opposite = hashOf('cancel order', row.id)
    const gone = new Date(row.drawn.cancelled.atMs)
    const client = uuidOf(opposite)
    yield [row.reversal, client, opposite, 'order.cancel', ...about, gone, ...subject, row.journal, gone]
  }
}

function* entryRows(rows: readonly Row[], counter: Counter): Generator<CopyValue[]> {
  for (const row of rows)
    for (const [place, entry] of orderEntries(row.priced.amounts, counter.currency).entries()) {
      const account = counter.accounts[entry.account]
      if (account === undefined) throw new Error(`there is no account ${entry.account}`)
      yield [row.journal, place + 1, account, entry.currency, entry.minor]
      if (row.reversal > 0) yield [row.reversal, place + 1, account, entry.currency, -entry.minor]
    }
}

function orderCodeOf(id: number): string {
  return codeOf(BigInt(FIRST_NUMBER + id - 1), 0)
}

function buyerId(drawn: DrawnOrder): number | null {
  return drawn.buyer === undefined ? null : personIdOf(drawn.buyer)
}

function hashOf(what: string, order: number): Buffer {
  return hash('sha256', `demonstration ${what} ${order}`, 'buffer')
}

function* map<T, R>(items: Iterable<T>, of: (item: T) => R): Generator<R> {
  for (const item of items) yield of(item)
}
