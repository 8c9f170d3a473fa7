import { add, exactMicro, ZERO, type Exact } from '#shared/exact.ts'
import type { OrderType } from '../language/words.ts'
import type { LineInput, PartyInput, PayInput } from './pay-input.ts'
import type { Population } from './population.ts'

export type OrderItem = Readonly<{
  id: string
  atMs: number
  type: OrderType
  /** Numbers of people, -1 for nobody; the seller of an order without one is the buyer. */
  buyer: number
  seller: number
  sellerNamed: boolean
  currency: string
  ofOrderId: string
  partyId: string
  /** 1 for the buyer's first order ever; 0 for returns and for guests. */
  number: number
  lines: readonly LineItem[]
  attributes: ReadonlyMap<string, string>
}>

export type LineItem = Readonly<{
  order: OrderItem
  input: LineInput
  amount: Exact
  quantity: Exact
  volume: (name: string) => Exact
}>

export type PartyItem = Readonly<{
  input: PartyInput
  host: number
  seller: number
  orders: readonly OrderItem[]
}>

/** All orders that are known, in order of time and then of id, and parties with their orders up to an instant. */
export type OrderBook = Readonly<{
  orders: readonly OrderItem[]
  byId: Pick<ReadonlyMap<string, OrderItem>, 'get'>
  parties: readonly PartyItem[]
  partyOf: (id: string) => PartyItem | undefined
  /** When something was ordered, in any order and as often as it comes. */
  instants: () => Iterable<number>
}>

export function orderBook(input: PayInput, population: Population, untilMs: number): OrderBook {
  const numberOf = (id: string): number => (id === '' ? -1 : (population.numberOf.get(id) ?? -1))
  const groups = new Map<string, LineInput[]>()
  for (const line of input.lines) {
    const group = groups.get(line.orderId)
    if (group) group.push(line)
    else groups.set(line.orderId, [line])
  }
  const sorted = [...groups.values()].toSorted(compareOrders)
  const ordered = new Map<number, number>()
  const orders = sorted.map((lines) => {
    const [first] = lines
    if (!first) throw new Error('an order without lines')
    const buyer = numberOf(first.buyerId)
    const counts = first.type !== 'return' && buyer >= 0
    const number = counts ? (ordered.get(buyer) ?? 0) + 1 : 0
    if (counts) ordered.set(buyer, number)
    return orderOf(first, lines, { buyer, seller: numberOf(first.sellerId) }, number)
  })
  const byParty = Map.groupBy(
    orders.filter((order) => order.partyId !== ''),
    (order) => order.partyId,
  )
  const parties = input.parties
    .toSorted((a, b) => (a.partyId < b.partyId ? -1 : 1))
    .map((party) => ({
      input: party,
      host: numberOf(party.hostId),
      seller: numberOf(party.sellerId),
      orders: byParty.get(party.partyId) ?? [],
    }))
  const byId = new Map(orders.map((order) => [order.id, order]))
  return bookUntil({ orders, byId, parties, instants: () => instantsOf(orders) }, untilMs)
}

/** The book as it was: a party has the orders of the time before. */
export function bookUntil(book: Omit<OrderBook, 'partyOf'>, untilMs: number): OrderBook {
  const parties = book.parties.map((party) => ({
    ...party,
    orders: party.orders.filter((order) => order.atMs < untilMs),
  }))
  const byId = new Map(parties.map((party) => [party.input.partyId, party]))
  return { ...book, parties, partyOf: (id) => byId.get(id) }
}

function* instantsOf(orders: readonly OrderItem[]): Generator<number> {
  for (const { atMs } of orders) yield atMs
}

function compareOrders(a: readonly LineInput[], b: readonly LineInput[]): number {
  const [x, y] = [a[0], b[0]]
  if (!x || !y) return 0
  return x.atMs - y.atMs || (x.orderId < y.orderId ? -1 : 1)
}

export function orderOf(
  first: LineInput,
  lines: readonly LineInput[],
  { buyer, seller }: Readonly<{ buyer: number; seller: number }>,
  number: number,
): OrderItem {
  const items: LineItem[] = []
  const order: OrderItem = {
    id: first.orderId,
    atMs: first.atMs,
    type: first.type,
    buyer,
    seller: seller >= 0 ? seller : buyer,
    sellerNamed: seller >= 0,
    currency: first.currency,
    ofOrderId: first.ofOrderId,
    partyId: first.partyId,
    number,
    lines: items,
    attributes: first.attributes,
  }
  for (const input of lines.toSorted((a, b) => a.row - b.row)) items.push(lineOf(order, input))
  return order
}

function lineOf(order: OrderItem, input: LineInput): LineItem {
  return {
    order,
    input,
    amount: exactMicro(input.amountMicro),
    quantity: exactMicro(input.quantityMicro),
    volume: (name) => {
      const micro = input.volumes.get(name)
      return micro === undefined ? ZERO : exactMicro(micro)
    },
  }
}

/** The sum of something over the lines of an order. */
export function overLines(order: OrderItem, of: (line: LineItem) => Exact): Exact {
  return order.lines.reduce<Exact>((sum, line) => add(sum, of(line)), ZERO)
}
