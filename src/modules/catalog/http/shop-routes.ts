import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import {
  matches,
  offerAt,
  PRICE_KINDS,
  priceAt,
  textIn,
  type GoodsMarket as Market,
  type PriceBook,
  type Product,
} from '../domain/price-book.ts'
import { goodsForPerson, goodsOfMarket } from '../use-cases/market-goods.ts'
import { shownParts } from '../use-cases/show-parts.ts'
import { categoryName, shownCard, shownCategory } from './shown.ts'

const RELATED_MAX = 4

const shopCategories = route({
  endpoint: contract.shopCategories,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  summary: 'The categories in which a market sells something.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const goods = await goodsOfMarket(deps, tx, call.query.market)
      if (!goods.ok) return goods
      const { market, book } = goods.value
      const sold = sellable(book, deps.clock.now())
      const categories = book.categories
        .map((category) => ({
          category,
          count: sold.filter((product) => product.category === category.code).length,
        }))
        .filter((one) => one.count > 0)
      return ok({
        categories: categories.map((one) =>
          shownCategory(market, call.query.language, one.category, one.count),
        ),
      })
    }),
})

const shopProducts = route({
  endpoint: contract.shopProducts,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  summary: 'What a market sells, with retail prices.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { market: code, language, category, search, sort } = call.query
      const goods = await goodsOfMarket(deps, tx, code)
      if (!goods.ok) return goods
      const { market, book } = goods.value
      const atMs = deps.clock.now()
      const found = sellable(book, atMs)
        .filter((product) => category === undefined || product.category === category)
        .filter((product) => searched(market, language, search, product))
        .flatMap((product) => {
          const offer = offerAt(book, { code: product.code, kind: 'retail', atMs })
          return offer ? [shownCard(market, language, product, offer.price)] : []
        })
      const sorted = sort === 'new' ? found.toReversed() : found.toSorted(compareCards(sort))
      const { limit, offset } = pageWindow(call.query)
      return ok({ rows: sorted.slice(offset, offset + limit), total: sorted.length })
    }),
})

const shopProduct = route({
  endpoint: contract.shopProduct,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  summary: 'One product with its retail price.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { language } = call.query
      const goods = await goodsOfMarket(deps, tx, call.query.market)
      if (!goods.ok) return goods
      const { market, book } = goods.value
      const atMs = deps.clock.now()
      const offer = offerAt(book, { code: call.params.code, kind: 'retail', atMs })
      if (!offer) return refuse('catalog.product_not_found', { code: call.params.code })
      const { product, price } = offer
      const related = sellable(book, atMs)
        .filter((one) => one.category === product.category && one.code !== product.code)
        .slice(0, RELATED_MAX)
      return ok({
        ...shownCard(market, language, product, price),
        description: textIn(product.texts, language, market.language).description,
        categoryName: categoryName(book, market, language, product.category),
        weightGrams: product.weightGrams,
        parts: await shownParts(tx, product, [language, market.language]),
        related: related.flatMap((one) => {
          const own = priceAt(one, 'retail', atMs)
          return own ? [shownCard(market, language, one, own)] : []
        }),
      })
    }),
})

const officeProducts = route({
  endpoint: contract.officeProducts,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: "What the distributor's market sells, with the prices and volumes of each kind of buyer.",
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { language, category, search } = call.query
      const goods = await goodsForPerson(deps, tx, call.viewer.personId)
      if (!goods.ok) return goods
      const { market, book } = goods.value
      const atMs = deps.clock.now()
      const found = sellable(book, atMs)
        .filter((product) => category === undefined || product.category === category)
        .filter((product) => searched(market, language, search, product))
      const { limit, offset } = pageWindow(call.query)
      const rows = found.slice(offset, offset + limit).flatMap((product) => {
        const retail = priceAt(product, 'retail', atMs) ?? priceAt(product, 'distributor', atMs)
        if (!retail) return []
        const { price: _price, ...card } = shownCard(market, language, product, retail)
        const prices = PRICE_KINDS.flatMap((kind) => {
          const price = priceAt(product, kind, atMs)
          if (!price) return []
          return [{ kind, price: { minor: price.minor, currency: market.currency }, volumes: price.volumes }]
        })
        return [{ ...card, prices }]
      })
      return ok({ rows, total: found.length })
    }),
})

/** The products that somebody can buy at that moment. */
function sellable(book: PriceBook, atMs: number): readonly Product[] {
  return book.products.filter(
    (product) => product.state === 'active' && PRICE_KINDS.some((kind) => priceAt(product, kind, atMs)),
  )
}

function searched(
  market: Market,
  language: string | undefined,
  search: string | undefined,
  product: Product,
): boolean {
  if (search === undefined) return true
  const { name, summary } = textIn(product.texts, language, market.language)
  return matches(search, { code: product.code, text: `${name} ${summary}` })
}

type Card = ReturnType<typeof shownCard>

function compareCards(sort: string | undefined): (a: Card, b: Card) => number {
  const byName = (a: Card, b: Card): number => a.name.localeCompare(b.name) || (a.code < b.code ? -1 : 1)
  const byPrice = (a: Card, b: Card): number =>
    a.price.minor < b.price.minor ? -1 : a.price.minor > b.price.minor ? 1 : byName(a, b)
  if (sort === 'price') return byPrice
  if (sort === '-price') return (a, b) => byPrice(b, a)
  return byName
}

export const shopRoutes = [shopCategories, shopProducts, shopProduct, officeProducts]
