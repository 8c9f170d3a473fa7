import { z } from 'zod'
import {
  endpoint,
  fileBytes,
  imageHash,
  imageShown,
  instant,
  integer,
  money,
  pageOf,
  pageQuery,
  volume,
} from '#shared/contract.ts'

/** The number of a product with its check digit, as printed in the catalogue. */
export const productCode = z.string().regex(/^\d{2,12}$/)
export const categoryCode = z.string().regex(/^[a-z0-9-]{1,40}$/)
export const marketCode = z.string().regex(/^[A-Z0-9-]{2,12}$/)
export const language = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/)

/** Whose price it is: the kind of the buyer. */
export const priceKind = z.enum(['retail', 'preferred', 'distributor'])

/** Volumes by name: `{ "PV": "12500000" }` is 12.5 PV. */
export const namedVolumes = z.record(z.string(), volume)

export const category = z.object({
  code: categoryCode,
  name: z.string(),
  /** Which drawing stands for it. */
  art: z.string(),
  /** The category that it lies in; null for one that lies in none. */
  parent: categoryCode.nullable(),
  /** In it and in those that lie in it. */
  products: z.int(),
})

export const productCard = z.object({
  code: productCode,
  name: z.string(),
  summary: z.string(),
  category: categoryCode,
  art: z.string(),
  /** The first photograph; without one the drawing stands for it. */
  image: imageShown.nullable(),
  price: money,
  /** Something has to be chosen first: its price is that of the cheapest variant. */
  family: z.boolean(),
  /** Other variants of it cost more. */
  from: z.boolean(),
})

/** What a search tells beside what it found. */
export const searchAnswer = {
  /** What was looked for instead, where nothing has the words as they were typed. */
  instead: z.string().nullable(),
  /** Where nothing was found: words that goods have, near to the typed ones. */
  near: z.array(z.string()),
}

const priceOfKind = z.object({ kind: priceKind, price: money, volumes: namedVolumes })

/** For examples. */
export const candle = {
  code: '100018',
  name: 'Cedar candle',
  summary: 'Burns for forty hours.',
  category: 'home',
  art: 'candle-1',
  image: null,
  price: { minor: '2400', currency: 'EUR' },
  family: false,
  from: false,
}
const { price: _price, family: _family, from: _from, ...officeCandle } = candle
const candlePrices = [
  { kind: 'retail' as const, price: { minor: '2400', currency: 'EUR' }, volumes: { PV: '12000000' } },
  { kind: 'distributor' as const, price: { minor: '1800', currency: 'EUR' }, volumes: { PV: '12000000' } },
]

/** What a distributor sees while ordering: each kind's price and volumes in the distributor's market. */
export const officeProducts = endpoint({
  method: 'GET',
  path: '/office/products',
  query: pageQuery.extend({ category: categoryCode.optional(), language: language.optional() }),
  response: pageOf(
    productCard.omit({ price: true, from: true, family: true }).extend({
      /** None for a family, of which one of its variants is ordered. */
      prices: z.array(priceOfKind),
      variants: z.array(z.object({ code: productCode, name: z.string(), prices: z.array(priceOfKind) })),
    }),
  ).extend(searchAnswer),
  example: {
    query: { search: 'cedar' },
    response: {
      rows: [{ ...officeCandle, prices: candlePrices, variants: [] }],
      total: 1,
      instead: null,
      near: [],
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
export const productFilter = {
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
      image: imageShown.nullable(),
      /** Of which product it is a variant; it stands below that one. */
      family: productCode.nullable(),
      variants: z.int(),
      /** Where it has had a price. */
      markets: z.array(marketCode),
      /** What retail buyers pay now, by market. */
      retail: z.array(z.object({ market: marketCode, price: money })),
    }),
  ).extend({ near: searchAnswer.near }),
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
          image: null,
          family: null,
          variants: 0,
          markets: ['DE'],
          retail: [{ market: 'DE', price: candle.price }],
        },
      ],
      total: 1,
      near: [],
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
export const changedThing = z.object({
  field: z.enum([
    'state',
    'category',
    'art',
    'taxClass',
    'weightGrams',
    'tags',
    'texts',
    'limits',
    'own',
    'options',
    'parts',
    'images',
    'position',
    'price',
    'volumes',
    'parent',
    'place',
  ]),
  market: marketCode.nullable(),
  kind: priceKind.nullable(),
  currency: z.string().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** From when a price holds. */
  validFrom: instant.nullable(),
})
export const stateChanged = {
  field: 'state' as const,
  market: null,
  kind: null,
  currency: null,
  before: 'draft',
  after: 'active',
  validFrom: null,
}

const moneyChanged = { currency: 'EUR', before: '2400', after: '2640' }
const priceRaised = { ...stateChanged, field: 'price' as const, ...moneyChanged }

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

const altTexts = z.record(language, z.string().max(300))
const optionTexts = z.record(language, z.object({ name: z.string().min(1).max(100) }))
const optionValue = z.object({ code: categoryCode, texts: optionTexts })
const productOption = optionValue.extend({ values: z.array(optionValue).min(1).max(60) })
const choice = z.record(z.string(), z.string())
const ownField = z.enum(['art', 'category', 'limits', 'tags', 'taxClass', 'texts', 'weightGrams'])
const priceOfMarket = priceOfKind.extend({ market: marketCode })
const datedPrice = priceOfMarket.extend({ validFrom: instant, validUntil: instant.nullable() })
const shadeOption = {
  code: 'shade',
  texts: { en: { name: 'Shade' } },
  values: [{ code: 'rose', texts: { en: { name: 'Rose' } } }],
}

const plain = { parts: [], images: [], own: [], family: null, options: [], variants: [] }

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
    images: z.array(imageShown.omit({ alt: true }).extend({ alt: altTexts })),
    prices: z.array(datedPrice),
    /** What a variant has of its own; all else it has from its family. */
    own: z.array(ownField),
    family: z
      .object({ code: productCode, name: z.string(), choice: z.string(), prices: z.array(datedPrice) })
      .nullable(),
    /** Of a family: what can be chosen, and its variants with what they have of their own now. */
    options: z.array(productOption),
    variants: z.array(
      z.object({
        code: productCode,
        name: z.string(),
        choice,
        state: productState,
        weightGrams: z.int().nullable(),
        own: z.array(ownField),
        prices: z.array(priceOfMarket),
      }),
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
      ...plain,
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

/** Writes what a product is, over the revision that was looked at; limits that are left out stay, and so do fields that are not a variant's own. */
export const editProduct = endpoint({
  method: 'PUT',
  path: '/products/:code',
  params: z.object({ code: productCode }),
  body: z.object({
    revision: z.int(),
    ...productWritten,
    limits: limits.optional(),
    own: z.array(ownField).optional(),
  }),
  response: z.object({ revision: z.int() }),
  example: {
    params: { code: '100018' },
    body: { revision: 2, ...candleWritten, limits: limitsExample },
    response: { revision: 3 },
  },
})

/**
 * Writes what can be chosen of a product and its variants, all in one go; variants that are not named stay as they are. A weight of
 * null is that of the family. Prices hold from now on.
 */
export const saveProductVariants = endpoint({
  method: 'PUT',
  path: '/products/:code/variants',
  params: z.object({ code: productCode }),
  body: z.object({
    revision: z.int(),
    options: z.array(productOption).max(4),
    variants: z
      .array(
        z.object({
          choice,
          state: productState,
          weightGrams: weightGrams.nullable(),
          prices: z
            .array(z.object({ market: marketCode, kind: priceKind, minor: integer, volumes: namedVolumes }))
            .optional(),
        }),
      )
      .max(200),
  }),
  response: z.object({ revision: z.int(), made: z.int(), changed: z.int() }),
  example: {
    params: { code: '100018' },
    body: {
      revision: 2,
      options: [shadeOption],
      variants: [{ choice: { shade: 'rose' }, state: 'active', weightGrams: null }],
    },
    response: { revision: 3, made: 1, changed: 0 },
  },
})

export const IMAGE_BYTES_MAX = 20_971_520

/** Gives a product one more picture; the answer comes when it is ready to be shown. The same picture again changes nothing. */
export const addProductImage = endpoint({
  method: 'POST',
  path: '/products/:code/images',
  status: 201,
  params: z.object({ code: productCode }),
  upload: { mostBytes: IMAGE_BYTES_MAX },
  body: fileBytes,
  response: z.object({ hash: imageHash, width: z.int(), height: z.int() }),
  example: { params: { code: '100018' }, response: { hash: 'ab'.repeat(32), width: 1600, height: 1920 } },
})

/** Puts the pictures of a product in order and describes them, over those that were looked at; what is not named is taken out. */
export const setProductImages = endpoint({
  method: 'PUT',
  path: '/products/:code/images',
  params: z.object({ code: productCode }),
  body: z.object({
    seen: z.array(imageHash).max(50),
    images: z.array(z.object({ hash: imageHash, alt: altTexts })).max(50),
  }),
  example: { params: { code: '100018' }, body: { seen: ['ab'.repeat(32)], images: [] } },
})

/** One file of a picture: `480.avif`. */
export const showImage = endpoint({
  method: 'GET',
  path: '/images/:hash/:file',
  params: z.object({ hash: imageHash, file: z.string().regex(/^\d{1,5}\.(avif|webp|jpg)$/) }),
  produces: 'image/*',
  example: { params: { hash: 'ab'.repeat(32), file: '480.avif' } },
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
          things: [priceRaised],
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
      categories: z.int(),
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
          categories: 0,
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
