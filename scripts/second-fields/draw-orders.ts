import { scaled, type Draw } from './draw.ts'
import { dayMs, dayText } from './draw-people.ts'
import type { FieldFiles, Row, Table } from './field-files.ts'

const DAY_MS = 86_400_000
const numbers = /^(amount|quantity|volume:.*)$/

type Scene = Readonly<{
  draw: Draw
  first: FieldFiles
  people: readonly Row[]
  /** Whether some orders lie one month earlier, for plans that look back. */
  looksBack: boolean
  /** How much larger or smaller orders are than in the first field. */
  size: number
}>

/** Parties of drawn hosts and sellers, with what their columns say in the first field. */
export function drawParties({ draw, first, people }: Scene, parties: Table): Table {
  const sellers = people.filter((one) => one['kind'] === 'distributor')
  const hosts = people.filter((one) => one['kind'] !== 'distributor')
  const rows = Array.from({ length: draw.whole(4, 7) }, (_, at) => {
    const template = draw.one(parties.rows)
    const start = dayMs(`${(template['at'] ?? '').slice(0, 7)}-01`) + draw.whole(0, 26) * DAY_MS
    return {
      ...template,
      party_id: `party-${at + 1}`,
      host_id: draw.one(hosts.length > 0 && draw.chance(80) ? hosts : people)['id'] ?? '',
      seller_id: draw.one(sellers)['id'] ?? '',
      at: dayText(start),
      closed_at: dayText(start + 3 * DAY_MS),
      ...('attr:bookings' in template ? { 'attr:bookings': String(draw.whole(0, 3)) } : {}),
    }
  })
  return { columns: first.parties?.columns ?? [], rows }
}

/** Orders of drawn people: kinds of orders, goods and the relation of the numbers are those of the first field. */
export function drawOrders(scene: Scene, orders: Table, parties: Table | undefined): Table {
  const { draw, people } = scene
  if (orders.rows.length === 0) return { columns: orders.columns, rows: [] }
  const months = new Set(orders.rows.map((row) => (row['at'] ?? '').slice(0, 7))).size
  const count = Math.min(
    38,
    draw.whole(people.length, people.length * 2) * Math.min(3, Math.ceil(months / 2)),
  )
  const plain = Array.from({ length: count }, () => orderLike(scene, draw.one(orders.rows)))
  const atParties = (parties?.rows ?? []).flatMap((party) =>
    Array.from({ length: draw.whole(1, 5) }, () => ({
      ...orderLike(scene, draw.one(orders.rows)),
      seller_id: party['seller_id'] ?? '',
      at: party['at'] ?? '',
      party_id: party['party_id'] ?? '',
    })),
  )
  const made: readonly Row[] = (parties ? atParties : plain).map((row, at) => ({
    ...row,
    order_id: `o${at}`,
  }))
  const withReturns = orders.columns.includes('of_order_id') ? [...made, ...returnsOf(draw, made)] : made
  const sorted = withReturns.toSorted((a, b) => ((a['at'] ?? '') < (b['at'] ?? '') ? -1 : 1))
  const numberOf = new Map(sorted.map((row, at) => [row['order_id'], String(101 + at)] as const))
  const rows = sorted.map((row) => ({
    ...row,
    order_id: numberOf.get(row['order_id']) ?? '',
    of_order_id: numberOf.get(row['of_order_id']) ?? '',
  }))
  return { columns: orders.columns, rows }
}

function orderLike({ draw, first, people, looksBack, size }: Scene, template: Row): Row {
  const somebodyLike = (id: string | undefined): string => {
    if (id === undefined || id === '') return ''
    const kind = first.people?.rows.find((one) => one['id'] === id)?.['kind']
    const alike = people.filter((one) => one['kind'] === kind)
    return draw.one(alike.length > 0 ? alike : people)['id'] ?? ''
  }
  const buyer = somebodyLike(template['buyer_id'])
  const seller = sellerOf(people, buyer, somebodyLike(template['seller_id']))
  const factor = size * draw.factor(3)
  const monthMs = dayMs(`${(template['at'] ?? '').slice(0, 7)}-01`)
  const backMs = looksBack && draw.chance(25) ? 30 * DAY_MS : 0
  const joinedMs = dayMs(people.find((one) => one['id'] === buyer)?.['joined_at'] ?? '2000-01-01')
  const atMs = Math.max(monthMs - backMs + draw.whole(0, 27) * DAY_MS, joinedMs)
  return {
    ...Object.fromEntries(
      Object.entries(template).map(([column, value]) => [
        column,
        numbers.test(column) ? scaled(value, factor) : value,
      ]),
    ),
    order_id: '',
    buyer_id: buyer,
    seller_id: seller,
    at: dayText(atMs),
    of_order_id: '',
    type: template['type'] === 'return' ? 'order' : (template['type'] ?? ''),
    ...absolute(template, factor),
  }
}

/** A customer buys from whoever brought them. */
function sellerOf(people: readonly Row[], buyer: string, drawn: string): string {
  const sponsor = people.find((one) => one['id'] === buyer)?.['sponsor_id'] ?? ''
  return drawn !== '' && sponsor !== '' ? sponsor : drawn
}

/** The numbers of an order that was drawn after a return. */
function absolute(template: Row, factor: number): Row {
  if (template['type'] !== 'return') return {}
  const cells = Object.entries(template).filter(([column]) => numbers.test(column))
  return Object.fromEntries(cells.map(([column, value]) => [column, scaled(value.replace('-', ''), factor)]))
}

/** Some of the orders come back, whole or by half, some of them too late. */
function returnsOf(draw: Draw, orders: readonly Row[]): readonly Row[] {
  return orders
    .filter(() => draw.chance(40))
    .map((order) => {
      const share = draw.one([1, 0.5])
      const cells = Object.entries(order).filter(([column]) => /^(amount|volume:.*)$/.test(column))
      return {
        ...order,
        ...Object.fromEntries(cells.map(([column, value]) => [column, returned(value, share)])),
        ...('quantity' in order ? { quantity: `-${order['quantity']}` } : {}),
        order_id: `${order['order_id']}-back`,
        type: 'return',
        at: dayText(dayMs(order['at'] ?? '') + draw.whole(3, 50) * DAY_MS),
        of_order_id: order['order_id'] ?? '',
      }
    })
}

function returned(value: string, share: number): string {
  const decimals = value.split('.')[1]?.length ?? 0
  return (-Number(value) * share).toFixed(decimals)
}
