import { z } from 'zod'
import { endpoint, instant, integer, money, pageOf, pageQuery, volume } from '#shared/contract.ts'

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

const productState = z.enum(['active', 'withdrawn'])

/** The staff's list. Sorts: `code`, `-code`, `name`, `-name`. */
export const listProducts = endpoint({
  method: 'GET',
  path: '/products',
  query: pageQuery.extend({ category: categoryCode.optional(), state: productState.optional() }),
  response: pageOf(
    z.object({
      code: productCode,
      name: z.string(),
      category: categoryCode,
      art: z.string(),
      state: productState,
      taxClass: z.string(),
      weightGrams: z.int(),
      markets: z.array(marketCode),
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
          markets: ['DE'],
        },
      ],
      total: 1,
    },
  },
})

const text = z.object({ name: z.string().min(1), summary: z.string(), description: z.string() })
const texts = z.record(language, text)

export const showProduct = endpoint({
  method: 'GET',
  path: '/products/:code',
  params: z.object({ code: productCode }),
  response: z.object({
    code: productCode,
    category: categoryCode,
    art: z.string(),
    state: productState,
    taxClass: z.string(),
    weightGrams: z.int(),
    texts,
    prices: z.array(
      priceOfKind.extend({ market: marketCode, validFrom: instant, validUntil: instant.nullable() }),
    ),
  }),
  example: {
    params: { code: '100018' },
    response: {
      code: '100018',
      category: 'home',
      art: 'candle-1',
      state: 'active',
      taxClass: 'standard',
      weightGrams: 420,
      texts: { en: { name: 'Cedar candle', summary: 'Burns for forty hours.', description: 'By hand.' } },
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
    },
  },
})

const newProduct = z.object({
  category: categoryCode,
  art: z.string().regex(/^[a-z0-9-]{1,40}$/),
  taxClass: z.string().regex(/^[a-z_]{1,30}$/),
  weightGrams: z.int().min(0).max(1_000_000),
  texts,
})

export const createProduct = endpoint({
  method: 'POST',
  path: '/products',
  status: 201,
  body: newProduct,
  response: z.object({ code: productCode }),
  example: {
    body: {
      category: 'home',
      art: 'candle-1',
      taxClass: 'standard',
      weightGrams: 420,
      texts: { en: { name: 'Cedar candle', summary: 'Burns for forty hours.', description: 'By hand.' } },
    },
    response: { code: '100018' },
  },
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
