import type { Period } from '#shared/period.ts'
import type { LineInput } from '../pay/pay-input.ts'
import type { OrderType, Plan } from '../plan/plan.ts'
import type { PlanWords } from './column.ts'
import type { OrdersRead } from './orders-file.ts'

/** A line of an order inside the period, as plans of language version 1 need it. Buyer and seller are field numbers, -1 for nobody. */
export type OrderRow = Readonly<{
  orderId: string
  buyer: number
  seller: number
  atMs: number
  type: OrderType
  product: string
  category: string
  currency: string
  quantityMicro: bigint
  amountMicro: bigint
  ofOrderId: string
  values: readonly bigint[]
}>

export type OrderRows = Readonly<{
  rows: readonly OrderRow[]
  /** The columns whose values stand in `values`, in this order. */
  columns: readonly string[]
  outside: Readonly<{ before: number; after: number; orderIds: readonly string[] }>
}>

/** The most order ids outside the period that the summary names. */
export const OUTSIDE_NAMED_MAX = 20

/** The columns of orders.csv that a plan of language version 1 reads for its volumes. */
export function columnsRead(plan: Plan): readonly string[] {
  return [...new Set(plan.volumes.flatMap((volume) => (volume.kind === 'personal' ? [volume.reads] : [])))]
}

/** The names of a plan of language version 1 that files may use; it takes people's ranks as they are. */
export function firstPlanWords(plan: Plan): PlanWords {
  return {
    currency: plan.currency,
    units: plan.units,
    ranks: [],
    personalVolumes: [],
    measures: [],
    bonuses: [],
    givenPay: [],
    state: { names: [], starts: [], ranks: [], hasEarlier: true },
    binaryTrees: [],
    refusesNobody: plan.withoutOwner === 'refuse',
    oneCurrency: columnsRead(plan).includes('amount'),
  }
}

/** The lines of a period as rows; those outside are counted, and named up to a limit. */
export function orderRows(
  read: OrdersRead,
  plan: Plan,
  period: Period,
  numberOf: ReadonlyMap<string, number>,
): OrderRows {
  const columns = columnsRead(plan)
  const outside = { before: 0, after: 0 }
  const outsideIds = new Set<string>()
  const rows: OrderRow[] = []
  for (const line of read.lines) {
    if (line.atMs >= period.fromMs && line.atMs < period.untilMs)
      rows.push(rowOfLine(line, columns, numberOf))
    else {
      outside[line.atMs < period.fromMs ? 'before' : 'after'] += 1
      outsideIds.add(line.orderId)
    }
  }
  const orderIds = [...outsideIds].sort().slice(0, OUTSIDE_NAMED_MAX)
  return { rows, columns, outside: { ...outside, orderIds } }
}

function rowOfLine(
  line: LineInput,
  columns: readonly string[],
  numberOf: ReadonlyMap<string, number>,
): OrderRow {
  const { buyerId, sellerId, row: _row, partyId: _party, volumes, attributes: _attributes, ...rest } = line
  const values = columns.map((column) => {
    if (column === 'amount') return line.amountMicro
    if (column === 'quantity') return line.quantityMicro
    return volumes.get(column.replace(/^volume:/, '')) ?? 0n
  })
  return { ...rest, buyer: numberOf.get(buyerId) ?? -1, seller: numberOf.get(sellerId) ?? -1, values }
}
