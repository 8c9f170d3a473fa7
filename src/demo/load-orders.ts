import { priceAt, type PriceBook, type PriceKind } from '#modules/catalog/api.ts'
import { joinedLately } from '#modules/orders/domain/order.ts'
import type { ShippingTable } from '#modules/shipping/api.ts'
import type { TaxTable } from '#modules/tax/api.ts'
import { codeOf } from '#shared/code.ts'
import type { Bulk } from './bulk.ts'
import { at } from './chance.ts'
import { wordBytes } from './copy-words.ts'
import type { DrawnOrder } from './draw-orders.ts'
import type { DrawnPeople } from './draw-people.ts'
import { entryRows, journalRows } from './load-journals.ts'
import { personIdOf } from './load-people.ts'
import { volumeRows } from './load-volumes.ts'
import { marks, type Mark } from './marks.ts'
import { orderTables } from './order-tables.ts'
import { drawnPricer, type DrawnPricer, type PricedDrawn } from './price-drawn.ts'
import { FIRST_ORDER_DAYS } from './seed-options.ts'

/** The first number of the range that the company's codes of orders are given from. */
const FIRST_NUMBER = 10_000_001

/** The market's tables that orders are priced from, and where their money goes. */
export type Counter = Readonly<{
  marketId: bigint
  legalEntityId: bigint
  currency: string
  book: PriceBook
  tax: TaxTable
  shipping: ShippingTable
  /** Codes of the goods in the order of the list that orders were drawn from. */
  codes: readonly string[]
  accounts: Readonly<Record<string, string>>
}>

/** An order with what its rows share. */
export type Written = Readonly<{
  id: number
  code: string
  drawn: DrawnOrder
  type: 'order' | 'first'
  kind: PriceKind
  priced: PricedDrawn
  /** 0 for a guest. */
  buyer: number
  seller: number
  /** When it counts. */
  countedAtMs: number
  /** When it was taken back. */
  goneAtMs: number | undefined
  journal: number
  /** The journal that reverses a cancelled order; 0 for the others. */
  reversal: number
  /** Stands for what was asked; the journal's own id is made of it. */
  mark: Mark
}>

/** Writes orders, each with everything that placing and taking back writes: lines, volumes, key, journals. */
export type OrderWriter = Readonly<{
  write: (drawn: DrawnOrder) => void
  /** Lets the next ids and codes follow what was written. */
  end: () => void
}>

export function openOrderWriter(
  bulk: Bulk,
  input: { people: DrawnPeople; counter: Counter; fromMs: number },
): OrderWriter {
  const { people, counter } = input
  let [id, journal] = [0, 0]
  const typeOf = orderTypes(people)
  const markOf = marks('order')
  const pricer = drawnPricer(counter, input.fromMs)
  const parts = [
    orderRows(bulk, input),
    keyRows(bulk),
    lineRows(bulk, pricer),
    volumeRows(bulk, pricer),
    journalRows(bulk, counter),
    entryRows(bulk, counter),
  ]
  return {
    write(drawn) {
      id += 1
      const kind = priceKind(people, drawn.buyer)
      const order: Written = {
        id,
        code: codeOf(BigInt(FIRST_NUMBER + id - 1), 0),
        drawn,
        type: typeOf(drawn),
        kind,
        priced: pricer.price(kind, drawn.lines),
        buyer: drawn.buyer === undefined ? 0 : personIdOf(drawn.buyer),
        seller: personIdOf(drawn.seller),
        countedAtMs: drawn.takenAtMs ?? drawn.placedAtMs,
        goneAtMs: drawn.cancelled?.atMs,
        journal: journal + 1,
        reversal: drawn.cancelled ? journal + 2 : 0,
        mark: markOf(id),
      }
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

function priceKind(people: DrawnPeople, buyer: number | undefined): PriceKind {
  if (buyer === undefined) return 'retail'
  const kind = people.kind(buyer)
  return kind === 'distributor' || kind === 'company' ? 'distributor' : kind
}

function orderRows(bulk: Bulk, input: { people: DrawnPeople; counter: Counter }): (order: Written) => void {
  const { people, counter } = input
  const { rows } = bulk.into('orders."order"')
  const [legalEntityId, marketId] = [Number(counter.legalEntityId), Number(counter.marketId)]
  const [catalogVersion, taxVersion] = [Number(counter.book.version), Number(counter.tax.version)]
  const currency = wordBytes(counter.currency)
  const person = (id: number): void => (id > 0 ? rows.bigint(id) : rows.none())
  const time = (ms: number | undefined): void => (ms === undefined ? rows.none() : rows.timeMs(ms))
  return ({ id, code, drawn, type, kind, priced, buyer, seller, countedAtMs, goneAtMs, mark }) => {
    rows.begin(orderTables['orders."order"'].length)
    rows.bigint(id)
    rows.text(code)
    rows.bigint(legalEntityId)
    rows.bigint(marketId)
    rows.bytes(wordBytes(drawn.channel))
    rows.bytes(wordBytes(type))
    rows.bytes(wordBytes(goneAtMs === undefined ? 'placed' : 'cancelled'))
    person(buyer)
    rows.bigint(seller)
    person(personIdOf(at(people.sponsor, drawn.buyer ?? drawn.seller)))
    rows.bytes(wordBytes(kind))
    rows.timeMs(drawn.placedAtMs)
    time(drawn.takenAtMs)
    rows.timeMs(countedAtMs)
    rows.bytes(currency)
    rows.bigint(priced.goods)
    rows.bigint(priced.shipping)
    rows.bigint(priced.goodsTax + priced.shippingTax)
    rows.bigint(priced.goods + priced.shipping)
    rows.integer(priced.pieces)
    rows.bytes(PAY_LATER)
    rows.bigint(catalogVersion)
    rows.bigint(taxVersion)
    rows.bytes(mark.uuid)
    time(goneAtMs)
    if (drawn.cancelled) rows.bytes(wordBytes(drawn.cancelled.reason))
    else rows.none()
  }
}

const [PAY_LATER, SCOPE] = [wordBytes('pay_later'), wordBytes('demonstration')]

/** What lets the same request never place a second order, and what a guest is called. */
function keyRows(bulk: Bulk): (order: Written) => void {
  const keys = bulk.into('orders.order_key').rows
  const guests = bulk.into('orders.guest').rows
  return ({ id, code, drawn, mark }) => {
    keys.begin(5)
    keys.bytes(wordBytes(drawn.channel))
    keys.bytes(SCOPE)
    keys.text(code)
    keys.bytes(mark.hash)
    keys.bigint(id)
    if (drawn.guest === undefined) return
    guests.begin(2)
    guests.bigint(id)
    guests.text(drawn.guest)
  }
}

function lineRows(bulk: Bulk, pricer: DrawnPricer): (order: Written) => void {
  const { rows } = bulk.into('orders.order_line')
  return ({ id, priced }) => {
    for (let line = 0; line < priced.lines; line++) {
      rows.begin(7)
      rows.bigint(id)
      rows.integer(line + 1)
      rows.bigint(pricer.productId(at(priced.good, line)))
      rows.integer(at(priced.quantity, line))
      rows.bigint(at(priced.unit, line))
      rows.bigint(at(priced.total, line))
      rows.bigint(at(priced.tax, line))
    }
  }
}
