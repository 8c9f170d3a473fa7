import { currencyDigits } from '#shared/money.ts'
import { bigsOfPlain, floatsBy, intsBy, textsOf, type Words } from './byte-columns.ts'
import type { LineColumns } from './columns.ts'
import { growingFloats, growingInts } from './growing.ts'
import { numberedWords } from './numbered-words.ts'
import {
  eventTable,
  lineTable,
  orderTable,
  type LineTable,
  type OrderTable,
  type Told,
} from './order-tables.ts'

/** Lists of the words that numbers stand for. */
export type LineWords = Readonly<{
  type: readonly string[]
  currency: readonly string[]
  product: readonly string[]
  category: readonly string[]
  /** The codes of parties by internal id. */
  party: ReadonlyMap<number, string>
}>

export type LineGatherer = ReturnType<typeof lineGatherer>

const MICRO = 1_000_000

/**
 * Puts order lines together from the rows of three tables, without an object for each. What counts is a volume entry's order at
 * its moment; the opposite entries of a change of an order make a return of its own, named by the order's code with `-R`.
 */
export function lineGatherer(names: readonly string[]) {
  const events = eventTable()
  // The line and the name share a number: there are millions of entries.
  const entries = { event: growingInts(), lineAndName: growingInts(), micro: growingFloats() }
  const orders = orderTable()
  const [lines, changed] = [lineTable(), lineTable()]
  return {
    /** A volume of a line that an order (the change 0) or a change of it brought, by the number of its name; -1 for a name that is not read. */
    entry(order: number, change: number, line: number, atMs: number, name: number, micro: number): void {
      const event = events.of(order, change, atMs)
      if (name < 0) return
      entries.event.push(event)
      entries.lineAndName.push(line * names.length + name)
      entries.micro.push(micro)
    },
    /** The orders that have volume, by internal id. */
    orderIds: () => events.ids(),
    order(...order: Parameters<OrderTable['add']>): void {
      orders.add(...order)
    },
    parties: orders.parties,
    line(
      order: number,
      line: number,
      product: number,
      category: number,
      quantity: number,
      minor: number,
    ): void {
      const known = orders.numberOf(order)
      if (known >= 0) lines.add(known, line, product, category, quantity, minor)
    },
    /** The pieces of a line that a change took back: line, product, category, pieces, amount. One without volume is passed over. */
    changed(
      order: number,
      change: number,
      [line, ...rest]: readonly [number, number, number, number, number],
    ) {
      const event = events.known(order, change)
      if (event >= 0) changed.add(event, line, ...rest)
    },
    /** The columns; people are given by the place of an internal id. */
    columns(words: LineWords, placeOf: (personId: number) => number): LineColumns {
      appendChanged(lines, changed, orders.count())
      return columnsOf({ names, events, entries, orders, lines }, words, placeOf)
    },
  }
}

type Gathered = Readonly<{
  names: readonly string[]
  events: ReturnType<typeof eventTable>
  entries: Readonly<{
    event: ReturnType<typeof growingInts>
    lineAndName: ReturnType<typeof growingInts>
    micro: ReturnType<typeof growingFloats>
  }>
  orders: OrderTable
  lines: LineTable
}>

function columnsOf(
  { names, events, entries, orders, lines }: Gathered,
  words: LineWords,
  placeOf: (personId: number) => number,
): LineColumns {
  const byOrder = linesByOrder(lines.order.values(), lines.line.values(), orders.count() + events.count())
  const told = events.sorted(orders)
  const slotOf = (event: number): number =>
    told.isOpposite(event) ? orders.count() + event : told.order(event)
  const rows = rowsOf(told.events, slotOf, byOrder)
  const volumes = names.map(() => new Float64Array(rows.line.length))
  const lineAt = (row: number): number => lines.line.at(rows.line[row] ?? 0)
  for (let entry = 0; entry < entries.event.length(); entry++) {
    const both = entries.lineAndName.at(entry)
    const row = rowOfLine(rows, entries.event.at(entry), Math.floor(both / names.length), lineAt)
    const column = volumes[both % names.length]
    if (column && row >= 0) column[row] = entries.micro.at(entry)
  }
  const take = (of: (line: number) => number) => intsBy(rows.line.length, (row) => of(rows.line[row] ?? 0))
  return {
    ...orderColumns(told, rows, orders, words, placeOf),
    row: take((line) => lines.line.at(line)),
    product: numberedWords(
      words.product,
      take((line) => lines.product.at(line)),
    ),
    category: numberedWords(
      words.category,
      take((line) => lines.category.at(line)),
    ),
    quantity: bigsOfPlain(signed(rows, told, (row) => lines.quantity.at(rows.line[row] ?? 0) * MICRO)),
    amount: amounts(told, rows, orders, words, (row) => lines.minor.at(rows.line[row] ?? 0)),
    volumes: names.flatMap((name, number) => {
      const micro = volumes[number]
      return micro && micro.length > 0 ? [{ name, micro: bigsOfPlain(micro) }] : []
    }),
    attributes: [],
  }
}

/** What changes took back lies behind the lines of the orders, by the event of each. */
function appendChanged(lines: LineTable, changed: LineTable, orders: number): void {
  for (let row = 0; row < changed.order.length(); row++)
    lines.add(
      orders + changed.order.at(row),
      changed.line.at(row),
      changed.product.at(row),
      changed.category.at(row),
      changed.quantity.at(row),
      changed.minor.at(row),
    )
}

type LinesByOrder = Readonly<{ starts: Uint32Array; lines: Uint32Array }>

/** The lines of each order, by their number. */
function linesByOrder(order: Int32Array, line: Int32Array, orders: number): LinesByOrder {
  const starts = new Uint32Array(orders + 1)
  for (let row = 0; row < order.length; row++) {
    const next = (order[row] ?? 0) + 1
    starts[next] = (starts[next] ?? 0) + 1
  }
  for (let one = 0; one < orders; one++) starts[one + 1] = (starts[one + 1] ?? 0) + (starts[one] ?? 0)
  const next = starts.slice()
  const lines = new Uint32Array(order.length)
  for (let row = 0; row < order.length; row++) {
    const one = order[row] ?? 0
    let at = next[one] ?? 0
    next[one] = at + 1
    // The few lines of an order mostly come in their order.
    for (; at > (starts[one] ?? 0) && (line[lines[at - 1] ?? 0] ?? 0) > (line[row] ?? 0); at--)
      lines[at] = lines[at - 1] ?? 0
    lines[at] = row
  }
  return { starts, lines }
}

/** For each row of the columns its event and line, and for each event its first row and how many it has. */
type Rows = Readonly<{ event: Uint32Array; line: Uint32Array; first: Uint32Array; count: Uint32Array }>

function rowsOf(
  events: Uint32Array,
  slotOf: (event: number) => number,
  { starts, lines }: LinesByOrder,
): Rows {
  const [first, count] = [new Uint32Array(events.length), new Uint32Array(events.length)]
  let total = 0
  for (const event of events) {
    const one = slotOf(event)
    first[event] = total
    count[event] = (starts[one + 1] ?? 0) - (starts[one] ?? 0)
    total += count[event] ?? 0
  }
  const rows = { event: new Uint32Array(total), line: new Uint32Array(total), first, count }
  for (const event of events)
    for (let at = 0; at < (count[event] ?? 0); at++) {
      const row = (first[event] ?? 0) + at
      rows.event[row] = event
      rows.line[row] = lines[(starts[slotOf(event)] ?? 0) + at] ?? 0
    }
  return rows
}

/** The row of a line of an event, or -1. Lines are mostly numbered from 1 without a gap. */
function rowOfLine(rows: Rows, event: number, line: number, lineAt: (row: number) => number): number {
  const [first, count] = [rows.first[event] ?? 0, rows.count[event] ?? 0]
  if (line >= 1 && line <= count && lineAt(first + line - 1) === line) return first + line - 1
  for (let row = first; row < first + count; row++) if (lineAt(row) === line) return row
  return -1
}

/** What the lines of an order share. */
function orderColumns(
  told: Told,
  rows: Rows,
  orders: OrderTable,
  words: LineWords,
  placeOf: (personId: number) => number,
) {
  const count = rows.event.length
  const ints = (of: (event: number) => number) => intsBy(count, (row) => of(rows.event[row] ?? 0))
  const texts: string[] = []
  for (let row = 0; row < count; row++) texts.push(told.texts[rows.event[row] ?? 0] ?? '')
  const returned = words.type.includes('return') ? words.type : [...words.type, 'return']
  const asReturn = returned.indexOf('return')
  return {
    orders: textsOf(texts),
    atMs: floatsBy(count, (row) => told.atMs(rows.event[row] ?? 0)),
    buyer: ints((event) => placeOf(orders.buyer(told.order(event)))),
    seller: ints((event) => placeOf(orders.seller(told.order(event)))),
    type: numberedWords(
      returned,
      ints((event) => (told.isOpposite(event) ? asReturn : orders.type(told.order(event)))),
    ),
    currency: numberedWords(
      words.currency,
      ints((event) => orders.currency(told.order(event))),
    ),
    ofOrder: ofOrders(told, rows, orders),
    party: partiesAt(told, rows, orders, words.party),
  }
}

/** The party of each order; what is taken back belongs to that of its order. */
function partiesAt(told: Told, rows: Rows, orders: OrderTable, codes: ReadonlyMap<number, string>): Words {
  const list = ['', ...codes.values()]
  const numbers = new Map([...codes.keys()].map((id, at) => [id, at + 1]))
  const place = intsBy(
    rows.event.length,
    (row) => numbers.get(orders.party(told.order(rows.event[row] ?? 0))) ?? 0,
  )
  return numberedWords(list, place)
}

/** The codes of the orders that returns take back. */
function ofOrders(told: Told, rows: Rows, orders: OrderTable): Words {
  const list = ['']
  const numbers = new Map<number, number>()
  const place = intsBy(rows.event.length, (row) => {
    const event = rows.event[row] ?? 0
    if (!told.isOpposite(event)) return 0
    const order = told.order(event)
    const known = numbers.get(order) ?? list.push(orders.code(order)) - 1
    numbers.set(order, known)
    return known
  })
  return numberedWords(list, place)
}

/** What is taken back is negative, line by line. */
function signed(rows: Rows, told: Told, of: (row: number) => number): Float64Array {
  const values = new Float64Array(rows.event.length)
  for (let row = 0; row < values.length; row++)
    values[row] = told.isOpposite(rows.event[row] ?? 0) ? 0 - of(row) : of(row)
  return values
}

/** Minor units in millionths of their currency. */
function amounts(
  told: Told,
  rows: Rows,
  orders: OrderTable,
  { currency }: LineWords,
  minorOf: (row: number) => number,
): BigInt64Array {
  const digits = currency.map(currencyDigits)
  const minor = signed(rows, told, minorOf)
  const digitsAt = (row: number): number => digits[orders.currency(told.order(rows.event[row] ?? 0))] ?? 0
  const micro = floatsBy(minor.length, (row) => (minor[row] ?? 0) * 10 ** (6 - digitsAt(row)))
  const bigs = bigsOfPlain(micro)
  for (let row = 0; row < micro.length; row++)
    if (!Number.isSafeInteger(micro[row]))
      bigs[row] = (BigInt(minor[row] ?? 0) * BigInt(MICRO)) / 10n ** BigInt(digitsAt(row))
  return bigs
}
