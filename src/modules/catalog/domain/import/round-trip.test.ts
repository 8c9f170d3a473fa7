import { buffer } from 'node:stream/consumers'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCsvSheet, writeCsvSheet } from '#platform/sheets/csv-sheet.ts'
import type { Sheet } from '#platform/sheets/sheet.ts'
import { readXlsx, writeXlsx } from '#platform/sheets/xlsx-sheets.ts'
import { PRICE_KINDS, PRODUCT_STATES, type Price } from '../price-book.ts'
import type { ChangedProduct } from '../product-change.ts'
import { tidyTags, type ProductFields } from '../product-fields.ts'
import { categoryCells, categoryHeader, type CategoryFields } from './category-sheet.ts'
import { goodsCells, goodsHeader, type SheetPart } from './goods-sheet.ts'
import {
  planImport,
  sheetNameOf,
  type ImportGround,
  type ImportSheet,
  type PlannedImportRow,
  type SheetName,
} from './plan-import.ts'
import { priceCells, priceHeader, type SheetMarket } from './price-sheet.ts'

const RUNS = process.env['OPENFIELD_TEST_LONG'] === '1' ? 1_000 : 25
const LANGUAGES = ['en', 'pt-BR']
const VOLUMES = ['PV', '=odd, name']
const NOW_MS = 1_000_000
const NONE = new Map<string, never>()
const UNPRINTED = { campaigns: NONE, positions: NONE, taken: NONE }
const MARKETS: ReadonlyMap<string, SheetMarket> = new Map(
  [
    { id: 1n, code: 'DE', currency: 'EUR', timeZone: 'Europe/Berlin', mayPrice: true },
    { id: 2n, code: 'JP', currency: 'JPY', timeZone: 'Asia/Tokyo', mayPrice: true },
    { id: 3n, code: 'KW', currency: 'KWD', timeZone: 'Asia/Kuwait', mayPrice: true },
  ].map((market) => [market.code, market]),
)

/** Words that parsers and spreadsheets stumble over. */
const words = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '=1+1',
    "'=1",
    '-12.50',
    'a,b',
    'a;"b"',
    'a\nb',
    'a\r\nb',
    ' x ',
    '00012',
    '1e5',
    '_x000D_',
    '\tx',
  ),
)
const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null })
const text = fc.record({
  name: words.filter((name) => name !== ''),
  summary: words,
  description: words,
})
const fields: fc.Arbitrary<ProductFields> = fc.record({
  state: fc.constantFrom(...PRODUCT_STATES),
  category: fc.constantFrom('home', 'beauty'),
  art: fc.constantFrom('soap', 'jar-1'),
  taxClass: fc.constantFrom('standard', 'reduced'),
  weightGrams: fc.integer({ min: 0, max: 1_000_000 }),
  tags: fc.uniqueArray(fc.constantFrom('winter', 'new', '2026'), { maxLength: 3 }).map(tidyTags),
  texts: fc.oneof(
    fc.record({ en: text }),
    fc.record({ en: text, 'pt-BR': text }),
    fc.record({ 'pt-BR': text }),
  ),
  limits: fc.record({
    perOrder: orNull(fc.integer({ min: 1, max: 9999 })),
    perBuyer: orNull(
      fc.record({ most: fc.integer({ min: 1, max: 9999 }), days: fc.integer({ min: 1, max: 3660 }) }),
    ),
    minAge: orNull(fc.integer({ min: 1, max: 99 })),
    countries: fc.array(fc.constantFrom('IE', 'NO'), { maxLength: 3 }),
  }),
})
const price = fc.record({
  marketId: fc.constantFrom(1n, 2n, 3n),
  kind: fc.constantFrom(...PRICE_KINDS),
  minor: fc.bigInt({ min: 0n, max: 10n ** 15n }),
  volumes: fc.dictionary(fc.constantFrom(...VOLUMES), fc.bigInt({ min: -(10n ** 12n), max: 10n ** 18n })),
})
const prices = fc
  .uniqueArray(price, { maxLength: 4, selector: ({ marketId, kind }) => `${marketId} ${kind}` })
  .chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.array(fc.tuple(fc.integer({ min: 0, max: NOW_MS }), fc.boolean()), { minLength: 4, maxLength: 4 }),
    ),
  )
  .map(([all, times]) =>
    all.flatMap((one, n): (Price & { marketId: bigint })[] => {
      const [fromMs, isPlanned] = times[n] ?? [0, false]
      const next = NOW_MS + 60_000
      const held = { ...one, fromMs, untilMs: isPlanned ? next : null }
      return isPlanned ? [held, { ...one, minor: one.minor / 2n, fromMs: next, untilMs: null }] : [held]
    }),
  )
const catalogue = fc.array(fc.tuple(fields, prices), { minLength: 1, maxLength: 5 }).map((all) =>
  all.map(([some, own], n): ChangedProduct => ({
    id: BigInt(n),
    code: `10${n}`,
    fields: some,
    prices: own,
  })),
)

function groundOf(
  products: readonly ChangedProduct[],
  kits: ReadonlyMap<string, readonly SheetPart[]>,
): ImportGround {
  return {
    nowMs: NOW_MS,
    mayEdit: true,
    categories: new Map(),
    artOfCategory: new Map([
      ['home', 'soap'],
      ['beauty', 'jar'],
    ]),
    taxClasses: new Set(['standard', 'reduced']),
    ...UNPRINTED,
    printed: new Set(),
    families: new Set(),
    markets: MARKETS,
    products: new Map(products.map((product) => [product.code, product])),
    kits,
  }
}

/** The first product is made of the last, where there are two. */
function kitsOf(products: readonly ChangedProduct[]): ReadonlyMap<string, readonly SheetPart[]> {
  const [first, last] = [products[0], products.at(-1)]
  return first && last && first !== last
    ? new Map([[first.code, [{ product: last.code, quantity: 2 }]]])
    : new Map()
}

function sheetsOf(products: readonly ChangedProduct[], kits: ReadonlyMap<string, readonly SheetPart[]>) {
  const byId = new Map([...MARKETS.values()].map((market) => [market.id, market]))
  const goods = products.map((one) => goodsCells({ ...one, parts: kits.get(one.code) ?? [] }, LANGUAGES))
  const priced = products.flatMap(({ code, prices: own }) =>
    own.flatMap((one) => {
      const market = byId.get(one.marketId)
      return market ? [priceCells({ product: code, market, price: one }, VOLUMES)] : []
    }),
  )
  return [
    { name: 'goods', header: goodsHeader(LANGUAGES), cells: goods },
    { name: 'prices', header: priceHeader(VOLUMES), cells: priced },
  ] as const
}
type Written = Readonly<{
  name: SheetName
  header: readonly string[]
  cells: readonly (readonly string[])[]
}>

async function throughCsv({ header, cells }: Written): Promise<readonly Sheet[]> {
  const pieces: string[] = []
  const rows = (async function* () {
    yield cells
  })()
  for await (const piece of writeCsvSheet({ header, rows })) pieces.push(piece)
  const read = readCsvSheet(new TextEncoder().encode(pieces.join('')), { rowsMost: 1_000 })
  return read.ok ? read.sheets : []
}

const category = fc.record({
  position: fc.integer({ min: 0, max: 100_000 }),
  art: fc.constantFrom('soap', 'jar-1'),
  texts: fc
    .tuple(words, words)
    .map(([en, br]) => ({
      ...(en.trim() === '' ? {} : { en: { name: en } }),
      ...(br.trim() === '' ? {} : { 'pt-BR': { name: br } }),
    }))
    .filter((texts) => Object.keys(texts).length > 0),
  /** The place of the category that it lies in, among those before it. */
  within: fc.option(fc.nat(4), { nil: undefined }),
})
const tree = fc
  .array(category, { minLength: 1, maxLength: 6 })
  .map(
    (all) =>
      new Map(
        all.map(({ within, ...own }, n) => [
          `c-${n}`,
          { ...own, parent: within === undefined || n === 0 ? null : `c-${within % n}` },
        ]),
      ),
  )

function categorySheet(categories: ReadonlyMap<string, CategoryFields>): Written {
  const cells = [...categories].map(([code, own]) => categoryCells({ code, ...own }, LANGUAGES))
  return { name: 'categories', header: categoryHeader(LANGUAGES), cells }
}

function named(sheets: readonly Sheet[]): readonly ImportSheet[] {
  return sheets.flatMap((sheet) => {
    const name = sheetNameOf(sheet.header)
    return name ? [{ ...sheet, name }] : []
  })
}

test('an export that is imported again as CSV changes nothing, whatever the goods', async () => {
  await fc.assert(
    fc.asyncProperty(catalogue, async (products) => {
      const kits = kitsOf(products)
      const written = sheetsOf(products, kits)
      const read = await Promise.all(written.map(throughCsv))
      const plan = planImport(named(read.flat()), groundOf(products, kits))
      expect(plan.filter(({ outcome }) => outcome !== 'same')).toEqual([])
      expect(plan).toHaveLength(written[0].cells.length + written[1].cells.length)
    }),
    { numRuns: RUNS },
  )
})

test('an export that is imported again as XLSX changes nothing, whatever the goods', async () => {
  await fc.assert(
    fc.asyncProperty(catalogue, async (products) => {
      const kits = kitsOf(products)
      const written = sheetsOf(products, kits)
      const bytes = await buffer(
        writeXlsx(
          written.map(({ name, header, cells }) => ({
            name,
            header,
            rows: (async function* () {
              yield cells
            })(),
          })),
        ),
      )
      const read = await readXlsx(bytes, { rowsMost: 1_000 })
      const plan = planImport(named(read.ok ? read.sheets : []), groundOf(products, kits))
      expect(plan.filter(({ outcome }) => outcome !== 'same')).toEqual([])
      expect(plan).toHaveLength(written[0].cells.length + written[1].cells.length)
    }),
    { numRuns: Math.ceil(RUNS / 5) },
  )
})

test('an export of other goods makes these into those, and a second import changes nothing more', () => {
  fc.assert(
    fc.property(catalogue, catalogue, (now, wished) => {
      const sheets = named(
        sheetsOf(wished, new Map())
          .slice(0, 1)
          .map(({ header, cells }) => ({
            header,
            rows: cells.map((row, at) => ({ row: at + 2, cells: row, odd: [] })),
          })),
      )
      const ground = groundOf(now, new Map())
      const plan = planImport(sheets, ground)
      const after = new Map(now.map((product) => [product.code, product]))
      for (const { items, code } of plan)
        for (const item of items) {
          const before = after.get(code) ?? { id: 0n, code, prices: [] }
          if (item.is === 'create') after.set(code, { ...before, fields: item.fields })
          if (item.is === 'fields' && 'fields' in before)
            after.set(code, { ...before, fields: { ...before.fields, ...defined(item.diff.after) } })
        }
      const rejected = plan.filter(({ outcome }) => outcome === 'rejected')
      // Nothing of these goods is wrong but that what was on sale should become a draft again.
      expect(rejected.every(({ problems }) => problems.map(({ column }) => column).join() === 'state')).toBe(
        true,
      )
      const kept = new Set(rejected.map(({ code }) => code))
      const taken = wished.filter(({ code }) => !kept.has(code))
      expect(taken.map(({ code }) => after.get(code)?.fields)).toEqual(taken.map(({ fields: some }) => some))
      const again = planImport(sheets, { ...ground, products: after })
      expect(again.map(({ outcome }) => outcome === 'same')).toEqual(
        plan.map(({ outcome }) => outcome !== 'rejected'),
      )
    }),
    { numRuns: RUNS },
  )
})

test('an export of categories that is imported again changes nothing, and that of others makes these into those in any order', async () => {
  await fc.assert(
    fc.asyncProperty(tree, tree, fc.integer(), async (now, wished, turn) => {
      const sheets = named(await throughCsv(categorySheet(wished)))
      const turned = sheets.map((sheet) => ({
        ...sheet,
        rows: [
          ...sheet.rows.slice(turn % sheet.rows.length),
          ...sheet.rows.slice(0, turn % sheet.rows.length),
        ],
      }))
      const over = (categories: ReadonlyMap<string, CategoryFields>) =>
        planImport(turned, { ...groundOf([], new Map()), categories })
      expect(over(wished).map(({ outcome }) => outcome)).toEqual([...wished].map(() => 'same'))
      const after = new Map<string, CategoryFields>(now)
      for (const { items } of over(now))
        for (const item of items) if (item.is === 'category') after.set(item.code, item.after)
      for (const [code, own] of wished) {
        // What is not named stays as it is, and so do languages without a column.
        expect({ code, ...after.get(code) }).toEqual({ code, ...own })
      }
    }),
    { numRuns: RUNS },
  )
})

function defined<T extends object>(some: T): { [K in keyof T]: Exclude<T[K], undefined> }
function defined(some: object): object {
  return Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined))
}

const soap: ChangedProduct = {
  id: 1n,
  code: '100',
  fields: {
    state: 'active',
    category: 'home',
    art: 'soap',
    taxClass: 'standard',
    weightGrams: 100,
    tags: ['winter'],
    texts: { en: { name: 'Soap', summary: 'Clean.', description: '' } },
    limits: { perOrder: null, perBuyer: null, minAge: null, countries: [] },
  },
  prices: [
    { marketId: 1n, kind: 'retail', minor: 1000n, volumes: { PV: 5_000_000n }, fromMs: 0, untilMs: null },
  ],
}

function planned(header: string, ...rows: readonly string[]): readonly PlannedImportRow[] {
  const columns = header.split('|')
  const sheet = {
    header: columns,
    rows: rows.map((row, at) => ({ row: at + 2, cells: row.split('|'), odd: [] })),
  }
  return planImport(named([sheet]), groundOf([soap, { ...soap, id: 2n, code: '101' }], new Map()))
}

function told(rows: readonly PlannedImportRow[]) {
  return rows.map(({ outcome, problems }) => [outcome, ...problems.map(({ column }) => column)])
}

test('columns that a file leaves out stay, empty cells empty what may be empty, and the rest is rejected with its column', () => {
  expect(planned('code|weight_g', '100|120')[0]?.items).toEqual([
    { is: 'fields', code: '100', diff: { before: { weightGrams: 100 }, after: { weightGrams: 120 } } },
  ])
  const rows = planned(
    'code|category|state|weight_g|tags|most_per_buyer|within_days|parts|name:en|name:de',
    '100|home|active|100|||||Soap|',
    '100|home|active|100|||||Soap|',
    '101|nowhere|draft|1.5|Ä|3||100 x 0|Soap|',
    '102|home||5|new|||100 x 2, 101|Set|Satz',
    '103|home||5||||102|Set|',
    'abc|home|active|5|||||Soap|',
  )
  expect(told(rows)).toEqual([
    ['changed'],
    ['rejected', 'code'],
    ['rejected', 'category', 'weight_g', 'state', 'tags', 'within_days', 'parts'],
    ['rejected', 'tax_class'],
    ['rejected', 'tax_class'],
    ['rejected', 'code', 'tax_class'],
  ])
  const kits = planned(
    'code|category|tax_class|weight_g|parts|name:en',
    '102|home|standard|5|100 x 2, 101|Set',
    '103|home|standard|5|102|Set of sets',
    '101|home|standard|100|100|Soap',
  )
  expect(told(kits)).toEqual([['new'], ['rejected', 'parts'], ['rejected', 'parts']])
  expect(kits[0]?.items.map(({ is }) => is)).toEqual(['create', 'parts'])
})

test('a category is rejected where it lies in nothing, in itself or in what is rejected, and the goods of it with it', () => {
  const sheets = ['category|parent|position|art|name:en', 'code|category|tax_class|weight_g|name:en'].map(
    (header, at) => ({
      header: header.split('|'),
      rows: (
        [
          [
            'leaves|plants|||Leaves',
            'plants||4||Plants',
            'home|leaves|||Home',
            'one|other|||One',
            'other|one|||Other',
            'in-one|one|||In one',
            'lost|nowhere|||Lost',
            'plants||||Plants',
            'No|||A b|',
          ],
          ['900|leaves|standard|5|Leaf', '901|lost|standard|5|Lost'],
        ][at] ?? []
      ).map((row, n) => ({ row: n + 2, cells: row.split('|'), odd: [] })),
    }),
  )
  const home = { parent: null, position: 3, art: 'soap', texts: { en: { name: 'Home' } } }
  const ground = { ...groundOf([], new Map()), categories: new Map([['home', home]]) }
  const rows = planImport(named(sheets), ground)
  expect(told(rows)).toEqual([
    ['new'],
    ['new'],
    ['changed'],
    ['rejected', 'parent'],
    ['rejected', 'parent'],
    ['rejected', 'parent'],
    ['rejected', 'parent'],
    ['rejected', 'category'],
    ['rejected', 'category', 'art', 'name:en'],
    ['new'],
    ['rejected', 'category'],
  ])
  expect(rows[0]?.items).toEqual([
    {
      is: 'category',
      code: 'leaves',
      before: null,
      after: { parent: 'plants', position: 4, art: 'leaves', texts: { en: { name: 'Leaves' } } },
    },
  ])
  expect(told(planImport(named(sheets.slice(0, 1)), { ...ground, mayEdit: false }))[0]).toEqual([
    'rejected',
    'category',
  ])
})

test('a price row begins a new price now or later; what was charged and what is planned stands', () => {
  const later = new Date(NOW_MS + 60_000).toISOString()
  const past = new Date(0).toISOString()
  const rows = planned(
    'product|market|currency|kind|price|from|volume:PV',
    `100|DE|EUR|retail|10.00|${past}|5`,
    `100|DE|EUR|retail|11.00|${past}|5`,
    '100|DE|EUR|retail|10|| 5.0',
    `100|DE|EUR|retail|13|${new Date(1000).toISOString()}|5`,
    `100|DE|EUR|retail|11|${later}|`,
    `100|DE|EUR|retail|12||5`,
    `100|JP|JPY|retail|12.5||`,
    `100|JP|EUR|retail|12||`,
    `999|JP|JPY|retail|12||x`,
    `101|XX|JPY|retail|12||`,
    '100|JP|JPY|preferred|1200||',
  )
  expect(told(rows)).toEqual([
    ['same'],
    ['rejected', 'from'],
    ['same'],
    ['rejected', 'from'],
    ['changed'],
    ['rejected', 'from'],
    ['rejected', 'price'],
    ['rejected', 'currency'],
    ['rejected', 'product', 'volume:PV'],
    ['rejected', 'market'],
    ['new'],
  ])
  expect(rows[4]?.items).toMatchObject([{ minor: 1100n, volumes: {}, fromMs: NOW_MS + 60_000 }])
  const kept = planned('product|market|kind|price', '100|DE|retail|12')
  expect(kept[0]?.items).toMatchObject([{ minor: 1200n, volumes: { PV: 5_000_000n }, fromMs: null }])
})
