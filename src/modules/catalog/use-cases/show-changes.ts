import { formatDecimal, formatShort } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { accountById } from '#modules/identity/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { Printing } from '../domain/campaigns/position.ts'
import type { CategoryFields, CategoryItem } from '../domain/import/category-sheet.ts'
import { partsText } from '../domain/import/goods-sheet.ts'
import { textIn, type GoodsMarket, type ProductText, type Texts } from '../domain/price-book.ts'
import type { ProductOption } from '../domain/variants.ts'
import { PRODUCT_FIELDS, type FieldDiff, type ProductFields } from '../domain/product-fields.ts'
import type { ShownThing } from '../domain/shown-thing.ts'
import { historyOf, listChanges, type ChangeItem } from '../store/changes.ts'
import { UNDONE_KINDS } from './undo-change.ts'

const HISTORY_MAX = 100

type Markets = ReadonlyMap<bigint, GoodsMarket>

/** What was done to a product, step by step, the newest first. */
export async function shownHistory(tx: Tx, of: Readonly<{ productId: bigint; markets: Markets }>) {
  const rows = await historyOf(tx, { productId: of.productId, limit: HISTORY_MAX })
  const names = await accountNames(
    tx,
    rows.map(({ accountId }) => accountId),
  )
  return [...Map.groupBy(rows, ({ change }) => change)].flatMap(([change, steps]) => {
    const [first] = steps
    if (!first) return []
    const { at, accountId, kind } = first
    const things = steps.flatMap(({ item }) => thingsOf(item, of.markets))
    return [{ change, at: at.getTime(), by: nameIn(names, accountId), kind, things }]
  })
}

/** A page of all changes of goods, the newest first. */
export async function shownChanges(tx: Tx, window: Readonly<{ limit: number; offset: number }>) {
  const { rows, total } = await listChanges(tx, window)
  const names = await accountNames(
    tx,
    rows.map(({ accountId }) => accountId),
  )
  return {
    total,
    rows: rows.map(({ id, at, accountId, kind, products, categories, undoneBy }) => ({
      change: id,
      at: at.getTime(),
      by: nameIn(names, accountId),
      kind,
      products: Number(products),
      categories: Number(categories),
      undone: undoneBy !== null,
      undoable: UNDONE_KINDS.has(kind),
    })),
  }
}

/** What of a product an item changed, each as text before and after. */
export function thingsOf(item: ChangeItem, markets: Markets): ShownThing[] {
  if (item.is === 'fields') return fieldThings(item)
  if (item.is === 'images') return [imagesThing(item)]
  if (item.is === 'position') return [positionThing(item, markets)]
  return item.is === 'parts' ? [partsThing(item)] : priceThings(item, markets)
}

const NO_PRICE = { market: null, kind: null, currency: null, validFrom: null }

/** Fields before and after as text. */
export function fieldThings({ before, after }: FieldDiff): ShownThing[] {
  return PRODUCT_FIELDS.filter((field) => after[field] !== undefined).map((field) => ({
    ...NO_PRICE,
    field,
    before: field === 'texts' ? changedTexts(before.texts, after.texts) : fieldText(field, before[field]),
    after: field === 'texts' ? changedTexts(after.texts, before.texts) : fieldText(field, after[field]),
  }))
}

/** What of a category differs, before and after. */
export function categoryThings({ before, after }: Omit<CategoryItem, 'is' | 'code'>): ShownThing[] {
  const names = (fields: CategoryFields | null): string | null =>
    Object.entries(fields?.texts ?? {})
      .map(([language, { name }]) => `${language}: ${name}`)
      .join(' · ') || null
  const things = [
    { field: 'texts', before: names(before), after: names(after) },
    { field: 'parent', before: before?.parent ?? null, after: after.parent },
    { field: 'place', before: before?.position.toString() ?? null, after: after.position.toString() },
    { field: 'art', before: before?.art ?? null, after: after.art },
  ] as const
  return things.flatMap((thing) => (thing.before === thing.after ? [] : [{ ...NO_PRICE, ...thing }]))
}

/** What a kit is made of, before and after. */
export function partsThing(of: Pick<Extract<ChangeItem, { is: 'parts' }>, 'before' | 'after'>): ShownThing {
  const [before, after] = [partsText(of.before), partsText(of.after)]
  return { ...NO_PRICE, field: 'parts', before: before || null, after: after || null }
}

/** The pictures of a product in their order, before and after: what is said of each, or the beginning of its hash. */
function imagesThing(of: Pick<Extract<ChangeItem, { is: 'images' }>, 'before' | 'after'>): ShownThing {
  const text = (images: typeof of.before): string | null =>
    images
      .map(({ hash, alt }, place) => `${place + 1}. ${Object.values(alt)[0] ?? hash.slice(0, 8)}`)
      .join(', ') || null
  return { ...NO_PRICE, field: 'images', before: text(of.before), after: text(of.after) }
}

/** What a campaign prints for a product, before and after. */
export function positionThing(
  of: Readonly<{ campaign: string; printed: string; before: Printing | null; after: Printing | null }>,
  markets: Markets,
): ShownThing {
  const { campaign, printed, before, after } = of
  const text = (printing: Printing | null): string | null =>
    printing && [`${campaign} ${printed}`, ...printingWords(printing, markets)].join(', ')
  return { ...NO_PRICE, field: 'position', before: text(before), after: text(after) }
}

function printingWords({ page, prices }: Printing, markets: Markets): readonly string[] {
  const priced = prices.map(({ marketId, kind, minor, volumes }) => {
    const { code = '', currency = '' } = markets.get(marketId) ?? {}
    const amount = `${code} ${kind} ${formatDecimal(minor, currencyDigits(currency))} ${currency}`
    return volumes === null ? amount : `${amount} (${volumeText({ minor, volumes }) ?? '–'})`
  })
  return [...(page === null ? [] : [`p. ${page}`]), ...priced]
}

type ShownPrice = Readonly<{ minor: bigint; volumes: Readonly<Record<string, bigint>> }>

/** A price before and after; its volumes beside it where they differ. No moment is from when it is applied. */
export function priceThings(
  of: Readonly<{
    marketId: bigint
    kind: ShownThing['kind']
    before: ShownPrice | null
    after: (ShownPrice & Readonly<{ fromMs: number | null }>) | null
  }>,
  markets: Markets,
): ShownThing[] {
  const market = markets.get(of.marketId)
  const { before, after, kind } = of
  const place = { market: market?.code ?? null, kind, validFrom: after?.fromMs ?? null }
  const [volumesBefore, volumesAfter] = [volumeText(before), volumeText(after)]
  return [
    {
      ...place,
      field: 'price',
      currency: market?.currency ?? null,
      before: before?.minor.toString() ?? null,
      after: after?.minor.toString() ?? null,
    },
    ...(volumesBefore === volumesAfter
      ? []
      : [
          { ...place, field: 'volumes', currency: null, before: volumesBefore, after: volumesAfter } as const,
        ]),
  ]
}

const VOLUME_PLACES = 6

function volumeText(price: ShownPrice | null): string | null {
  const volumes = Object.entries(price?.volumes ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1))
  if (volumes.length === 0) return null
  return volumes.map(([name, micro]) => `${name} ${formatShort(micro, VOLUME_PLACES)}`).join(', ')
}

function fieldText(
  field: Exclude<keyof ProductFields, 'texts'>,
  value: ProductFields[typeof field] | undefined,
): string | null {
  if (value === undefined) return null
  // Pages put limits into words.
  if (field === 'limits') return JSON.stringify(value)
  if (typeof value === 'string') return value
  if (typeof value === 'number') return value.toString()
  if (isNames(value)) return value.join(', ')
  return isList(value) ? value.map(optionText).join(' · ') : null
}

const TEXT_SHOWN = 200

/** The texts that differ from others, by language: a name alone, or which text it is. */
function changedTexts(mine: Texts<ProductText> = {}, others: Texts<ProductText> = {}): string | null {
  const told = Object.entries(mine).flatMap(([language, text]) =>
    (['name', 'summary', 'description'] as const).flatMap((part) => {
      const value = text[part]
      if (value === '' || value === others[language]?.[part]) return []
      const shown = value.length > TEXT_SHOWN ? `${value.slice(0, TEXT_SHOWN)}…` : value
      return [part === 'name' ? `${language}: ${shown}` : `${language}, ${part}: ${shown}`]
    }),
  )
  return told.length === 0 ? null : told.join(' · ')
}

function isNames(value: object): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isList(value: object): value is readonly ProductOption[] {
  return Array.isArray(value)
}

function optionText({ texts, values }: ProductOption): string {
  return `${textIn(texts).name}: ${values.map((value) => textIn(value.texts).name).join(', ')}`
}

/** Names of those who changed goods, by their accounts. */
export async function accountNames(
  tx: Tx,
  ids: readonly (bigint | null)[],
): Promise<ReadonlyMap<bigint, string>> {
  const names = new Map<bigint, string>()
  for (const id of new Set(ids)) {
    if (id === null) continue
    // Few people keep a catalogue, and a page has few rows.
    // oxlint-disable-next-line no-await-in-loop
    const account = await accountById(tx, id)
    if (account) names.set(id, account.name)
  }
  return names
}

export function nameIn(names: ReadonlyMap<bigint, string>, id: bigint | null): string | null {
  return id === null ? null : (names.get(id) ?? null)
}
