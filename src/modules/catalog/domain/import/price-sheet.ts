import { formatDecimal, formatShort, parseDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { parseInstant } from '#shared/time.ts'
import { PRICE_KINDS, type Price, type PriceKind } from '../price-book.ts'
import type { RowCells } from './row-cells.ts'

/** A market as price rows see it. */
export type SheetMarket = Readonly<{
  id: bigint
  code: string
  currency: string
  timeZone: string
  /** Whether whoever imports may set prices there. */
  mayPrice: boolean
}>

const PRICE_COLUMNS = ['product', 'market', 'currency', 'kind', 'price', 'from'] as const
const VOLUME_COLUMN = /^volume:(.{1,60})$/
export const VOLUME_PLACES = 6
/** More than any price, and far below what the database holds. */
export const MINOR_MOST = 10n ** 15n
export const MICRO_MOST = 10n ** 18n

/** The header of the sheet of prices, with a column for each volume. */
export function priceHeader(volumes: readonly string[]): readonly string[] {
  return [...PRICE_COLUMNS, ...volumes.map((name) => `volume:${name}`)]
}

export function isPriceColumn(name: string): boolean {
  return PRICE_COLUMNS.some((column) => column === name) || VOLUME_COLUMN.test(name)
}

export const PRICE_COLUMNS_EXPECTED = `${PRICE_COLUMNS.join(', ')}, or volumes such as volume:PV`

/** A price as a row of that sheet. Amounts and volumes are text, so that no spreadsheet rounds them. */
export function priceCells(
  of: Readonly<{ product: string; market: Readonly<{ code: string; currency: string }>; price: Price }>,
  volumes: readonly string[],
): readonly string[] {
  const { product, market, price } = of
  return [
    product,
    market.code,
    market.currency,
    price.kind,
    formatDecimal(price.minor, currencyDigits(market.currency)),
    new Date(price.fromMs).toISOString(),
    ...volumes.map((name) => {
      const micro = price.volumes[name]
      return micro === undefined ? '' : formatShort(micro, VOLUME_PLACES)
    }),
  ]
}

/** What a row says of a price. `fromMs` null is from now on; volumes are those that the sheet has columns for. */
export type PriceWish = Readonly<{
  market: SheetMarket
  kind: PriceKind
  minor: bigint
  volumes: ReadonlyMap<string, bigint | null>
  fromMs: number | null
}>

/** Reads a row of prices; undefined, with problems told, when it is none. */
export function readPrice(cells: RowCells, markets: ReadonlyMap<string, SheetMarket>): PriceWish | undefined {
  const market = markets.get(cells.text('market') ?? '')
  if (!market) return cells.problem('market', `a market: ${[...markets.keys()].join(', ')}`)
  if (!market.mayPrice) return cells.problem('market', 'a market in which you may set prices')
  cells.fitting(
    'currency',
    (text) => text === market.currency,
    `${market.currency}, the currency of ${market.code}`,
  )
  const kind = PRICE_KINDS.find((one) => one === cells.text('kind'))
  if (kind === undefined) cells.problem('kind', PRICE_KINDS.join(', '))
  const minor = readAmount(cells, market.currency)
  const from = cells.text('from') ?? ''
  const fromMs = from === '' ? null : parseInstant(from, market.timeZone)
  if (fromMs === undefined)
    cells.problem(
      'from',
      `a day such as 2026-12-01, that with a time, or nothing for now on (${market.timeZone})`,
    )
  const volumes = readVolumes(cells)
  if (kind === undefined || minor === undefined || fromMs === undefined || cells.problems.length > 0)
    return undefined
  return { market, kind, minor, volumes, fromMs }
}

function readAmount(cells: RowCells, currency: string): bigint | undefined {
  const digits = currencyDigits(currency)
  const minor = parseDecimal(cells.text('price') ?? '', digits)
  if (typeof minor === 'bigint' && minor >= 0n && minor <= MINOR_MOST) return minor
  const example = formatDecimal((1250n * 10n ** BigInt(digits)) / 100n, digits)
  return cells.problem(
    'price',
    `an amount in ${currency} such as ${example}, with a point and no more places`,
  )
}

/** Volumes by name; null where the cell is empty. */
function readVolumes(cells: RowCells): ReadonlyMap<string, bigint | null> {
  const volumes = new Map<string, bigint | null>()
  for (const column of cells.columns) {
    const name = VOLUME_COLUMN.exec(column)?.[1]
    if (name === undefined) continue
    const text = cells.text(column) ?? ''
    const micro = text === '' ? null : parseDecimal(text, VOLUME_PLACES)
    if (micro === null || (typeof micro === 'bigint' && micro <= MICRO_MOST && micro >= -MICRO_MOST))
      volumes.set(name, micro)
    else cells.problem(column, `a number such as 12.5, with at most ${VOLUME_PLACES} places, or nothing`)
  }
  return volumes
}
