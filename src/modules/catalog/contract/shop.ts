import { z } from 'zod'
import { day, endpoint, imageShown, integer, money, pageOf, pageQuery } from '#shared/contract.ts'
import {
  candle,
  category,
  categoryCode,
  language,
  marketCode,
  productCard,
  productCode,
  searchAnswer,
} from '../contract.ts'

const homeCategory = { code: 'home', name: 'Home', art: 'candle', parent: null, products: 12 }

/** Values that are wished of options, such as `size:m,size:l,scent:cedar`: of one option any of them, of several each. */
const wishedOptions = z
  .string()
  .max(400)
  .regex(/^[a-z0-9-]+:[a-z0-9-]+(,[a-z0-9-]+:[a-z0-9-]+)*$/)

const facetOption = z.object({
  code: z.string(),
  name: z.string(),
  values: z.array(z.object({ code: z.string(), name: z.string(), products: z.int() })),
})

export const shopCategories = endpoint({
  method: 'GET',
  path: '/shop/categories',
  query: z.object({ market: marketCode, language: language.optional() }),
  response: z.object({ categories: z.array(category) }),
  example: { query: { market: 'DE' }, response: { categories: [homeCategory] } },
})

/**
 * Sorts: `best` (when something is looked for), `name` (when nothing is said), `price`, `-price`, `new`. Whoever is signed in is shown the
 * prices of their kind. Bounds of the price are minor units.
 */
export const shopProducts = endpoint({
  method: 'GET',
  path: '/shop/products',
  query: pageQuery.extend({
    market: marketCode,
    language: language.optional(),
    category: categoryCode.optional(),
    options: wishedOptions.optional(),
    least: integer.optional(),
    most: integer.optional(),
    /** Without what is sold out. */
    available: z.enum(['only']).optional(),
  }),
  response: pageOf(productCard).extend({
    ...searchAnswer,
    /** What the list can be narrowed by, over all that was found before it was narrowed. */
    facets: z.object({
      prices: z.object({ least: money, most: money }).nullable(),
      options: z.array(facetOption),
    }),
  }),
  example: {
    query: { market: 'DE', category: 'home', options: 'size:m' },
    response: {
      rows: [candle],
      total: 1,
      instead: null,
      near: [],
      facets: {
        prices: { least: candle.price, most: candle.price },
        options: [{ code: 'size', name: 'Size', values: [{ code: 'm', name: 'Medium', products: 1 }] }],
      },
    },
  },
})

/** A few goods and categories for what is typed so far. */
export const suggestProducts = endpoint({
  method: 'GET',
  path: '/shop/suggestions',
  query: z.object({ market: marketCode, language: language.optional(), search: z.string().max(100) }),
  response: z.object({
    products: z.array(
      z.object({
        code: productCode,
        name: z.string(),
        price: money,
        from: z.boolean(),
        image: imageShown.nullable(),
      }),
    ),
    categories: z.array(z.object({ code: categoryCode, name: z.string() })),
    instead: z.string().nullable(),
  }),
  example: {
    query: { market: 'DE', search: 'ceda' },
    response: {
      products: [
        { code: candle.code, name: candle.name, price: candle.price, from: false, image: candle.image },
      ],
      categories: [],
      instead: null,
    },
  },
})

/**
 * One product. The page of a family is that of its first variant that can be bought; every value leads to the variant that has it and
 * otherwise what is chosen now, or else to some other that has it.
 */
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
    images: z.array(imageShown),
    /** The name with what is chosen of its options; `name` is that of the family. */
    fullName: z.string(),
    options: z.array(
      z.object({
        name: z.string(),
        values: z.array(
          z.object({
            name: z.string(),
            is: z.enum(['chosen', 'available', 'other', 'unavailable']),
            /** The variant to look at next; nothing where none can be bought with this value. */
            product: productCode.nullable(),
          }),
        ),
      }),
    ),
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
      images: [],
      fullName: candle.name,
      options: [],
      related: [],
    },
  },
})

/** Everything that a market sells by its codes, for the map of the site. */
export const listShopAddresses = endpoint({
  method: 'GET',
  path: '/shop/addresses',
  query: z.object({ market: marketCode }),
  response: z.object({ categories: z.array(categoryCode), products: z.array(productCode) }),
  example: { query: { market: 'DE' }, response: { categories: ['home'], products: [candle.code] } },
})

/** Catalogues on paper that hold now in a market. */
export const shopCampaigns = endpoint({
  method: 'GET',
  path: '/shop/campaigns',
  query: z.object({ market: marketCode, language: language.optional() }),
  response: z.object({
    campaigns: z.array(z.object({ campaign: z.string(), name: z.string(), until: day })),
  }),
  example: {
    query: { market: 'DE' },
    response: { campaigns: [{ campaign: 'autumn', name: 'Autumn catalogue', until: '2026-11-30' }] },
  },
})
