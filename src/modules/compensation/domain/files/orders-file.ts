import { formatShort } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { orderTypes } from '../language/words.ts'
import type { LineInput } from '../pay/pay-input.ts'
import {
  INPUT_PLACES,
  amountColumn,
  currencyColumn,
  filled,
  numberColumn,
  optional,
  referenceColumn,
  textColumn,
  timeColumn,
  wordColumn,
} from './column.ts'
import { addProblem } from './file-problem.ts'
import {
  namedColumns,
  rowOf,
  type FileContext,
  type FileReader,
  type NamedColumn,
  type Row,
} from './file-reader.ts'
import { requireColumn } from './table.ts'

export const orderColumns = {
  orderId: textColumn(filled('order_id', 'The order. Rows with the same id are its lines.'), 'an id'),
  buyerId: referenceColumn(
    optional('buyer_id', 'a guest bought', 'Who bought. Same in every row of an order.'),
    'people',
  ),
  sellerId: referenceColumn(
    optional('seller_id', 'the buyer bought from the company', 'Who sold. Same in every row of an order.'),
    'people',
  ),
  at: timeColumn(filled('at', 'When the order counts: decides its period. Same in every row of an order.')),
  type: wordColumn(
    optional('type', 'order', 'What kind of order; a return has numbers that are not above zero.'),
    orderTypes,
    'order',
  ),
  product: textColumn(optional('product', 'an empty text', 'The product, as rules name it.')),
  category: textColumn(optional('category', 'an empty text', 'The product’s category, as rules name it.')),
  quantity: numberColumn(optional('quantity', '0', 'How many were bought.')),
  amount: amountColumn(optional('amount', '0', 'What was paid for the line.')),
  currency: currencyColumn(
    optional('currency', 'the plan’s currency', 'The currency of the amount. Same in every row of an order.'),
  ),
  partyId: referenceColumn(optional('party_id', 'no party', 'The party at which it was bought.'), 'parties'),
  ofOrderId: referenceColumn(
    optional('of_order_id', 'no order is named', 'The order that a return takes back.'),
    'orders',
  ),
  volume: numberColumn(
    optional('volume:<NAME>', '0', 'What the line counts for the plan, such as volume:PV.'),
  ),
  attribute: textColumn(optional('attr:<NAME>', 'an empty text', 'Anything that a plan may read of a line.')),
} as const

export type OrdersRead = Readonly<{
  /** In order of time, order and content; `row` is the place in the order. */
  lines: readonly LineInput[]
  ids: ReadonlySet<string>
  /** The columns that rules can read and the file has: amount, quantity, product, category, volume:NAME. */
  columns: readonly string[]
  attributes: readonly string[]
}>

/** The columns with fixed names that rules of plans read. */
const READ_BY_RULES = ['amount', 'quantity', 'product', 'category']

/** Reads orders.csv row by row. The rows of one order agree on who, when, what kind and in which currency. */
export function ordersReader(names: readonly string[], context: FileContext): FileReader<OrdersRead> {
  const row = rowOf(names, Object.values(orderColumns), context)
  if (!row.header.has('buyer_id') && !row.header.has('seller_id'))
    requireColumn(row.header, 'buyer_id', context.problems)
  const volumes = namedColumns(row, orderColumns.volume)
  const attributes = namedColumns(row, orderColumns.attribute)
  const lines: LineInput[] = []
  const heads = new Map<string, LineInput>()
  return {
    readRow(cells) {
      row.move(cells)
      const line = readLine(row, volumes, attributes, context)
      if (context.plan.refusesNobody && line.buyerId === '' && line.sellerId === '')
        row.refuse(
          'buyer_id',
          'no_owner',
          'neither buyer nor seller',
          'a buyer or a seller, as the plan refuses volume without an owner',
        )
      const head = heads.get(line.orderId)
      if (head) agree(head, line, row)
      else heads.set(line.orderId, line)
      lines.push(line)
    },
    finish() {
      const ids = new Set(heads.keys())
      checkOriginals(lines, ids, context)
      return {
        lines: inOrder(lines),
        ids,
        columns: [
          ...READ_BY_RULES.filter((name) => row.header.has(name)),
          ...volumes.map(({ column }) => column.name),
        ],
        attributes: attributes.map(({ key }) => key),
      }
    },
  }
}

function readLine(
  row: Row,
  volumes: readonly NamedColumn<bigint>[],
  attributes: readonly NamedColumn<string>[],
  { plan }: FileContext,
): LineInput {
  const head = {
    orderId: row.take(orderColumns.orderId),
    row: row.number,
    atMs: row.take(orderColumns.at),
    buyerId: row.take(orderColumns.buyerId),
    sellerId: row.take(orderColumns.sellerId),
    type: row.take(orderColumns.type),
    product: row.take(orderColumns.product),
    category: row.take(orderColumns.category),
  }
  const currency = row.take(orderColumns.currency) || plan.currency
  if (plan.oneCurrency && currency !== plan.currency)
    row.refuse(
      'currency',
      'other_currency',
      `"${currency}"`,
      `"${plan.currency}", as the plan pays on amounts`,
    )
  const line = {
    ...head,
    quantityMicro: row.take(orderColumns.quantity),
    amountMicro: row.take(orderColumns.amount, currencyDigits(currency)),
    currency,
    ofOrderId: row.take(orderColumns.ofOrderId),
    partyId: row.take(orderColumns.partyId),
    volumes: row.takeNamed(volumes),
    attributes: row.takeNamed(attributes),
  }
  checkSign(row, 'quantity', line.quantityMicro, line.type)
  checkSign(row, 'amount', line.amountMicro, line.type)
  for (const [name, value] of line.volumes) checkSign(row, `volume:${name}`, value, line.type)
  return line
}

function checkSign(row: Row, column: string, value: bigint, type: LineInput['type']): void {
  if (row.refused.has('type')) return
  if (type === 'return' ? value <= 0n : value >= 0n) return
  const expected =
    type === 'return' ? 'a number not above zero in a return' : 'a number not below zero, or the type return'
  row.refuse(column, 'wrong_sign', formatShort(value, INPUT_PLACES), expected)
}

function agree(head: LineInput, line: LineInput, row: Row): void {
  const checks = [
    ['buyer_id', head.buyerId === line.buyerId],
    ['seller_id', head.sellerId === line.sellerId],
    ['at', head.atMs === line.atMs],
    ['type', head.type === line.type],
    ['currency', head.currency === line.currency],
    ['party_id', head.partyId === line.partyId],
  ] as const
  for (const [column, agrees] of checks) {
    if (agrees) continue
    const found = `another value than in row ${head.row} of the same order (${line.orderId})`
    row.refuse(column, 'rows_disagree', found, 'the same value in every row of an order')
  }
}

/** A return names an order of the file: its lines before the period are the history that it is looked up in. */
function checkOriginals(
  lines: readonly LineInput[],
  ids: ReadonlySet<string>,
  { problems }: FileContext,
): void {
  for (const line of lines) {
    if (line.ofOrderId === '' || ids.has(line.ofOrderId)) continue
    const expected = 'the id of an order in this file, or nothing'
    addProblem(problems, line.row, 'of_order_id', 'unknown_order', `"${line.ofOrderId}"`, expected, ids)
  }
}

/** Lines in order of time, order and content, numbered within their order: the order of the file's rows is forgotten. */
function inOrder(lines: readonly LineInput[]): LineInput[] {
  const contents = new Map<LineInput, string>()
  const contentOf = (line: LineInput) => {
    const known = contents.get(line)
    if (known !== undefined) return known
    const content = [
      line.product,
      line.category,
      line.quantityMicro,
      line.amountMicro,
      line.ofOrderId,
      ...[...line.volumes].flat(),
      ...[...line.attributes].flat(),
    ].join('\u0000')
    contents.set(line, content)
    return content
  }
  const sorted = lines.toSorted(
    (a, b) => a.atMs - b.atMs || compareText(a.orderId, b.orderId) || compareText(contentOf(a), contentOf(b)),
  )
  let place = 0
  return sorted.map((line, index) => {
    place = sorted[index - 1]?.orderId === line.orderId ? place + 1 : 1
    return line.row === place ? line : { ...line, row: place }
  })
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
