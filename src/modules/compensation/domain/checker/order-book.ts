import type { LineInput, PartyInput, PayInput } from '../pay/pay-input.ts'
import { byText } from './field.ts'
import { fromMicro, NOTHING, sumOf, type Fraction } from './fraction.ts'
import { localOf } from '#shared/time.ts'

/** An order with its lines. `sellerId` is the buyer where no seller is named; ids are '' for nobody. */
export type Order = Readonly<{
  id: string
  atMs: number
  buyerId: string
  sellerId: string
  lines: readonly LineInput[]
  first: LineInput
}>

export type Party = Readonly<{ given: PartyInput; orders: readonly Order[] }>

/** All orders and parties, history included, in the order of time. */
export type OrderBook = Readonly<{
  orders: readonly Order[]
  lines: readonly Readonly<{ given: LineInput; order: Order }>[]
  /** 1 for the buyer's first order ever; 0 for a return, and for an order that nobody bought. */
  numberOf: (order: Order) => number
  party: (id: string) => Party | undefined
  parties: readonly Party[]
}>

/** Whether an order comes before another: by time, then by id. */
export function comesBefore(a: Order, b: Order): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.id < b.id)
}

/** Gathers the lines that lie before an instant into orders. */
export function bookOf(input: PayInput, untilMs: number): OrderBook {
  const groups = new Map<string, LineInput[]>()
  for (const line of input.lines.filter((one) => one.atMs < untilMs))
    groups.set(line.orderId, [...(groups.get(line.orderId) ?? []), line])
  const orders = [...groups.values()]
    .flatMap((lines) => orderOf(lines.toSorted((a, b) => a.row - b.row)))
    .toSorted((a, b) => a.atMs - b.atMs || byText(a.id, b.id))
  const parties = input.parties
    .toSorted((a, b) => byText(a.partyId, b.partyId))
    .map((given) => ({
      given,
      orders: orders.filter((order) => order.first.partyId === given.partyId),
    }))
  return {
    orders,
    lines: orders.flatMap((order) => order.lines.map((given) => ({ given, order }))),
    numberOf: (order) => numberOf(orders, order),
    party: (id) => parties.find((party) => id !== '' && party.given.partyId === id),
    parties,
  }
}

function orderOf(lines: readonly LineInput[]): Order[] {
  const [first] = lines
  if (!first) return []
  return [
    {
      id: first.orderId,
      atMs: Math.min(...lines.map((line) => line.atMs)),
      buyerId: first.buyerId,
      sellerId: first.sellerId === '' ? first.buyerId : first.sellerId,
      lines,
      first,
    },
  ]
}

function numberOf(orders: readonly Order[], order: Order): number {
  if (order.buyerId === '' || order.first.type === 'return') return 0
  return orders.filter(
    (one) =>
      one.buyerId === order.buyerId &&
      one.first.type !== 'return' &&
      (one.id === order.id || comesBefore(one, order)),
  ).length
}

export function amountOf(lines: readonly LineInput[]): Fraction {
  return sumOf(lines.map((line) => fromMicro(line.amountMicro)))
}

export function quantityOf(lines: readonly LineInput[]): Fraction {
  return sumOf(lines.map((line) => fromMicro(line.quantityMicro)))
}

export function fileVolumeOf(lines: readonly LineInput[], name: string): Fraction {
  return sumOf(lines.map((line) => fromMicro(line.volumes.get(name) ?? 0n)))
}

/** Different buyers besides host and seller; every order that names no buyer is a guest of its own. */
export function guestsOf(party: Party): number {
  const { hostId, sellerId } = party.given
  const bought = boughtAt(party)
  const named = new Set(bought.map((order) => order.buyerId).filter((id) => id !== ''))
  named.delete(hostId)
  named.delete(sellerId)
  return named.size + bought.filter((order) => order.buyerId === '').length
}

/** The orders of a party that took nothing back. */
export function boughtAt(party: Party): readonly Order[] {
  return party.orders.filter((order) => order.first.type !== 'return')
}

/** The local day of an instant, such as 2026-10-05. */
export function dayOf(atMs: number, zone: string): string {
  const { year, month, day } = localOf(atMs, zone)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** Whole days from one day to another. */
export function daysBetween(from: string, until: string): Fraction {
  const [a, b] = [Date.parse(`${from}T00:00:00Z`), Date.parse(`${until}T00:00:00Z`)]
  if (Number.isNaN(a) || Number.isNaN(b)) return NOTHING
  return { n: BigInt(Math.round((b - a) / 86_400_000)), d: 1n }
}
