import { pageWindow } from '#shared/contract.ts'
import { ok } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import type { OnCard } from '../domain/family-page.ts'
import { firstImage } from '../domain/images.ts'
import {
  categoriesWithin,
  PRICE_KINDS,
  priceAt,
  textIn,
  type GoodsMarket as Market,
  type Product,
} from '../domain/price-book.ts'
import { choiceText } from '../domain/variants.ts'
import { findGoods } from '../use-cases/find-goods.ts'
import { goodsForPerson } from '../use-cases/market-goods.ts'

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
      const { market } = goods.value
      const atMs = deps.clock.now()
      const found = await findGoods(tx, goods.value, { kind: 'distributor', atMs, language, text: search })
      const within =
        category === undefined ? undefined : categoriesWithin(goods.value.book.categories, category)
      const cards = found.cards.filter(({ product }) => within?.has(product.category) ?? true)
      const { limit, offset } = pageWindow(call.query)
      return ok({
        rows: cards.slice(offset, offset + limit).map((card) => officeRow(market, language, atMs, card)),
        total: cards.length,
        instead: found.instead ?? null,
        near: [...found.near],
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

export const officeRoutes = [officeProducts]
