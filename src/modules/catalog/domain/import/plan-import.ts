import { NO_LIMITS } from '../limits.ts'
import type { Price, PriceKind } from '../price-book.ts'
import type { ChangedProduct } from '../product-change.ts'
import { diffFields, type FieldDiff, type ProductFields } from '../product-fields.ts'
import {
  GOODS_COLUMNS_EXPECTED,
  isGoodsColumn,
  readGoods,
  type GoodsChoices,
  type GoodsWish,
  type SheetPart,
} from './goods-sheet.ts'
import { isCampaignHeader } from './campaign-sheet.ts'
import {
  categoryColumns,
  isCategoryHeader,
  planCategories,
  type CategoryFields,
  type CategoryItem,
} from './category-sheet.ts'
import { campaignColumns, planCampaign, type CampaignGround, type PositionItem } from './plan-campaign.ts'
import {
  isPriceColumn,
  PRICE_COLUMNS_EXPECTED,
  readPrice,
  type PriceWish,
  type SheetMarket,
} from './price-sheet.ts'
import { columnsOf, rowCells, type ImportRow, type RowCells, type RowProblem } from './row-cells.ts'

export const SHEET_NAMES = ['categories', 'goods', 'prices', 'campaign'] as const
export type SheetName = (typeof SHEET_NAMES)[number]

/** A sheet as it came, of the kind that its columns say. */
export type ImportSheet = Readonly<{ name: SheetName; header: readonly string[]; rows: readonly ImportRow[] }>

/** The catalogue as an import is planned against it: all products and markets that its rows name. */
export type ImportGround = GoodsChoices &
  Omit<CampaignGround, 'isProduct' | 'isFamily'> &
  Readonly<{
    nowMs: number
    /** Whether whoever imports may change what goods are, in all markets. */
    mayEdit: boolean
    markets: ReadonlyMap<string, SheetMarket>
    products: ReadonlyMap<string, ChangedProduct>
    categories: ReadonlyMap<string, CategoryFields>
    /** Codes of new products that are printed in a catalogue, and so can be no product's own. */
    printed: ReadonlySet<string>
    /** Products with options. */
    families: ReadonlySet<string>
    /** What kits are made of now, by the kit's code. */
    kits: ReadonlyMap<string, readonly SheetPart[]>
  }>

/** What one row does. `fromMs` null is the moment at which the import is applied. */
export type ImportItem = PositionItem | GoodsItem | CategoryItem

type GoodsItem = Readonly<{ code: string }> &
  (
    | Readonly<{ is: 'create'; fields: ProductFields }>
    | Readonly<{ is: 'fields'; diff: FieldDiff }>
    | Readonly<{ is: 'parts'; before: readonly SheetPart[]; after: readonly SheetPart[] }>
    | Readonly<{
        is: 'price'
        marketId: bigint
        kind: PriceKind
        before: Price | null
        minor: bigint
        volumes: Readonly<Record<string, bigint>>
        fromMs: number | null
      }>
  )

export const ROW_OUTCOMES = ['new', 'changed', 'same', 'rejected'] as const
export type RowOutcome = (typeof ROW_OUTCOMES)[number]

export type PlannedImportRow = Readonly<{
  sheet: SheetName
  row: number
  code: string
  outcome: RowOutcome
  items: readonly ImportItem[]
  problems: readonly RowProblem[]
}>

/** Which sheet a header belongs to; undefined when it is neither. */
export function sheetNameOf(header: readonly string[]): SheetName | undefined {
  if (isCampaignHeader(header)) return 'campaign'
  if (isCategoryHeader(header)) return 'categories'
  if (header.includes('code')) return 'goods'
  return header.includes('product') && header.includes('market') ? 'prices' : undefined
}

/** What is wrong with the columns of a sheet. */
export function headerProblems({
  name,
  header,
}: Pick<ImportSheet, 'name' | 'header'>): readonly RowProblem[] {
  return sheetColumns({ name, header }).problems
}

function sheetColumns({ name, header }: Pick<ImportSheet, 'name' | 'header'>) {
  if (name === 'campaign') return campaignColumns(header)
  if (name === 'categories') return categoryColumns(header)
  return name === 'goods'
    ? columnsOf(header, isGoodsColumn, GOODS_COLUMNS_EXPECTED)
    : columnsOf(header, isPriceColumn, PRICE_COLUMNS_EXPECTED)
}

/**
 * What an import would do, row by row: categories first and then goods, so that goods and prices of new ones have something to belong to. A row is done whole or
 * rejected whole. The same rows over the same catalogue give the same plan.
 */
export function planImport(sheets: readonly ImportSheet[], asked: ImportGround): readonly PlannedImportRow[] {
  const categories = sheets
    .filter(({ name }) => name === 'categories')
    .flatMap((sheet) => planCategories(sheet, asked))
  const made = categories.flatMap(({ items }) => items)
  const ground = { ...asked, artOfCategory: artsAfter(asked.artOfCategory, made) }
  return [...categories.map((row) => ({ sheet: 'categories', ...row }) as const), ...planRest(sheets, ground)]
}

/** The categories that goods may be of, once those of the file are made. */
function artsAfter(
  now: ReadonlyMap<string, string>,
  items: readonly CategoryItem[],
): ReadonlyMap<string, string> {
  return new Map([...now, ...items.map(({ code, after }) => [code, after.art] as const)])
}

function planRest(sheets: readonly ImportSheet[], ground: ImportGround): readonly PlannedImportRow[] {
  const goods = sheets.filter(({ name }) => name === 'goods').flatMap((sheet) => planGoods(sheet, ground))
  const made = new Set(goods.flatMap(({ outcome, code }) => (outcome === 'new' ? [code] : [])))
  const prices = sheets
    .filter(({ name }) => name === 'prices')
    .flatMap((sheet) => planPrices(sheet, ground, made))
  const isProduct = (code: string): boolean => ground.products.has(code) || made.has(code)
  const isFamily = (code: string): boolean => ground.families.has(code)
  const positions = sheets
    .filter(({ name }) => name === 'campaign')
    .flatMap((sheet) => planCampaign(sheet, { ...ground, isProduct, isFamily }))
  return [...goods, ...prices, ...positions.map((row) => ({ sheet: 'campaign', ...row }) as const)]
}

type ReadRow = Readonly<{ row: number; code: string; cells: RowCells; wish: GoodsWish | undefined }>

function planGoods(sheet: ImportSheet, ground: ImportGround): readonly PlannedImportRow[] {
  const { columns } = sheetColumns(sheet)
  const seen = new Map<string, number>()
  const read = sheet.rows.map((row) => readGoodsRow(rowCells(columns, row), row.row, { ground, seen }))
  // A new product that is a kit itself can be no part, so that whatever its row comes to changes nothing for others.
  const plain = new Set(
    read.flatMap(({ code, cells, wish }) =>
      cells.problems.length === 0 && (wish?.parts ?? []).length === 0 ? [code] : [],
    ),
  )
  const kits = new Map(ground.kits)
  return read.map(({ row, code, cells, wish }) => {
    const parts = wish && planParts(code, { cells, wanted: wish.parts, kits, plain, ground })
    const { problems } = cells
    const rest = { sheet: 'goods', row, code } as const
    if (!wish || problems.length > 0) return { ...rest, outcome: 'rejected', items: [], problems }
    if (parts) kits.set(code, parts.after)
    const now = ground.products.get(code)
    const diff = now && diffFields(now.fields, wish.fields)
    const items: readonly ImportItem[] = [
      ...(now ? [] : [{ is: 'create', code, fields: newFields(wish, ground) } as const]),
      ...(diff ? [{ is: 'fields', code, diff } as const] : []),
      ...(parts ? [{ is: 'parts', code, ...parts } as const] : []),
    ]
    const outcome = now ? (items.length > 0 ? 'changed' : 'same') : 'new'
    return { ...rest, outcome, items, problems }
  })
}

function readGoodsRow(
  cells: RowCells,
  row: number,
  { ground, seen }: Readonly<{ ground: ImportGround; seen: Map<string, number> }>,
): ReadRow {
  const code = cells.text('code') ?? ''
  if (!ground.mayEdit) cells.problem('code', 'prices only: what goods are concerns every market')
  if (!/^\d{2,12}$/.test(code))
    cells.problem('code', 'the number of a product, or a new one of 2 to 12 digits')
  if (ground.printed.has(code)) cells.problem('code', 'another number: a catalogue on paper prints this one')
  const before = seen.get(code)
  if (before !== undefined) cells.problem('code', `each product once; it stands in row ${before} already`)
  else seen.set(code, row)
  const now = ground.products.get(code)?.fields
  const wish = readGoods(cells, now, ground)
  if (!now) {
    const { category, taxClass, texts, weightGrams } = wish.fields
    if (category === undefined) cells.problem('category', 'a category, for a new product')
    if (taxClass === undefined) cells.problem('tax_class', 'a tax class, for a new product')
    if (weightGrams === undefined) cells.problem('weight_g', 'a weight, for a new product')
    if (texts === undefined) cells.problem('name:en', 'a name in at least one language, for a new product')
  }
  return { row, code, cells, wish: cells.problems.length === 0 ? wish : undefined }
}

/** What a new product is where its row says nothing. */
function newFields({ fields }: GoodsWish, { artOfCategory }: GoodsChoices): ProductFields {
  const { category = '', taxClass = '', weightGrams = 0, texts = {}, tags = [] } = fields
  const { state = 'draft', limits = NO_LIMITS, art = artOfCategory.get(category) ?? '' } = fields
  return { state, category, art, taxClass, weightGrams, tags, texts, limits }
}

/** Row after row, as if each kit were set by itself: a part is no kit, and a kit is no part. */
function planParts(
  code: string,
  of: Readonly<{
    cells: RowCells
    wanted: readonly SheetPart[] | undefined
    kits: ReadonlyMap<string, readonly SheetPart[]>
    plain: ReadonlySet<string>
    ground: ImportGround
  }>,
): Readonly<{ before: readonly SheetPart[]; after: readonly SheetPart[] }> | undefined {
  const { cells, wanted, kits, plain, ground } = of
  const before = ground.kits.get(code) ?? []
  if (wanted === undefined || JSON.stringify(wanted) === JSON.stringify(before)) return undefined
  const isKit = (product: string): boolean => (kits.get(product) ?? []).length > 0
  for (const { product } of wanted) {
    if (!ground.products.has(product) && !plain.has(product))
      return cells.problem('parts', `products that are there; ${product} is not`)
    if (product === code || isKit(product))
      return cells.problem('parts', `parts that are no kits themselves; ${product} is one`)
  }
  const isPart = [...kits.values()].some((parts) => parts.some(({ product }) => product === code))
  if (wanted.length > 0 && isPart)
    return cells.problem('parts', 'nothing: this product is a part of a kit, and so cannot be one')
  return { before, after: wanted }
}

const LATER_EXPECTED = 'a moment after every price that is planned; take that one back first'
const PAST_EXPECTED =
  'a moment that is still to come, or nothing for now on: what was charged until now stays as it was'

function planPrices(
  sheet: ImportSheet,
  ground: ImportGround,
  made: ReadonlySet<string>,
): readonly PlannedImportRow[] {
  const { columns } = sheetColumns(sheet)
  const [seen, changed] = [new Map<string, number>(), new Map<string, number>()]
  return sheet.rows.map((row) => {
    const cells = rowCells(columns, row)
    const code = cells.text('product') ?? ''
    if (!ground.products.has(code) && !made.has(code))
      cells.problem('product', 'the number of a product that is there, or is new in the sheet of goods')
    const wish = readPrice(cells, ground.markets)
    const item = wish && planPrice(code, { wish, cells, ground, row: row.row, seen, changed })
    const { problems } = cells
    const rest = { sheet: 'prices', row: row.row, code, problems } as const
    if (problems.length > 0) return { ...rest, outcome: 'rejected', items: [] }
    if (!item) return { ...rest, outcome: 'same', items: [] }
    return { ...rest, outcome: item.before === null ? 'new' : 'changed', items: [item] }
  })
}

function planPrice(
  code: string,
  of: Readonly<{
    wish: PriceWish
    cells: RowCells
    ground: ImportGround
    row: number
    seen: Map<string, number>
    changed: Map<string, number>
  }>,
): Extract<ImportItem, { is: 'price' }> | undefined {
  const { wish, cells, ground, row } = of
  const { market, kind, minor, fromMs } = wish
  const place = `${code} ${market.code} ${kind}`
  const before = of.seen.get(`${place} ${fromMs}`)
  if (before !== undefined)
    return cells.problem('from', `each price once; it stands in row ${before} already`)
  of.seen.set(`${place} ${fromMs}`, row)
  const own = (ground.products.get(code)?.prices ?? []).filter(
    (price) => price.marketId === market.id && price.kind === kind,
  )
  const atMs = fromMs ?? ground.nowMs
  const same = own.find((price) => price.fromMs === fromMs)
  const held = same ?? own.find((one) => one.fromMs <= atMs && (one.untilMs === null || atMs < one.untilMs))
  const volumes = wishedVolumes(wish, held)
  if (held?.minor === minor && isSameVolumes(held.volumes, volumes)) return undefined
  if (fromMs !== null && fromMs <= ground.nowMs) return cells.problem('from', PAST_EXPECTED)
  if (own.some((price) => price.fromMs >= atMs)) return cells.problem('from', LATER_EXPECTED)
  const other = of.changed.get(place)
  if (other !== undefined)
    return cells.problem(
      'from',
      `one new price of a product, market and kind in an import; row ${other} has one`,
    )
  of.changed.set(place, row)
  return { is: 'price', code, marketId: market.id, kind, before: held ?? null, minor, volumes, fromMs }
}

/** Volumes that the sheet has no columns for stay as they are. */
function wishedVolumes(wish: PriceWish, held: Price | undefined): Readonly<Record<string, bigint>> {
  const volumes: Record<string, bigint> = { ...held?.volumes }
  for (const [name, micro] of wish.volumes)
    if (micro === null) delete volumes[name]
    else volumes[name] = micro
  return volumes
}

function isSameVolumes(
  one: Readonly<Record<string, bigint>>,
  other: Readonly<Record<string, bigint>>,
): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}

/**
 * The whole plan as one text: two plans that do the same have the same one. What an import was looked at as is held against what it
 * would do when it is applied.
 */
export function planText(rows: readonly PlannedImportRow[]): string {
  return JSON.stringify(rows, (_key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
