import { parseDecimal } from '#shared/decimal.ts'
import { currencyDigits, isCurrency } from '#shared/money.ts'
import type { Period } from '#shared/period.ts'
import { parseInstant } from '#shared/time.ts'
import { VOLUME_PLACES } from '../plan/node.ts'
import { orderTypes, type OrderType, type Plan } from '../plan/plan.ts'
import { addProblem, type ProblemList } from './file-problem.ts'
import { cell, readHeader, requireColumn, type Header } from './table.ts'

/** A row of orders.csv inside the period. Buyer and seller are field numbers, -1 for nobody; values are micro-units. */
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

export type OrdersRead = Readonly<{
  rows: readonly OrderRow[]
  /** The columns whose values stand in `values`, in this order. */
  columns: readonly string[]
  outside: Readonly<{ before: number; after: number; orderIds: readonly string[] }>
}>

export type OrdersReader = Readonly<{ readRow: (row: readonly string[]) => void; finish: () => OrdersRead }>

export type OrdersContext = Readonly<{
  plan: Plan
  period: Period
  numberOf: ReadonlyMap<string, number>
  problems: ProblemList
}>

/** The most order ids outside the period that the summary names. */
export const OUTSIDE_NAMED_MAX = 20

/** Reads orders.csv row by row; lines outside the period are counted, and named up to a limit. */
export function ordersReader(names: readonly string[], context: OrdersContext): OrdersReader {
  const { plan, problems, period } = context
  const header = readHeader(names, ['order_id', 'at'], problems)
  const columns = columnsRead(plan).filter((name) =>
    requireColumn(header, name, problems, ', which the plan reads'),
  )
  if (!header.has('buyer_id') && !header.has('seller_id')) requireColumn(header, 'buyer_id', problems)
  const rows: OrderRow[] = []
  const outside = { before: 0, after: 0, orderIds: new Set<string>() }
  const heads = new Map<string, OrderRow>()
  let rowNumber = 1
  return {
    readRow(cells) {
      rowNumber += 1
      const row = readOrderRow(header, cells, rowNumber, columns, context)
      if (!row) return
      agreeWithOrder(heads, row, rowNumber, problems)
      if (row.atMs >= period.fromMs && row.atMs < period.untilMs) rows.push(row)
      else {
        outside[row.atMs < period.fromMs ? 'before' : 'after'] += 1
        outside.orderIds.add(row.orderId)
      }
    },
    finish: () => ({
      rows,
      columns,
      outside: { ...outside, orderIds: [...outside.orderIds].sort().slice(0, OUTSIDE_NAMED_MAX) },
    }),
  }
}

/** The columns of orders.csv that a plan reads for its volumes. */
export function columnsRead(plan: Plan): readonly string[] {
  return [...new Set(plan.volumes.flatMap((volume) => (volume.kind === 'personal' ? [volume.reads] : [])))]
}

function readOrderRow(
  header: Header,
  cells: readonly string[],
  rowNumber: number,
  columns: readonly string[],
  context: OrdersContext,
): OrderRow | undefined {
  const { plan, problems } = context
  const before = problems.listed.length + problems.beyond
  const orderId = cell(header, cells, 'order_id')
  if (orderId === '') addProblem(problems, rowNumber, 'order_id', 'missing_id', 'nothing', 'an order id')
  const at = cell(header, cells, 'at')
  const atMs = parseInstant(at, plan.timeZone)
  if (atMs === undefined)
    addProblem(
      problems,
      rowNumber,
      'at',
      'bad_date',
      `"${at}"`,
      'an ISO 8601 time such as 2026-10-05T14:30:00',
    )
  const type = readType(header, cells, rowNumber, problems)
  const currency = readCurrency(header, cells, rowNumber, columns, context)
  const amountPlaces = Math.min(VOLUME_PLACES, currencyDigits(currency))
  const read = (column: string) =>
    readNumber(
      header,
      cells,
      rowNumber,
      column,
      column === 'amount' ? amountPlaces : VOLUME_PLACES,
      type,
      problems,
    )
  const row = {
    orderId,
    buyer: readPersonRef(header, cells, rowNumber, 'buyer_id', context),
    seller: readPersonRef(header, cells, rowNumber, 'seller_id', context),
    atMs: atMs ?? 0,
    type,
    product: cell(header, cells, 'product'),
    category: cell(header, cells, 'category'),
    currency,
    ofOrderId: cell(header, cells, 'of_order_id'),
    quantityMicro: read('quantity'),
    amountMicro: read('amount'),
    values: columns.map(read),
  }
  if (plan.withoutOwner === 'refuse' && row.buyer < 0 && row.seller < 0) {
    addProblem(
      problems,
      rowNumber,
      'buyer_id',
      'no_owner',
      'neither buyer nor seller',
      'a buyer or a seller, as the plan refuses volume without an owner',
    )
  }
  return problems.listed.length + problems.beyond === before ? row : undefined
}

function readType(
  header: Header,
  cells: readonly string[],
  rowNumber: number,
  problems: ProblemList,
): OrderType {
  const found = cell(header, cells, 'type')
  const type = orderTypes.find((candidate) => candidate === found)
  if (type === undefined && found !== '')
    addProblem(problems, rowNumber, 'type', 'unknown_type', `"${found}"`, orderTypes.join(', '))
  return type ?? 'order'
}

function readCurrency(
  header: Header,
  cells: readonly string[],
  rowNumber: number,
  columns: readonly string[],
  { plan, problems }: OrdersContext,
): string {
  const found = cell(header, cells, 'currency')
  if (found === '') return plan.currency
  if (!isCurrency(found)) {
    addProblem(
      problems,
      rowNumber,
      'currency',
      'unknown_currency',
      `"${found}"`,
      'an ISO 4217 currency such as EUR',
    )
    return plan.currency
  }
  if (found !== plan.currency && columns.includes('amount')) {
    addProblem(
      problems,
      rowNumber,
      'currency',
      'other_currency',
      `"${found}"`,
      `"${plan.currency}", as the plan pays on amounts`,
    )
  }
  return found
}

function readPersonRef(
  header: Header,
  cells: readonly string[],
  rowNumber: number,
  column: string,
  { numberOf, problems }: OrdersContext,
): number {
  const id = cell(header, cells, column)
  if (id === '') return -1
  const number = numberOf.get(id)
  if (number === undefined)
    addProblem(
      problems,
      rowNumber,
      column,
      'unknown_person',
      `"${id}"`,
      'the id of a person in the people file, or nothing',
    )
  return number ?? -1
}

function readNumber(
  header: Header,
  cells: readonly string[],
  rowNumber: number,
  column: string,
  places: number,
  type: OrderType,
  problems: ProblemList,
): bigint {
  const found = cell(header, cells, column)
  if (found === '') return 0n
  const value = parseDecimal(found, places)
  if (typeof value !== 'bigint') {
    const decimals = places === 0 ? 'without decimals' : `with at most ${places} decimals`
    addProblem(
      problems,
      rowNumber,
      column,
      'bad_number',
      `"${found}"`,
      `a number ${decimals}, a dot and no grouping`,
    )
    return 0n
  }
  if (type === 'return' ? value > 0n : value < 0n) {
    const expected =
      type === 'return'
        ? 'a number not above zero in a return'
        : 'a number not below zero, or the type return'
    addProblem(problems, rowNumber, column, 'wrong_sign', found, expected)
  }
  return value * 10n ** BigInt(VOLUME_PLACES - places)
}

/** The rows of one order must agree on who, when and what kind. */
function agreeWithOrder(
  heads: Map<string, OrderRow>,
  row: OrderRow,
  rowNumber: number,
  problems: ProblemList,
): void {
  const head = heads.get(row.orderId)
  if (!head) {
    heads.set(row.orderId, row)
    return
  }
  const checks = [
    ['buyer_id', head.buyer === row.buyer],
    ['seller_id', head.seller === row.seller],
    ['at', head.atMs === row.atMs],
    ['type', head.type === row.type],
    ['currency', head.currency === row.currency],
  ] as const
  for (const [column, agrees] of checks) {
    if (!agrees)
      addProblem(
        problems,
        rowNumber,
        column,
        'rows_disagree',
        `another value than in the order's first row (${row.orderId})`,
        'the same value in every row of an order',
      )
  }
}
