import { isSamePrinting, tidyPrices, type Printing } from '../campaigns/position.ts'
import {
  CAMPAIGN_COLUMNS_EXPECTED,
  isCampaignColumn,
  readPosition,
  type StandingPosition,
} from './campaign-sheet.ts'
import type { SheetMarket } from './price-sheet.ts'
import { columnsOf, rowCells, type ImportRow, type RowCells, type RowProblem } from './row-cells.ts'

/** A catalogue on paper as its rows see it. */
export type SheetCampaign = Readonly<{
  code: string
  marketId: bigint | null
  fromDay: string
  untilDay: string
  /** Whether whoever imports may write it. */
  mayWrite: boolean
}>

/** Catalogues and what stands under the codes that rows name, by `campaign code`. */
export type CampaignGround = Readonly<{
  markets: ReadonlyMap<string, SheetMarket>
  campaigns: ReadonlyMap<string, SheetCampaign>
  positions: ReadonlyMap<string, StandingPosition>
  /** Codes that would mean two things at once: the campaign that has one already, or null for a product's own code. */
  taken: ReadonlyMap<string, string | null>
  /** Products that can be printed, and families, which cannot. */
  isProduct: (code: string) => boolean
  isFamily: (code: string) => boolean
}>

export type PositionItem = Readonly<{
  is: 'position'
  code: string
  campaign: string
  printed: string
  before: Printing | null
  after: Printing | null
}>

export type PlannedPosition = Readonly<{
  row: number
  code: string
  outcome: 'new' | 'changed' | 'same' | 'rejected'
  items: readonly PositionItem[]
  problems: readonly RowProblem[]
}>

/** What is wrong with the columns of a catalogue's sheet, and where each of them stands. */
export function campaignColumns(header: readonly string[]) {
  return columnsOf(header, isCampaignColumn, CAMPAIGN_COLUMNS_EXPECTED)
}

/** What the rows of a catalogue's sheet would do; the same rows over the same catalogues give the same plan. */
export function planCampaign(
  sheet: Readonly<{ header: readonly string[]; rows: readonly ImportRow[] }>,
  ground: CampaignGround,
): readonly PlannedPosition[] {
  const { columns } = campaignColumns(sheet.header)
  const seen: Seen[] = []
  return sheet.rows.map((row) => planRow(rowCells(columns, row), row.row, ground, seen))
}

type Seen = Readonly<{ printed: string; campaign: SheetCampaign; row: number }>

function planRow(cells: RowCells, row: number, ground: CampaignGround, seen: Seen[]): PlannedPosition {
  const campaign = ground.campaigns.get(cells.text('campaign') ?? '')
  const printed = cells.text('printed') ?? ''
  if (!campaign) cells.problem('campaign', 'the code of a catalogue on paper that is there')
  else if (!campaign.mayWrite) cells.problem('campaign', 'a catalogue whose markets you keep')
  const place = `${campaign?.code ?? ''} ${printed}`
  const now = ground.positions.get(place)
  const wish = readPosition(cells, now, ground.markets)
  if (campaign) refuseSeen(cells, { printed, campaign, row }, { seen, taken: ground.taken.get(place) })
  if (wish && !ground.isProduct(wish.product))
    cells.problem('product', 'the number of a product that is there, or is new in the sheet of goods')
  if (wish && ground.isFamily(wish.product))
    cells.problem('product', 'one of its variants: a product with options is not ordered')
  const code = wish?.product ?? now?.product ?? printed
  const { problems } = cells
  if (!campaign || wish === undefined || problems.length > 0)
    return { row, code, outcome: 'rejected', items: [], problems }
  const items = itemsOf({ campaign: campaign.code, printed }, now, wish)
  return { row, code, outcome: items.length === 0 ? 'same' : now ? 'changed' : 'new', items, problems }
}

/** A code means one thing at a time, in the file too. */
function refuseSeen(
  cells: RowCells,
  one: Seen,
  of: Readonly<{ seen: Seen[]; taken: string | null | undefined }>,
): void {
  const before = of.seen.find(
    ({ printed, campaign }) => printed === one.printed && meet(campaign, one.campaign),
  )
  if (before) cells.problem('printed', `each code once at a time; it stands in row ${before.row} already`)
  else of.seen.push(one)
  if (of.taken === null) cells.problem('printed', 'another code: this is the number of a product')
  else if (of.taken !== undefined)
    cells.problem('printed', `another code: the catalogue ${of.taken} has it at the same time`)
}

function meet(one: SheetCampaign, other: SheetCampaign): boolean {
  const sameTime = one.fromDay <= other.untilDay && other.fromDay <= one.untilDay
  return sameTime && (one.marketId === null || other.marketId === null || one.marketId === other.marketId)
}

function itemsOf(
  of: Readonly<{ campaign: string; printed: string }>,
  now: StandingPosition | undefined,
  wish: StandingPosition | null,
): readonly PositionItem[] {
  const printing = ({ page, prices }: StandingPosition): Printing => ({ page, prices: tidyPrices(prices) })
  const before = now && ({ is: 'position', ...of, code: now.product, before: printing(now) } as const)
  if (!wish) return before ? [{ ...before, after: null }] : []
  const after = { is: 'position', ...of, code: wish.product, after: printing(wish) } as const
  if (!before) return [{ ...after, before: null }]
  if (before.code !== after.code)
    return [
      { ...before, after: null },
      { ...after, before: null },
    ]
  return isSamePrinting(before.before, after.after) ? [] : [{ ...before, after: after.after }]
}
