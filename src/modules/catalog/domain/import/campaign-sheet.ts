import { isCode } from '#shared/code.ts'
import { formatDecimal, formatShort, parseDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import type { CampaignPrice, Printing } from '../campaigns/position.ts'
import { PRICE_KINDS, type PriceKind } from '../price-book.ts'
import { MICRO_MOST, MINOR_MOST, VOLUME_PLACES, type SheetMarket } from './price-sheet.ts'
import type { RowCells } from './row-cells.ts'

const POSITION_COLUMNS = ['campaign', 'printed', 'product', 'page'] as const
const PRICE_COLUMN = /^price:([A-Z0-9-]{2,12}):(retail|preferred|distributor)$/
const VOLUME_COLUMN = /^volume:([A-Z0-9-]{2,12}):(retail|preferred|distributor):(.{1,60})$/
export const CAMPAIGN_COLUMNS_EXPECTED = `${POSITION_COLUMNS.join(', ')}, or prices such as price:DE:retail and volume:DE:retail:PV`

export function isCampaignColumn(name: string): boolean {
  return (
    POSITION_COLUMNS.some((column) => column === name) || PRICE_COLUMN.test(name) || VOLUME_COLUMN.test(name)
  )
}

/** Whether a header is that of a catalogue on paper. */
export function isCampaignHeader(header: readonly string[]): boolean {
  return header.includes('campaign') && header.includes('printed')
}

/** A price that some position has: a column for its amount, and one for each of its volumes. */
export type PriceColumn = Readonly<{ market: SheetMarket; kind: PriceKind; volumes: readonly string[] }>

/** The header of a catalogue, with the columns of every price that is printed in it. */
export function campaignHeader(columns: readonly PriceColumn[]): readonly string[] {
  return [
    ...POSITION_COLUMNS,
    ...columns.flatMap(({ market, kind, volumes }) => [
      `price:${market.code}:${kind}`,
      ...volumes.map((name) => `volume:${market.code}:${kind}:${name}`),
    ]),
  ]
}

/** A position as a row of that sheet. */
export function campaignCells(
  of: Readonly<{ campaign: string; printed: string; product: string }> & Printing,
  columns: readonly PriceColumn[],
): readonly string[] {
  const { campaign, printed, product, page, prices } = of
  return [
    campaign,
    printed,
    product,
    page?.toString() ?? '',
    ...columns.flatMap(({ market, kind, volumes }) => {
      const price = prices.find((one) => one.marketId === market.id && one.kind === kind)
      const amount = price ? formatDecimal(price.minor, currencyDigits(market.currency)) : ''
      return [
        amount,
        ...volumes.map((name) => {
          const micro = price?.volumes?.[name]
          return micro === undefined ? '' : formatShort(micro, VOLUME_PLACES)
        }),
      ]
    }),
  ]
}

/** What stands under a printed code now. */
export type StandingPosition = Printing & Readonly<{ product: string }>

/** Reads what a row prints, over what stands there now; null takes the code out. */
export function readPosition(
  cells: RowCells,
  now: StandingPosition | undefined,
  markets: ReadonlyMap<string, SheetMarket>,
): StandingPosition | null | undefined {
  const printed = cells.text('printed') ?? ''
  if (!isCode(printed))
    cells.problem('printed', 'a code of 2 to 12 digits, of which the last is the check digit')
  const product = cells.text('product') ?? now?.product
  if (product === '' && now) return null
  if (product === undefined || product === '')
    return cells.problem('product', 'the number of a product; the code is not printed yet')
  const page = cells.whole('page', [1, 9999], 'a page from 1 to 9999, or nothing')
  const prices = readPrices(cells, now?.prices ?? [], markets)
  if (cells.problems.length > 0) return undefined
  return { product, page: page === undefined ? (now?.page ?? null) : page, prices }
}

/** Prices that the sheet has no columns for stay as they are. */
function readPrices(
  cells: RowCells,
  now: readonly CampaignPrice[],
  markets: ReadonlyMap<string, SheetMarket>,
): readonly CampaignPrice[] {
  const told = new Map<string, CampaignPrice | null>()
  for (const column of cells.columns) {
    const [, code, name] = PRICE_COLUMN.exec(column) ?? []
    const kind = PRICE_KINDS.find((one) => one === name)
    if (code === undefined || kind === undefined) continue
    const market = markets.get(code)
    if (!market) {
      cells.problem(column, `a market: ${[...markets.keys()].join(', ')}`)
      continue
    }
    const minor = readAmount(cells, column, market.currency)
    if (minor === undefined) continue
    const before = now.find((price) => price.marketId === market.id && price.kind === kind)
    const volumes = readVolumes(cells, `volume:${code}:${kind}:`, before?.volumes ?? null)
    told.set(`${market.id} ${kind}`, minor === null ? null : { marketId: market.id, kind, minor, volumes })
  }
  const stay = now.filter(({ marketId, kind }) => !told.has(`${marketId} ${kind}`))
  return [...stay, ...[...told.values()].flatMap((price) => price ?? [])]
}

function readAmount(cells: RowCells, column: string, currency: string): bigint | null | undefined {
  const text = cells.text(column) ?? ''
  if (text === '') return null
  const minor = parseDecimal(text, currencyDigits(currency))
  if (typeof minor === 'bigint' && minor >= 0n && minor <= MINOR_MOST) return minor
  return cells.problem(
    column,
    `an amount in ${currency} with a point and no more places, or nothing for the usual price`,
  )
}

/** Volumes of a price; without any it brings those of the usual price. */
function readVolumes(
  cells: RowCells,
  prefix: string,
  now: Readonly<Record<string, bigint>> | null,
): Readonly<Record<string, bigint>> | null {
  const columns = cells.columns.filter((column) => column.startsWith(prefix))
  if (columns.length === 0) return now
  const volumes: Record<string, bigint> = { ...now }
  for (const column of columns) {
    const name = column.slice(prefix.length)
    const text = cells.text(column) ?? ''
    const micro = text === '' ? null : parseDecimal(text, VOLUME_PLACES)
    if (micro === null) delete volumes[name]
    else if (typeof micro === 'bigint' && micro <= MICRO_MOST && micro >= -MICRO_MOST) volumes[name] = micro
    else cells.problem(column, `a number such as 12.5, with at most ${VOLUME_PLACES} places, or nothing`)
  }
  return Object.keys(volumes).length === 0 ? null : volumes
}
