import { type ProductLimits } from '../limits.ts'
import { PRODUCT_STATES, type ProductState, type ProductText, type Texts } from '../price-book.ts'
import { tidyTags, type ProductFields, type SomeFields } from '../product-fields.ts'
import type { RowCells } from './row-cells.ts'

/** A part of a kit as a file names it. */
export type SheetPart = Readonly<{ product: string; quantity: number }>

const FIELD_COLUMNS = [
  'code',
  'category',
  'state',
  'art',
  'tax_class',
  'weight_g',
  'tags',
  'most_per_order',
  'most_per_buyer',
  'within_days',
  'min_age',
  'countries',
  'parts',
] as const
const TEXT_PARTS = ['name', 'summary', 'description'] as const
const TEXT_COLUMN = /^(name|summary|description):([a-z]{2}(?:-[A-Z]{2})?)$/
const TEXT_MOST = { name: 200, summary: 500, description: 20_000 } as const
const PARTS_MOST = 50
const TAGS_MOST = 20

/** The header of the sheet of goods, with columns for the texts of each language. */
export function goodsHeader(languages: readonly string[]): readonly string[] {
  return [
    ...FIELD_COLUMNS,
    ...languages.flatMap((language) => TEXT_PARTS.map((part) => `${part}:${language}`)),
  ]
}

export function isGoodsColumn(name: string): boolean {
  return FIELD_COLUMNS.some((column) => column === name) || TEXT_COLUMN.test(name)
}

export const GOODS_COLUMNS_EXPECTED = `${FIELD_COLUMNS.join(', ')}, or texts such as name:en, summary:en, description:en`

/** A product as a row of that sheet. */
export function goodsCells(
  product: Readonly<{ code: string; fields: ProductFields; parts: readonly SheetPart[] }>,
  languages: readonly string[],
): readonly string[] {
  const { state, category, art, taxClass, weightGrams, tags, limits, texts } = product.fields
  const count = (value: number | null | undefined): string => value?.toString() ?? ''
  return [
    product.code,
    category,
    state,
    art,
    taxClass,
    String(weightGrams),
    tags.join(', '),
    count(limits.perOrder),
    count(limits.perBuyer?.most),
    count(limits.perBuyer?.days),
    count(limits.minAge),
    limits.countries.join(', '),
    partsText(product.parts),
    ...languages.flatMap((language) => TEXT_PARTS.map((part) => texts[language]?.[part] ?? '')),
  ]
}

/** Parts as people read them: `100018 x 2, 100023 x 1`. */
export function partsText(parts: readonly SheetPart[]): string {
  return parts.map(({ product, quantity }) => `${product} x ${quantity}`).join(', ')
}

/** What goods may be given, as the catalogue knows it. */
export type GoodsChoices = Readonly<{
  artOfCategory: ReadonlyMap<string, string>
  taxClasses: ReadonlySet<string>
}>

/** What a row says of a product; what it has no column for is left out. */
export type GoodsWish = Readonly<{ fields: SomeFields; parts: readonly SheetPart[] | undefined }>

/** Reads what a row wants of a product, over what that is now; `undefined` is a product that is not there yet. */
export function readGoods(cells: RowCells, now: ProductFields | undefined, choices: GoodsChoices): GoodsWish {
  const category = cells.fitting(
    'category',
    (text) => choices.artOfCategory.has(text),
    `a category: ${[...choices.artOfCategory.keys()].join(', ')}`,
  )
  const taxClass = cells.fitting(
    'tax_class',
    // Where nothing is taxed yet, the first goods bring their classes.
    (text) => choices.taxClasses.has(text) || (choices.taxClasses.size === 0 && /^[a-z_]{1,30}$/.test(text)),
    `a tax class: ${[...choices.taxClasses].join(', ')}`,
  )
  const art = cells.fitting(
    'art',
    (text) => /^[a-z0-9-]{1,40}$/.test(text),
    'small letters, digits and hyphens',
  )
  const weight = cells.whole('weight_g', [0, 1_000_000], 'a weight in whole grams, at most 1000000')
  const weightGrams =
    weight === null ? cells.problem('weight_g', 'a weight in whole grams, at most 1000000') : weight
  const fields = {
    category,
    state: readState(cells, now),
    art,
    taxClass,
    weightGrams,
    tags: readTags(cells, now),
    limits: readLimits(cells, now),
    texts: readTexts(cells, now?.texts ?? {}),
  }
  return { fields, parts: readParts(cells) }
}

function readState(cells: RowCells, now: ProductFields | undefined): ProductState | undefined {
  const text = cells.text('state')
  if (text === undefined || (text === '' && now === undefined)) return undefined
  const state = PRODUCT_STATES.find((one) => one === text)
  if (state === undefined) return cells.problem('state', PRODUCT_STATES.join(', '))
  if (state === 'draft' && now !== undefined && now.state !== 'draft')
    return cells.problem('state', 'active or withdrawn: what was on sale cannot become a draft again')
  return state
}

function readTags(cells: RowCells, now: ProductFields | undefined): readonly string[] | undefined {
  const text = cells.text('tags')
  if (text === undefined) return undefined
  const tags = tidyTags(listOf(text))
  if (tags.length > TAGS_MOST || tags.some((tag) => !/^[a-z0-9-]{1,40}$/.test(tag)))
    return cells.problem(
      'tags',
      `at most ${TAGS_MOST} tags of small letters, digits and hyphens, with commas between`,
    )
  // In whichever order they lie there: the same tags are no change.
  return now && tidyTags(now.tags).join() === tags.join() ? now.tags : tags
}

const COUNT = 'a whole number from 1 to 9999, or nothing'

function readLimits(cells: RowCells, now: ProductFields | undefined): ProductLimits | undefined {
  const perOrder = cells.whole('most_per_order', [1, 9999], COUNT)
  const most = cells.whole('most_per_buyer', [1, 9999], COUNT)
  const days = cells.whole('within_days', [1, 3660], 'whole days from 1 to 3660, or nothing')
  const minAge = cells.whole('min_age', [1, 99], 'an age from 1 to 99, or nothing')
  const countries = readCountries(cells)
  const told = [perOrder, most, days, minAge, countries]
  if (told.every((one) => one === undefined)) return undefined
  const before = now?.limits
  const buyerMost = most === undefined ? (before?.perBuyer?.most ?? null) : most
  const buyerDays = days === undefined ? (before?.perBuyer?.days ?? null) : days
  if ((buyerMost === null) !== (buyerDays === null))
    return cells.problem(
      buyerMost === null ? 'most_per_buyer' : 'within_days',
      'both pieces for one buyer and their days, or neither',
    )
  return {
    perOrder: perOrder === undefined ? (before?.perOrder ?? null) : perOrder,
    perBuyer: buyerMost === null || buyerDays === null ? null : { most: buyerMost, days: buyerDays },
    minAge: minAge === undefined ? (before?.minAge ?? null) : minAge,
    countries: countries ?? before?.countries ?? [],
  }
}

function readCountries(cells: RowCells): readonly string[] | undefined {
  const text = cells.text('countries')
  if (text === undefined) return undefined
  const countries = listOf(text)
  if (countries.length <= 250 && countries.every((country) => /^[A-Z]{2}$/.test(country))) return countries
  return cells.problem('countries', 'countries by two letters each, such as IE, GB, or nothing')
}

/** A language whose cells are all empty has no texts; one that the file has no columns for stays. */
function readTexts(cells: RowCells, now: Texts<ProductText>): Texts<ProductText> | undefined {
  const texts: Record<string, ProductText> = { ...now }
  const languages = new Set(cells.columns.flatMap((column) => TEXT_COLUMN.exec(column)?.[2] ?? []))
  if (languages.size === 0) return undefined
  for (const language of languages) {
    const before = now[language] ?? { name: '', summary: '', description: '' }
    const [name, summary, description] = TEXT_PARTS.map((part) => {
      const column = `${part}:${language}`
      const text = cells.raw(column) ?? before[part]
      if (text.length > TEXT_MOST[part]) cells.problem(column, `at most ${TEXT_MOST[part]} letters`)
      return text
    })
    const text = { name: name ?? '', summary: summary ?? '', description: description ?? '' }
    if (text.name !== '') texts[language] = text
    else if (text.summary === '' && text.description === '') delete texts[language]
    else cells.problem(`name:${language}`, 'a name in this language, or no text in it at all')
  }
  if (Object.keys(texts).length === 0)
    return cells.problem(`name:${[...languages][0] ?? ''}`, 'a name in at least one language')
  return texts
}

function readParts(cells: RowCells): readonly SheetPart[] | undefined {
  const text = cells.text('parts')
  if (text === undefined) return undefined
  const expected = `at most ${PARTS_MOST} different products with their pieces, such as 100018 x 2, 100023 x 1, or nothing`
  if (text === '') return []
  const parts = text.split(',').map((part) => {
    const match = /^(\d{2,12})(?:\s*[x×*]\s*(\d{1,3}))?$/.exec(part.trim())
    return match?.[1] === undefined ? undefined : { product: match[1], quantity: Number(match[2] ?? 1) }
  })
  const known = parts.flatMap((part) => (part !== undefined && part.quantity >= 1 ? [part] : []))
  const codes = new Set(known.map(({ product }) => product))
  if (known.length < parts.length || codes.size < known.length || known.length > PARTS_MOST)
    return cells.problem('parts', expected)
  return known.toSorted((one, other) => (one.product < other.product ? -1 : 1))
}

function listOf(text: string): readonly string[] {
  return text.split(/[,\s]+/).filter((one) => one !== '')
}
