import { hash as digestOf } from 'node:crypto'
import { codeOf } from '#shared/code.ts'
import { priceAt, type PriceBook, type PriceKind } from '#modules/catalog/api.ts'
import { joinedLately, orderEntries } from '#modules/orders/domain/order.ts'
import { priceOrder, type PricedOrder } from '#modules/orders/use-cases/price-order.ts'
import { uuidOf } from '#modules/orders/use-cases/place-order.ts'
import type { TaxTable } from '#modules/tax/api.ts'
import type { Bulk } from './bulk.ts'
import { at } from './chance.ts'
import { cellOf, NULL, timeCell } from './copy-text.ts'
import type { DrawnOrder } from './draw-orders.ts'
import { FIRST_ORDER_DAYS } from './seed-options.ts'
import type { DrawnPeople } from './draw-people.ts'
import { personIdOf } from './load-people.ts'
import { volumeRows } from './load-volumes.ts'

/** Tables that loading orders fills, and their columns. */
export const orderTables = {
  'orders."order"': [
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
  ],
  'orders.order_line': [
    'order_id',
    'line',
    'product_id',
    'quantity',
    'unit_minor',
    'total_minor',
    'tax_minor',
  ],
  'orders.volume_entry': [
    'order_id',
    'line',
    'name',
    'micro',
    'opposite',
    'commission_at',
    'buyer_person_id',
    'seller_person_id',
  ],
  'orders.volume_names': ['id', 'names'],
  'orders.order_volume': [
    'order_id',
    'commission_at',
    'buyer_person_id',
    'seller_person_id',
    'names_id',
    'micros',
  ],
  'orders.order_key': ['channel', 'scope', 'key', 'payload_hash', 'order_id'],
  'orders.guest': ['order_id', 'name'],
  'ledger.journal': [
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
  'ledger.entry': ['journal_id', 'line', 'account_id', 'currency', 'minor'],
} as const

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

/** An order with what its rows share. Times are cells. */
export type Written = Readonly<{
  id: number
  code: string
  drawn: DrawnOrder
  type: 'order' | 'first'
  priced: PricedOrder
  buyer: number | string
  seller: number
  placed: string
  /** When it counts. */
  counted: string
  /** When it was taken back. */
  gone: string
  journal: number
  /** The journal that reverses a cancelled order; 0 for the others. */
  reversal: number
  /** Stands for what was asked; the journal's own id is made of it. */
  hash: Buffer
  journalId: string
}>

/** Writes orders, each with everything that placing and taking back writes: lines, volumes, key, journals. */
export type OrderWriter = Readonly<{
  write: (drawn: DrawnOrder) => void
  /** Lets the next ids and codes follow what was written. */
  end: () => void
}>

export function openOrderWriter(bulk: Bulk, input: { people: DrawnPeople; counter: Counter }): OrderWriter {
  let [id, journal] = [0, 0]
  const typeOf = orderTypes(input.people)
  const parts = [
    orderRows(bulk, input),
    lineRows(bulk),
    volumeRows(bulk),
    journalRows(bulk, input.counter),
    entryRows(bulk, input.counter),
  ]
  return {
    write(drawn) {
      id += 1
      const order = written(drawn, { ...input, type: typeOf(drawn), id, journal: journal + 1 })
      journal += drawn.cancelled ? 2 : 1
      for (const write of parts) write(order)
    },
    end() {
      const last = (text: string, value: number) => (id === 0 ? [] : [{ text, values: [value] }])
      bulk
        .into('orders."order"')
        .end(
          ...last(`SELECT setval('company.order_number', $1)`, FIRST_NUMBER + id - 1),
          ...last(`SELECT setval(pg_get_serial_sequence('orders."order"', 'id'), $1)`, id),
        )
      bulk
        .into('ledger.journal')
        .end(...last(`SELECT setval(pg_get_serial_sequence('ledger.journal', 'id'), $1)`, journal))
      bulk.into('orders.volume_names').end({
        text: `SELECT setval(pg_get_serial_sequence('orders.volume_names', 'id'), max(id)) FROM orders.volume_names`,
        values: [],
      })
      for (const table of Object.keys(orderTables)) bulk.into(table).end()
    },
  }
}

/** Points of one piece of each good, as orders are drawn by. */
export function pointsOf(counter: Counter, atMs: number): number[] {
  return counter.codes.map((code) => {
    const product = counter.book.byCode.get(code)
    const price = product && priceAt(product, 'retail', atMs)
    return Number((price?.volumes['PV'] ?? 0n) / 1_000_000n)
  })
}

function written(
  drawn: DrawnOrder,
  of: { people: DrawnPeople; counter: Counter; type: Written['type']; id: number; journal: number },
): Written {
  const hashed = hashOf('order', of.id)
  return {
    id: of.id,
    code: codeOf(BigInt(FIRST_NUMBER + of.id - 1), 0),
    drawn,
    type: of.type,
    priced: pricedOf(drawn, of.counter, of.people),
    buyer: drawn.buyer === undefined ? NULL : personIdOf(drawn.buyer),
    seller: personIdOf(drawn.seller),
    placed: timeCell(drawn.placedAtMs),
    counted: timeCell(drawn.takenAtMs ?? drawn.placedAtMs),
    gone: drawn.cancelled ? timeCell(drawn.cancelled.atMs) : NULL,
    journal: of.journal,
    reversal: drawn.cancelled ? of.journal + 1 : 0,
    hash: hashed,
    journalId: uuidOf(hashed),
  }
}

/**
 * Tells of each order, in order of time, whether it is a first one, by the rule of placing: its buyer joined lately and no earlier
 * order of the buyer stands.
 */
function orderTypes(people: DrawnPeople): (drawn: DrawnOrder) => Written['type'] {
  /** Until when an earlier order of each person stands. */
  const standsUntilMs = new Float64Array(people.count)
  return ({ buyer, placedAtMs, cancelled }) => {
    if (buyer === undefined) return 'order'
    const earlier = at(standsUntilMs, buyer) > placedAtMs
    standsUntilMs[buyer] = Math.max(at(standsUntilMs, buyer), cancelled?.atMs ?? Number.POSITIVE_INFINITY)
    const joinedAtMs = at(people.joinedAtMs, buyer)
    const lately = joinedLately({ joinedAtMs, atMs: placedAtMs, days: FIRST_ORDER_DAYS })
    return lately && !earlier ? 'first' : 'order'
  }
}

function pricedOf(drawn: DrawnOrder, { book, tax, codes }: Counter, people: DrawnPeople): PricedOrder {
  const lines = drawn.lines.map((line) => ({ product: at(codes, line.good), quantity: line.quantity }))
  const kind = priceKind(people, drawn.buyer)
  const priced = priceOrder({ book, tax, kind, atMs: drawn.placedAtMs, lines })
  if (!priced.ok) throw new Error(`a drawn order was refused: ${priced.refusal.code}`)
  return priced.value
}

function priceKind(people: DrawnPeople, buyer: number | undefined): PriceKind {
  if (buyer === undefined) return 'retail'
  const kind = people.kind(buyer)
  return kind === 'distributor' || kind === 'company' ? 'distributor' : kind
}

function orderRows(bulk: Bulk, input: { people: DrawnPeople; counter: Counter }): (order: Written) => void {
  const { people, counter } = input
  const { book, tax, currency } = counter
  const [orders, keys] = [bulk.into('orders."order"'), bulk.into('orders.order_key')]
  const guests = bulk.into('orders.guest')
  const where = `${counter.legalEntityId}\t${counter.marketId}`
  const versions = `pay_later\t${book.version}\t${tax.version}`
  return (order) => {
    const { id, code, drawn, type, priced, buyer, seller, placed, counted, gone, hash, journalId } = order
    const { channel, guest } = drawn
    const above = at(people.sponsor, drawn.buyer ?? drawn.seller)
    const who = `${buyer}\t${seller}\t${above < 0 ? NULL : personIdOf(above)}`
    const taken = drawn.takenAtMs === undefined ? NULL : counted
    const { subtotalMinor, shippingMinor, taxMinor, totalMinor, pieces } = priced
    const money = `${currency}\t${subtotalMinor}\t${shippingMinor}\t${taxMinor}\t${totalMinor}\t${pieces}`
    const [state, reason] = drawn.cancelled ? ['cancelled', cellOf(drawn.cancelled.reason)] : ['placed', NULL]
    orders.add(
      `${id}\t${code}\t${where}\t${channel}\t${type}\t${state}\t${who}\t${priceKind(people, drawn.buyer)}\t` +
        `${placed}\t${taken}\t${counted}\t${money}\t${versions}\t${journalId}\t${gone}\t${reason}\n`,
    )
    keys.add(`${channel}\tdemonstration\t${id}\t${bytesCell(hash)}\t${id}\n`)
    if (guest !== undefined) guests.add(`${id}\t${cellOf(guest)}\n`)
  }
}

function lineRows(bulk: Bulk): (order: Written) => void {
  const lines = bulk.into('orders.order_line')
  return ({ id, priced }) => {
    let line = 0
    for (const { product, quantity, unitMinor, totalMinor, taxMinor } of priced.lines) {
      line += 1
      lines.add(`${id}\t${line}\t${product.id}\t${quantity}\t${unitMinor}\t${totalMinor}\t${taxMinor}\n`)
    }
  }
}

function journalRows(bulk: Bulk, counter: Counter): (order: Written) => void {
  const journals = bulk.into('ledger.journal')
  const posted = `posted\t${counter.legalEntityId}\t${counter.marketId}`
  return ({ id, code, placed, gone, journal, reversal, hash, journalId }) => {
    const about = `order\t${id}\t${code}`
    journals.add(
      `${journal}\t${journalId}\t${bytesCell(hash)}\torder\t${posted}\t${placed}\t${about}\t${NULL}\t${placed}\n`,
    )
    if (reversal === 0) return
    const opposite = hashOf('cancel order', id)
    journals.add(
      `${reversal}\t${uuidOf(opposite)}\t${bytesCell(opposite)}\torder.cancel\t${posted}\t${gone}\t${about}\t${journal}\t${gone}\n`,
    )
  }
}

function entryRows(bulk: Bulk, { accounts, currency }: Counter): (order: Written) => void {
  const entries = bulk.into('ledger.entry')
  return ({ priced, journal, reversal }) => {
    let line = 0
    for (const entry of orderEntries(priced.amounts, currency)) {
      line += 1
      const account = accounts[entry.account]
      if (account === undefined) throw new Error(`there is no account ${entry.account}`)
      entries.add(`${journal}\t${line}\t${account}\t${entry.currency}\t${entry.minor}\n`)
      if (reversal > 0) entries.add(`${reversal}\t${line}\t${account}\t${entry.currency}\t${-entry.minor}\n`)
    }
  }
}

function hashOf(what: string, order: number): Buffer {
  return digestOf('sha256', `demonstration ${what} ${order}`, 'buffer')
}

/** Bytes in hexadecimal digits; the backslash that begins them is doubled for COPY. */
function bytesCell(bytes: Buffer): string {
  return String.raw`\\x${bytes.toString('hex')}`
}
