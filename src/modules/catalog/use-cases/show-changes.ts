import { accountById } from '#modules/identity/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { textIn, type GoodsMarket, type PriceKind } from '../domain/price-book.ts'
import type { ProductOption } from '../domain/variants.ts'
import { PRODUCT_FIELDS, type FieldDiff, type ProductFields } from '../domain/product-fields.ts'
import { historyOf, listChanges, type ChangeItem } from '../store/changes.ts'
import { UNDONE_KINDS } from './undo-change.ts'

const HISTORY_MAX = 100

/** One thing that changed, as text before and after; money in minor units of its currency. */
export type ShownThing = Readonly<{
  field: keyof ProductFields | 'price'
  market: string | null
  kind: PriceKind | null
  currency: string | null
  before: string | null
  after: string | null
  validFrom: number | null
}>

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
    rows: rows.map(({ id, at, accountId, kind, products, undoneBy }) => ({
      change: id,
      at: at.getTime(),
      by: nameIn(names, accountId),
      kind,
      products: Number(products),
      undone: undoneBy !== null,
      undoable: UNDONE_KINDS.has(kind),
    })),
  }
}

/** What of a product an item changed, each as text before and after. */
export function thingsOf(item: ChangeItem, markets: Markets): ShownThing[] {
  return item.is === 'fields' ? fieldThings(item) : [priceThing(item, markets)]
}

/** Fields before and after as text. */
export function fieldThings({ before, after }: FieldDiff): ShownThing[] {
  return PRODUCT_FIELDS.filter((field) => after[field] !== undefined).map((field) => ({
    field,
    market: null,
    kind: null,
    currency: null,
    before: fieldText(field, before[field]),
    after: fieldText(field, after[field]),
    validFrom: null,
  }))
}

function priceThing(item: Extract<ChangeItem, { is: 'price' }>, markets: Markets): ShownThing {
  const market = markets.get(item.marketId)
  return {
    field: 'price',
    market: market?.code ?? null,
    kind: item.kind,
    currency: market?.currency ?? null,
    before: item.before?.minor.toString() ?? null,
    after: item.after?.minor.toString() ?? null,
    validFrom: item.after?.fromMs ?? null,
  }
}

function fieldText(
  field: keyof ProductFields,
  value: ProductFields[typeof field] | undefined,
): string | null {
  if (value === undefined) return null
  // Pages put limits into words.
  if (field === 'limits') return JSON.stringify(value)
  if (typeof value === 'string') return value
  if (typeof value === 'number') return value.toString()
  if (isNames(value)) return value.join(', ')
  if (isList(value)) return value.map(optionText).join(' · ')
  return Object.entries(value)
    .map(([language, text]) => `${language}: ${text.name}`)
    .join(' · ')
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

async function accountNames(tx: Tx, ids: readonly (bigint | null)[]): Promise<ReadonlyMap<bigint, string>> {
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

function nameIn(names: ReadonlyMap<bigint, string>, id: bigint | null): string | null {
  return id === null ? null : (names.get(id) ?? null)
}
