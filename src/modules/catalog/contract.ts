import { z } from 'zod'
import { endpoint, fileBytes, instant, integer, money, pageOf, pageQuery, volume } from '#shared/contract.ts'

/** The number of a product with its check digit, as printed in the catalogue. */
export const productCode = z.string().regex(/^\d{2,12}$/)
const categoryCode = z.string().regex(/^[a-z0-9-]{1,40}$/)
const marketCode = z.string().regex(/^[A-Z0-9-]{2,12}$/)
const language = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/)

/** Whose price it is: the kind of the buyer. */
export const priceKind = z.enum(['retail', 'preferred', 'distributor'])

/** Volumes by name: `{ "PV": "12500000" }` is 12.5 PV. */
export const namedVolumes = z.record(z.string(), volume)

export const category = z.object({
  code: categoryCode,
  name: z.string(),
  /** Which drawing stands for it. */
  art: z.string(),
  products: z.int(),
})

export const productCard = z.object({
  code: productCode,
  name: z.string(),
  summary: z.string(),
  category: categoryCode,
  art: z.string(),
  price: money,
})

const priceOfKind = z.object({ kind: priceKind, price: money, volumes: namedVolumes })

const candle = {
  code: '100018',
  name: 'Cedar candle',
  summary: 'Burns for forty hours.',
  category: 'home',
  art: 'candle-1',
  price: { minor: '2400', currency: 'EUR' },
}
const homeCategory = { code: 'home', name: 'Home', art: 'candle', products: 12 }
const candlePrices = [
  { kind: 'retail' as const, price: { minor: '2400', currency: 'EUR' }, volumes: { PV: '12000000' } },
  { kind: 'distributor' as const, price: { minor: '1800', currency: 'EUR' }, volumes: { PV: '12000000' } },
]

export const shopCategories = endpoint({
  method: 'GET',
  path: '/shop/categories',
  query: z.object({ market: marketCode, language: language.optional() }),
  response: z.object({ categories: z.array(category) }),
  example: { query: { market: 'DE' }, response: { categories: [homeCategory] } },
})

/** Sorts: `name` (when nothing is said), `price`, `-price`, `new`. */
export const shopProducts = endpoint({
  method: 'GET',
  path: '/shop/products',
  query: pageQuery.extend({
    market: marketCode,
    language: language.optional(),
    category: categoryCode.optional(),
  }),
  response: pageOf(productCard),
  example: { query: { market: 'DE', category: 'home' }, response: { rows: [candle], total: 1 } },
})

export const shopProduct = endpoint({
  method: 'GET',
  path: '/shop/products/:code',
  params: z.object({ code: productCode }),
  query: z.object({ market: marketCode, language: language.optional() }),
  response: productCard.extend({
    description: z.string(),
    categoryName: z.string(),
    weightGrams: z.int(),
    /** What lies in a kit; empty for what is no kit. */
    parts: z.array(z.object({ name: z.string(), quantity: z.int() })),
    related: z.array(productCard),
  }),
  example: {
    params: { code: '100018' },
    query: { market: 'DE' },
    response: {
      ...candle,
      description: 'Poured by hand from rapeseed wax.',
      categoryName: 'Home',
      weightGrams: 420,
      parts: [],
      related: [],
    },
  },
})

/** What a distributor sees while ordering: each kind's price and volumes in the distributor's market. */
export const officeProducts = endpoint({
  method: 'GET',
  path: '/office/products',
  query: pageQuery.extend({ category: categoryCode.optional(), language: language.optional() }),
  response: pageOf(productCard.omit({ price: true }).extend({ prices: z.array(priceOfKind) })),
  example: {
    query: { search: 'cedar' },
    response: {
      rows: [
        {
          code: candle.code,
          name: candle.name,
          summary: candle.summary,
          category: candle.category,
          art: candle.art,
          prices: candlePrices,
        },
      ],
      total: 1,
    },
  },
})

export const productState = z.enum(['draft', 'active', 'withdrawn'])
const art = z.string().regex(/^[a-z0-9-]{1,40}$/)
const taxClass = z.string().regex(/^[a-z_]{1,30}$/)
const weightGrams = z.int().min(0).max(1_000_000)
const tag = z.string().regex(/^[a-z0-9-]{1,40}$/)
const tags = z.array(tag).max(20)
const text = z.object({
  name: z.string().min(1).max(200),
  summary: z.string().max(500),
  description: z.string().max(20_000),
})
const texts = z.record(language, text)

/** How much of it who may buy: nulls are no limit, and no countries are all. */
const limits = z.object({
  perOrder: z.int().min(1).max(9999).nullable(),
  perBuyer: z.object({ most: z.int().min(1).max(9999), days: z.int().min(1).max(3660) }).nullable(),
  minAge: z.int().min(1).max(99).nullable(),
  countries: z.array(z.string().regex(/^[A-Z]{2}$/)).max(250),
})
const limitsExample = { perOrder: 6, perBuyer: { most: 12, days: 30 }, minAge: null, countries: ['DE', 'AT'] }

/** What narrows the staff's list; `price=missing` finds what has no retail price, in the market where one is named. */
const productFilter = {
  search: z.string().max(100).optional(),
  category: categoryCode.optional(),
  state: productState.optional(),
  market: marketCode.optional(),
  taxClass: taxClass.optional(),
  tag: tag.optional(),
  price: z.enum(['missing']).optional(),
}

/** The staff's list. Sorts: `code`, `name`, `category`, `state`, `taxClass`, `weight`, each with a `-` before it. */
export const listProducts = endpoint({
  method: 'GET',
  path: '/products',
  query: pageQuery.extend(productFilter),
  response: pageOf(
    z.object({
      code: productCode,
      name: z.string(),
      category: categoryCode,
      art: z.string(),
      state: productState,
      taxClass: z.string(),
      weightGrams: z.int(),
      tags: z.array(z.string()),
      /** Where it has had a price. */
      markets: z.array(marketCode),
      /** What retail buyers pay now, by market. */
      retail: z.array(z.object({ market: marketCode, price: money })),
    }),
  ),
  example: {
    query: { category: 'home' },
    response: {
      rows: [
        {
          code: '100018',
          name: 'Cedar candle',
          category: 'home',
          art: 'candle-1',
          state: 'active',
          taxClass: 'standard',
          weightGrams: 420,
          tags: ['winter'],
          markets: ['DE'],
          retail: [{ market: 'DE', price: candle.price }],
        },
      ],
      total: 1,
    },
  },
})

/** What products can be given: for filters and forms. */
export const productChoices = endpoint({
  method: 'GET',
  path: '/product-choices',
  response: z.object({
    categories: z.array(z.object({ code: categoryCode, name: z.string(), art: z.string() })),
    taxClasses: z.array(z.string()),
    tags: z.array(z.string()),
    markets: z.array(z.object({ code: marketCode, currency: z.string(), language })),
  }),
  example: {
    response: {
      categories: [{ code: 'home', name: 'Home', art: 'candle' }],
      taxClasses: ['standard'],
      tags: ['winter'],
      markets: [{ code: 'DE', currency: 'EUR', language: 'de' }],
    },
  },
})

const changeKind = z.enum(['create', 'edit', 'price', 'bulk', 'import', 'undo'])

/** One thing that changed, with what it was and became as text; money in minor units of `currency`. */
const changedThing = z.object({
  field: z.enum([
    'state',
    'category',
    'art',
    'taxClass',
    'weightGrams',
    'tags',
    'texts',
    'limits',
    'parts',
    'price',
    'volumes',
  ]),
  market: marketCode.nullable(),
  kind: priceKind.nullable(),
  currency: z.string().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** From when a price holds. */
  validFrom: instant.nullable(),
})
const stateChanged = {
  field: 'state' as const,
  market: null,
  kind: null,
  currency: null,
  before: 'draft',
  after: 'active',
  validFrom: null,
}

const productWritten = {
  category: categoryCode,
  art,
  state: productState,
  taxClass,
  weightGrams,
  tags,
  texts,
}
const candleWritten = {
  category: 'home',
  art: 'candle-1',
  state: 'active' as const,
  taxClass: 'standard',
  weightGrams: 420,
  tags: ['winter'],
  texts: { en: { name: 'Cedar candle', summary: 'Burns for forty hours.', description: 'By hand.' } },
}

export const showProduct = endpoint({
  method: 'GET',
  path: '/products/:code',
  params: z.object({ code: productCode }),
  response: z.object({
    code: productCode,
    revision: z.int(),
    ...productWritten,
    limits,
    /** What it is made of; empty for what is no kit. */
    parts: z.array(z.object({ product: productCode, name: z.string(), quantity: z.int() })),
    prices: z.array(
      priceOfKind.extend({ market: marketCode, validFrom: instant, validUntil: instant.nullable() }),
    ),
    /** What was done to it, the newest first. */
    history: z.array(
      z.object({
        change: integer,
        at: instant,
        by: z.string().nullable(),
        kind: changeKind,
        things: z.array(changedThing),
      }),
    ),
  }),
  example: {
    params: { code: '100018' },
    response: {
      code: '100018',
      revision: 2,
      ...candleWritten,
      limits: limitsExample,
      parts: [],
      prices: [
        {
          kind: 'retail',
          market: 'DE',
          price: { minor: '2400', currency: 'EUR' },
          volumes: { PV: '12000000' },
          validFrom: '2026-01-01T00:00:00.000Z',
          validUntil: null,
        },
      ],
      history: [
        {
          change: '17',
          at: '2026-01-01T00:00:00.000Z',
          by: 'Sample Clerk',
          kind: 'edit',
          things: [stateChanged],
        },
      ],
    },
  },
})

/** A new product; it is a draft, which nobody can buy, until it is put on sale. */
export const createProduct = endpoint({
  method: 'POST',
  path: '/products',
  status: 201,
  body: z.object({ category: categoryCode, art, taxClass, weightGrams, tags: tags.optional(), texts }),
  response: z.object({ code: productCode }),
  example: {
    body: {
      category: 'home',
      art: 'candle-1',
      taxClass: 'standard',
      weightGrams: 420,
      texts: candleWritten.texts,
    },
    response: { code: '100018' },
  },
})

/** Writes what a product is, over the revision that was looked at; limits that are left out stay. */
export const editProduct = endpoint({
  method: 'PUT',
  path: '/products/:code',
  params: z.object({ code: productCode }),
  body: z.object({ revision: z.int(), ...productWritten, limits: limits.optional() }),
  response: z.object({ revision: z.int() }),
  example: {
    params: { code: '100018' },
    body: { revision: 2, ...candleWritten, limits: limitsExample },
    response: { revision: 3 },
  },
})

/** Says what a kit is made of, with its own price; orders that were placed before keep the parts that they had. */
export const setProductParts = endpoint({
  method: 'PUT',
  path: '/products/:code/parts',
  params: z.object({ code: productCode }),
  body: z.object({
    parts: z.array(z.object({ product: productCode, quantity: z.int().min(1).max(999) })).max(50),
  }),
  example: { params: { code: '100018' }, body: { parts: [{ product: '100023', quantity: 2 }] } },
})

export const BULK_PRODUCTS_MAX = 2_000

/** One thing that is done to many products: parts per million and a step of minor units for prices. */
export const bulkChange = z.discriminatedUnion('set', [
  z.object({ set: z.literal('state'), to: productState }),
  z.object({ set: z.literal('category'), to: categoryCode }),
  z.object({ set: z.literal('taxClass'), to: taxClass }),
  z.object({ set: z.literal('tags'), add: tags, remove: tags }),
  z.object({
    set: z.literal('price'),
    market: marketCode,
    kinds: z.array(priceKind).min(1).max(3),
    ppm: z.int().min(-999_999).max(10_000_000),
    /** The new prices are multiples of it. */
    stepMinor: z.int().min(1).max(100_000),
    validFrom: instant.optional(),
  }),
])
const tenMore = {
  set: 'price' as const,
  market: 'DE',
  kinds: ['retail' as const],
  ppm: 100_000,
  stepMinor: 5,
}

/** What a change of many products would do: of the products that are named, or of all that a filter finds. */
export const previewProductChange = endpoint({
  method: 'POST',
  path: '/product-change-previews',
  body: z.object({
    codes: z.array(productCode).max(BULK_PRODUCTS_MAX).optional(),
    filter: z.object(productFilter).optional(),
    change: bulkChange,
  }),
  response: z.object({
    /** The products that would change. */
    codes: z.array(productCode),
    changes: z.int(),
    unchanged: z.int(),
    problems: z.int(),
    /** The first rows, those with problems before the others. */
    rows: z.array(
      z.object({
        code: productCode,
        name: z.string(),
        things: z.array(changedThing),
        problem: z.string().nullable(),
      }),
    ),
  }),
  example: {
    body: { filter: { category: 'home' }, change: tenMore },
    response: {
      codes: ['100018'],
      changes: 1,
      unchanged: 0,
      problems: 0,
      rows: [
        {
          code: '100018',
          name: 'Cedar candle',
          things: [
            {
              ...stateChanged,
              field: 'price',
              market: 'DE',
              kind: 'retail',
              currency: 'EUR',
              before: '2400',
              after: '2640',
            },
          ],
          problem: null,
        },
      ],
    },
  },
})

/** Changes many products in one step, which can be taken back as one. */
export const changeProducts = endpoint({
  method: 'POST',
  path: '/product-changes',
  status: 201,
  body: z.object({ codes: z.array(productCode).min(1).max(BULK_PRODUCTS_MAX), change: bulkChange }),
  response: z.object({ change: integer, changes: z.int(), problems: z.int() }),
  example: {
    body: { codes: ['100018'], change: tenMore },
    response: { change: '18', changes: 1, problems: 0 },
  },
})

export const listProductChanges = endpoint({
  method: 'GET',
  path: '/product-changes',
  query: pageQuery,
  response: pageOf(
    z.object({
      change: integer,
      at: instant,
      by: z.string().nullable(),
      kind: changeKind,
      products: z.int(),
      undone: z.boolean(),
      /** Whether it is of a kind that can be taken back. */
      undoable: z.boolean(),
    }),
  ),
  example: {
    query: {},
    response: {
      rows: [
        {
          change: '18',
          at: '2026-01-01T00:00:00.000Z',
          by: 'Sample Clerk',
          kind: 'bulk',
          products: 12,
          undone: false,
          undoable: true,
        },
      ],
      total: 1,
    },
  },
})

/** Takes a whole change back; refused when one of its products was changed since. */
export const undoProductChange = endpoint({
  method: 'POST',
  path: '/product-changes/:change/undo',
  params: z.object({ change: integer }),
  response: z.object({ products: z.int() }),
  example: { params: { change: '18' }, response: { products: 12 } },
})

/** Sets a price from a moment on; what was charged before stays as it was. */
export const setPrice = endpoint({
  method: 'POST',
  path: '/products/:code/prices',
  params: z.object({ code: productCode }),
  body: z.object({
    market: marketCode,
    kind: priceKind,
    minor: integer,
    volumes: namedVolumes,
    validFrom: instant.optional(),
  }),
  response: z.object({ validFrom: instant }),
  example: {
    params: { code: '100018' },
    body: { market: 'DE', kind: 'retail', minor: '2400', volumes: { PV: '12000000' } },
    response: { validFrom: '2026-10-25T09:30:00.000Z' },
  },
})

/** The goods that a filter finds, or their prices, as a CSV file for people; the same file can be imported. */
export const exportGoodsCsv = endpoint({
  method: 'GET',
  path: '/goods.csv',
  query: z.object({ ...productFilter, sheet: z.enum(['goods', 'prices']) }),
  produces: 'text/csv',
  example: { query: { category: 'home', sheet: 'prices' } },
})

/** Both as the two sheets of a workbook. */
export const exportGoodsXlsx = endpoint({
  method: 'GET',
  path: '/goods.xlsx',
  query: z.object(productFilter),
  produces: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  example: { query: { category: 'home' } },
})

export const IMPORT_BYTES_MAX = 20_971_520
const oneImport = z.object({ import: integer })
const rowOutcome = z.enum(['new', 'changed', 'same', 'rejected'])

/** Keeps a file of goods or prices with what each row would do; nothing is changed before it is applied. */
export const uploadImport = endpoint({
  method: 'POST',
  path: '/goods-imports',
  status: 201,
  query: z.object({ name: z.string().min(1).max(200) }),
  body: fileBytes,
  upload: { mostBytes: IMPORT_BYTES_MAX },
  response: oneImport,
  example: { query: { name: 'spring.xlsx' }, response: { import: '5' } },
})

const keptImport = z.object({
  import: integer,
  at: instant,
  by: z.string().nullable(),
  fileName: z.string(),
  /** When what it would do was last looked at. */
  checkedAt: instant,
  /** How many rows do what. */
  counts: z.object({ new: z.int(), changed: z.int(), same: z.int(), rejected: z.int() }),
  /** The change that it became; null before it is applied. */
  change: integer.nullable(),
  undone: z.boolean(),
})
const keptExample = {
  import: '5',
  at: '2026-01-01T00:00:00.000Z',
  by: 'Sample Clerk',
  fileName: 'spring.xlsx',
  checkedAt: '2026-01-01T00:00:00.000Z',
  counts: { new: 2, changed: 10, same: 300, rejected: 1 },
  change: null,
  undone: false,
}

export const listImports = endpoint({
  method: 'GET',
  path: '/goods-imports',
  query: pageQuery,
  response: pageOf(keptImport),
  example: { query: {}, response: { rows: [keptExample], total: 1 } },
})

export const showImport = endpoint({
  method: 'GET',
  path: '/goods-imports/:import',
  params: oneImport,
  response: keptImport,
  example: { params: { import: '5' }, response: keptExample },
})

/** What the rows of an import do, those that need a person first. */
export const listImportRows = endpoint({
  method: 'GET',
  path: '/goods-imports/:import/rows',
  params: oneImport,
  query: pageQuery.extend({ outcome: rowOutcome.optional(), sheet: z.enum(['goods', 'prices']).optional() }),
  response: pageOf(
    z.object({
      sheet: z.enum(['goods', 'prices']),
      row: z.int(),
      code: z.string(),
      outcome: rowOutcome,
      things: z.array(changedThing),
      problems: z.array(z.object({ column: z.string(), found: z.string(), expected: z.string() })),
    }),
  ),
  example: {
    params: { import: '5' },
    query: { outcome: 'changed' },
    response: {
      rows: [
        { sheet: 'goods', row: 2, code: '100018', outcome: 'changed', things: [stateChanged], problems: [] },
      ],
      total: 1,
    },
  },
})

/** Looks again at what an import would do by now. */
export const recheckImport = endpoint({
  method: 'POST',
  path: '/goods-imports/:import/check',
  params: oneImport,
  example: { params: { import: '5' } },
})

/** Does exactly what was looked at, in one step that can be taken back; refused when goods changed since. */
export const applyImport = endpoint({
  method: 'POST',
  path: '/goods-imports/:import/apply',
  params: oneImport,
  response: z.object({ change: integer, rows: z.int() }),
  example: { params: { import: '5' }, response: { change: '18', rows: 12 } },
})

/** The rejected rows as they came, with what was expected; in the format of the import. */
export const rejectedImportRows = endpoint({
  method: 'GET',
  path: '/goods-imports/:import/rejected',
  params: oneImport,
  produces: 'application/octet-stream',
  example: { params: { import: '5' } },
})
