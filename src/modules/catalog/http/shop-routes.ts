import { pageWindow, type Inside } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read } from '#platform/postgres/transact.ts'
import * as contract from '../contract/shop.ts'
import { categoriesWithin, textIn, type GoodsMarket as Market, type Product } from '../domain/price-book.ts'
import { campaignsAt } from '../domain/campaigns/campaign.ts'
import { cardsOf, cheapestOf, valuesBeside, type OnCard } from '../domain/family-page.ts'
import { shownImage } from '../domain/images.ts'
import { narrowed, optionFacets, priceRange, wishedOptions, type Narrowing } from '../domain/shop-list.ts'
import { findGoods } from '../use-cases/find-goods.ts'
import { goodsOfMarket, kindOfShopper, type ShopDeps } from '../use-cases/market-goods.ts'
import { shownParts } from '../use-cases/show-parts.ts'
import { categoryName, shownCard, shownCategory } from './shown.ts'

const RELATED_MAX = 4

const shopCategories = route({
  endpoint: contract.shopCategories,
  realms: ['customer'],
  right: 'public',
  idempotency: 'safe',
  summary: 'The categories in which a market sells something.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const goods = await goodsOfMarket(deps, tx, call.query.market)
      if (!goods.ok) return goods
      const { market, book } = goods.value
      const kind = await kindOfShopper(tx, call.viewer)
      const cards = cardsOf(book, { kind, atMs: deps.clock.now() })
      const categories = book.categories
        .map((category) => {
          const within = categoriesWithin(book.categories, category.code)
          const count = cards.filter(({ product }) => within.has(product.category)).length
          return { category, count }
        })
        .filter((one) => one.count > 0)
      return ok({
        categories: categories.map((one) =>
          shownCategory(market, call.query.language, one.category, one.count),
        ),
      })
    }),
})

/** Searches are more work than other pages, and no shopper needs so many. */
const SEARCHES_PER_MINUTE = 240

const shopProducts = route({
  endpoint: contract.shopProducts,
  realms: ['customer'],
  right: 'public',
  idempotency: 'safe',
  perMinute: SEARCHES_PER_MINUTE,
  summary: 'What a market sells, found by words, narrowed and sorted; one row for a family.',
  handler: async (deps: ShopDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { language, search, sort } = call.query
      const goods = await goodsOfMarket(deps, tx, call.query.market)
      if (!goods.ok) return goods
      const { market, book } = goods.value
      const kind = await kindOfShopper(tx, call.viewer)
      const question = { kind, atMs: deps.clock.now(), language, text: search }
      const found = await findGoods(tx, goods.value, question)
      const { category } = call.query
      const categories = category === undefined ? undefined : categoriesWithin(book.categories, category)
      const within = narrowed(found.cards, { categories, options: new Map() })
      const by = await narrowing(deps, tx, { query: call.query, marketId: market.id, cards: within })
      const cards = sortedCards(narrowed(within, by), {
        sort,
        market,
        language,
        isFound: search !== undefined,
      })
      const { limit, offset } = pageWindow(call.query)
      return ok({
        rows: cards.slice(offset, offset + limit).map((card) => shownCard(market, language, card)),
        total: cards.length,
        instead: found.instead ?? null,
        near: [...found.near],
        facets: shownFacets(market, language, within),
      })
    }),
})

type Query = Inside<typeof contract.shopProducts, 'query'>

/** What narrows a list, with what is sold out where that was asked. */
async function narrowing(
  deps: ShopDeps,
  tx: Tx,
  of: Readonly<{ query: Query; marketId: bigint; cards: readonly OnCard[] }>,
): Promise<Narrowing> {
  const { options, least, most, available } = of.query
  const products = of.cards.flatMap(({ offers }) => offers.map(({ product }) => product.code))
  const soldOut =
    available === undefined ? undefined : await deps.soldOut?.(tx, { marketId: of.marketId, products })
  return { options: wishedOptions(options), least, most, soldOut }
}

function shownFacets(market: Market, language: string | undefined, cards: readonly OnCard[]) {
  const { currency } = market
  const range = priceRange(cards)
  return {
    prices: range ? { least: { minor: range.least, currency }, most: { minor: range.most, currency } } : null,
    options: optionFacets(cards, language, market.language).map(({ values, ...option }) => ({
      ...option,
      values: [...values],
    })),
  }
}

const SUGGESTED = 6
const SUGGESTED_CATEGORIES = 3

const suggestProducts = route({
  endpoint: contract.suggestProducts,
  realms: ['customer'],
  right: 'public',
  idempotency: 'safe',
  perMinute: SEARCHES_PER_MINUTE,
  summary: 'A few goods and categories for what is typed so far.',
  handler: async (deps: ShopDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { language, search } = call.query
      const goods = await goodsOfMarket(deps, tx, call.query.market)
      if (!goods.ok) return goods
      const { market, book } = goods.value
      if (search.trim() === '') return ok({ products: [], categories: [], instead: null })
      const kind = await kindOfShopper(tx, call.viewer)
      const atMs = deps.clock.now()
      const found = await findGoods(tx, goods.value, { kind, atMs, language, text: search })
      const codes = [...new Set(found.cards.map(({ product }) => product.category))]
      return ok({
        products: found.cards.slice(0, SUGGESTED).map((card) => {
          const { code, name, price, from, image } = shownCard(market, language, card)
          return { code, name, price, from, image }
        }),
        categories: codes
          .slice(0, SUGGESTED_CATEGORIES)
          .map((code) => ({ code, name: categoryName(book, market, language, code) })),
        instead: found.instead ?? null,
      })
    }),
})

const shopCampaigns = route({
  endpoint: contract.shopCampaigns,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  summary: 'Catalogues on paper that hold now in a market.',
  handler: async (deps: ShopDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const goods = await goodsOfMarket(deps, tx, call.query.market)
      if (!goods.ok) return goods
      const { market, book } = goods.value
      return ok({
        campaigns: campaignsAt(book.printed, deps.clock.now()).map(({ code, texts, untilDay }) => ({
          campaign: code,
          name: textIn(texts, call.query.language, market.language).name,
          until: untilDay,
        })),
      })
    }),
})

const listShopAddresses = route({
  endpoint: contract.listShopAddresses,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  perMinute: 30,
  summary: 'Everything that a market sells by its codes, for the map of the site.',
  handler: async (deps: ShopDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const goods = await goodsOfMarket(deps, tx, call.query.market)
      if (!goods.ok) return goods
      const { book } = goods.value
      const cards = cardsOf(book, { kind: 'retail', atMs: deps.clock.now() })
      return ok({
        // What something on sale lies in, however deep.
        categories: book.categories.flatMap(({ code }) => {
          const within = categoriesWithin(book.categories, code)
          return cards.some(({ product }) => within.has(product.category)) ? [code] : []
        }),
        products: cards.map(({ product }) => product.code),
      })
    }),
})

const shopProduct = route({
  endpoint: contract.shopProduct,
  realms: ['customer'],
  right: 'public',
  idempotency: 'safe',
  summary: 'One product with what the shopper pays, and what can be chosen of it.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { language } = call.query
      const goods = await goodsOfMarket(deps, tx, call.query.market)
      if (!goods.ok) return goods
      const { market, book } = goods.value
      const { code } = call.params
      const kind = await kindOfShopper(tx, call.viewer)
      const cards = cardsOf(book, { kind, atMs: deps.clock.now() })
      const head = book.byCode.get(code)?.family?.code ?? code
      const card = cards.find((one) => one.product.code === head)
      // Of a family without a choice the first variant is looked at.
      const offer = card?.offers.find(({ product }) => product.code === code || card.product.code === code)
      if (!card || !offer) return refuse('catalog.product_not_found', { code })
      const { product, price } = offer
      const languages = [language, market.language] as const
      const texts = textIn(product.family?.texts ?? product.texts, ...languages)
      const own = textIn(product.texts, ...languages)
      const related = cards
        .filter((one) => one.product.category === card.product.category && one !== card)
        .slice(0, RELATED_MAX)
      return ok({
        ...shownCard(market, language, { product, offers: [{ product, price }] }),
        name: texts.name,
        fullName: own.name,
        images: (product.images ?? []).map((image) => shownImage(image, ...languages)),
        description: own.description,
        options: shownOptions(card, product, languages),
        categoryName: categoryName(book, market, language, product.category),
        weightGrams: product.weightGrams,
        parts: await shownParts(tx, product, languages),
        related: related.map((one) => shownCard(market, language, one)),
      })
    }),
})

/** What can be chosen of a family beside the variant that is looked at. */
function shownOptions(
  { product, offers }: OnCard,
  chosen: Product,
  languages: readonly (string | undefined)[],
) {
  const offered = offers.map((one) => one.product)
  return valuesBeside(product.options ?? [], chosen.family?.choice ?? {}, offered).map(
    ({ option, values }) => ({
      name: textIn(option.texts, ...languages).name,
      values: values.map(({ value, is, next }) => ({
        name: textIn(value.texts, ...languages).name,
        is,
        product: next?.code ?? null,
      })),
    }),
  )
}

/** Cards in the order that was asked; those that were found, nearest first where nothing is asked. */
function sortedCards(
  cards: readonly OnCard[],
  by: Readonly<{ sort: string | undefined; market: Market; language: string | undefined; isFound: boolean }>,
): readonly OnCard[] {
  const { sort = by.isFound ? 'best' : 'name', market, language } = by
  if (sort === 'best') return cards
  if (sort === 'new') return cards.toSorted((a, b) => (a.product.id > b.product.id ? -1 : 1))
  const named = cards.map((card) => ({
    card,
    name: textIn(card.product.texts, language, market.language).name,
    minor: cheapestOf(card).price.minor,
  }))
  type Named = (typeof named)[number]
  const byName = (a: Named, b: Named): number =>
    a.name.localeCompare(b.name) || (a.card.product.code < b.card.product.code ? -1 : 1)
  const byPrice = (a: Named, b: Named): number =>
    a.minor < b.minor ? -1 : a.minor > b.minor ? 1 : byName(a, b)
  const order = { price: byPrice, '-price': (a: Named, b: Named) => byPrice(b, a) }[sort] ?? byName
  return named.toSorted(order).map(({ card }) => card)
}

export const shopRoutes = [
  shopCategories,
  shopProducts,
  suggestProducts,
  shopCampaigns,
  listShopAddresses,
  shopProduct,
]
