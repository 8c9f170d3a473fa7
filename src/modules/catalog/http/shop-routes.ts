import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import {
  matches,
  PRICE_KINDS,
  priceAt,
  textIn,
  type GoodsMarket as Market,
  type Product,
} from '../domain/price-book.ts'
import { cardsOf, valuesBeside, type OnCard } from '../domain/family-page.ts'
import { firstImage, shownImage } from '../domain/images.ts'
import { choiceText } from '../domain/variants.ts'
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
      const cards = cardsOf(book, { kind: 'retail', atMs: deps.clock.now() })
      const categories = book.categories
        .map((category) => ({
          category,
          count: cards.filter(({ product }) => product.category === category.code).length,
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
  summary: 'What a market sells, with retail prices; one row for a family.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { market: code, language, category, search, sort } = call.query
      const goods = await goodsOfMarket(deps, tx, code)
      if (!goods.ok) return goods
      const { market, book } = goods.value
      const found = cardsOf(book, { kind: 'retail', atMs: deps.clock.now() })
        .filter(({ product }) => category === undefined || product.category === category)
        .filter((card) => searched(market, language, search, card))
        .map((card) => shownCard(market, language, card))
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
  summary: 'One product with its retail price, and what can be chosen of it.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { language } = call.query
      const goods = await goodsOfMarket(deps, tx, call.query.market)
      if (!goods.ok) return goods
      const { market, book } = goods.value
      const { code } = call.params
      const cards = cardsOf(book, { kind: 'retail', atMs: deps.clock.now() })
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
      const found = cardsOf(book, { kind: 'distributor', atMs })
        .filter(({ product }) => category === undefined || product.category === category)
        .filter((card) => searched(market, language, search, card))
      const { limit, offset } = pageWindow(call.query)
      return ok({
        rows: found.slice(offset, offset + limit).map((card) => officeRow(market, language, atMs, card)),
        total: found.length,
      })
    }),
})

function officeRow(market: Market, language: string | undefined, atMs: number, { product, offers }: OnCard) {
  const { code, category, art, texts, options } = product
  const { name, summary } = textIn(texts, language, market.language)
  const languages = [language, market.language]
  const image = firstImage(product, ...languages) ?? firstImage(offers[0].product, ...languages)
  const card = { code, name, summary, category, art, image }
  if (!options) return { ...card, prices: shownKinds(market, atMs, product), variants: [] }
  const variants = offers.map(({ product: variant }) => ({
    code: variant.code,
    name: choiceText(options, variant.family?.choice ?? {}, language, market.language),
    prices: shownKinds(market, atMs, variant),
  }))
  return { ...card, prices: [], variants }
}

function shownKinds(market: Market, atMs: number, product: Product) {
  return PRICE_KINDS.flatMap((kind) => {
    const price = priceAt(product, kind, atMs)
    if (!price) return []
    return [{ kind, price: { minor: price.minor, currency: market.currency }, volumes: price.volumes }]
  })
}

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

/** A family is found by the words and numbers of its variants too. */
function searched(
  market: Market,
  language: string | undefined,
  search: string | undefined,
  { product, offers }: OnCard,
): boolean {
  if (search === undefined) return true
  return [product, ...offers.map((one) => one.product)].some(({ code, texts }) => {
    const { name, summary } = textIn(texts, language, market.language)
    return matches(search, { code, text: `${name} ${summary}` })
  })
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
