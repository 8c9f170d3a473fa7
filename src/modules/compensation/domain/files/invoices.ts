import { formatDecimal, parseDecimal } from '#shared/decimal.ts'
import { seededRandom } from '#shared/random.ts'
import { divideRounded } from '#shared/ratio.ts'
import { parseInstant } from '#shared/time.ts'
import { cell, type Header } from './table.ts'

/** A row that was not taken over, with where it stood and why. */
export type RejectedRow = Readonly<{ row: number; reason: string; cells: readonly string[] }>

export type Invoices = Readonly<{
  orders: readonly (readonly string[])[]
  people: readonly (readonly string[])[]
  rejected: readonly RejectedRow[]
}>

export const invoiceColumns = [
  'InvoiceNo',
  'StockCode',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
] as const
export const invoiceOrdersHeader = [
  'order_id',
  'buyer_id',
  'at',
  'type',
  'product',
  'quantity',
  'amount',
  'currency',
  'volume:PV',
  'volume:BV',
] as const
export const invoicePeopleHeader = ['id', 'sponsor_id', 'joined_at', 'kind', 'status'] as const

const PRICE_PLACES = 6
const AMOUNT_PLACES = 2

type Line = Readonly<{
  invoice: string
  customer: string
  at: string
  product: string
  quantity: bigint
  amountMinor: bigint
}>

/**
 * Takes shop invoices over as orders. An invoice number that starts with C is a cancellation and becomes a return; one point
 * of PV and of BV stands for one unit of the currency. Amounts are quantity times price, rounded half up to the cent.
 */
export function invoiceReader() {
  const lines: Line[] = []
  const rejected: RejectedRow[] = []
  let row = 1
  return {
    /** Reads the next row of a file; `restart` with each file's header. */
    restart: () => {
      row = 1
    },
    readRow(header: Header, cells: readonly string[]) {
      row += 1
      const line = readLine(header, cells)
      if (typeof line === 'string') rejected.push({ row, reason: line, cells })
      else lines.push(line)
    },
    finish: (currency: string, seed: number): Invoices => ({
      orders: ordersOf(lines, currency),
      people: peopleOf(lines, seed),
      rejected,
    }),
  }
}

function readLine(header: Header, cells: readonly string[]): Line | string {
  const invoice = cell(header, cells, 'InvoiceNo')
  const at = isoTime(cell(header, cells, 'InvoiceDate'))
  const quantity = parseDecimal(cell(header, cells, 'Quantity'), 0)
  const price = parseDecimal(cell(header, cells, 'UnitPrice'), PRICE_PLACES)
  if (invoice === '') return 'no invoice number'
  if (at === undefined) return 'no date of the form month/day/year hour:minute'
  if (typeof quantity !== 'bigint' || quantity === 0n) return 'no whole quantity other than zero'
  if (typeof price !== 'bigint' || price < 0n) return 'no price of zero or more'
  if (invoice.startsWith('C') !== quantity < 0n)
    return 'a quantity whose sign does not fit the kind of invoice'
  return {
    invoice,
    customer: cell(header, cells, 'CustomerID'),
    at,
    product: cell(header, cells, 'StockCode'),
    quantity,
    amountMinor: divideRounded(quantity * price, 10n ** BigInt(PRICE_PLACES - AMOUNT_PLACES), 'half_up'),
  }
}

/** `12/1/2010 8:45`, month first, as `2010-12-01T08:45:00`. */
function isoTime(text: string): string | undefined {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})$/.exec(text)
  if (!match) return undefined
  const [month = '', day = '', year = '', hour = '', minute = ''] = match
    .slice(1)
    .map((part) => part.padStart(2, '0'))
  const iso = `${year}-${month}-${day}T${hour}:${minute}:00`
  return parseInstant(iso, 'UTC') === undefined ? undefined : iso
}

/** The rows of an invoice were booked over a minute or two; the order has the time of the first. */
function ordersOf(lines: readonly Line[], currency: string): string[][] {
  const firstAt = new Map<string, string>()
  for (const line of lines) {
    const known = firstAt.get(line.invoice)
    if (known === undefined || line.at < known) firstAt.set(line.invoice, line.at)
  }
  return lines.map((line) => {
    const amount = formatDecimal(line.amountMinor, AMOUNT_PLACES)
    const type = line.quantity < 0n ? 'return' : 'order'
    return [
      line.invoice,
      line.customer,
      firstAt.get(line.invoice) ?? line.at,
      type,
      line.product,
      line.quantity.toString(),
      amount,
      currency,
      amount,
      amount,
    ]
  })
}

/** Buyers in order of their first invoice, each under a buyer who came before, drawn by the seed. */
function peopleOf(lines: readonly Line[], seed: number): string[][] {
  const firstAt = new Map<string, string>()
  for (const line of lines) {
    const known = firstAt.get(line.customer)
    if (line.customer !== '' && (known === undefined || line.at < known)) firstAt.set(line.customer, line.at)
  }
  const buyers = [...firstAt].sort(([a, atA], [b, atB]) =>
    atA === atB ? (a < b ? -1 : 1) : atA < atB ? -1 : 1,
  )
  const random = seededRandom(seed)
  return buyers.map(([id, at], index) => {
    const sponsor = index === 0 ? '' : (buyers[random.below(index)]?.[0] ?? '')
    return [id, sponsor, at, 'distributor', 'active']
  })
}
