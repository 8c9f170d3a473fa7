import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import { matches, textIn } from '../domain/price-book.ts'
import { listGoods, productWithPrices } from '../store/goods.ts'
import { createProduct } from '../use-cases/create-product.ts'
import { goodsMarket, goodsMarkets } from '../use-cases/market-goods.ts'
import { setPrice } from '../use-cases/set-price.ts'

const listProducts = route({
  endpoint: contract.listProducts,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'All products of all markets.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { search, category, state, sort } = call.query
      const markets = await goodsMarkets(tx)
      const found = (await listGoods(tx))
        .map((product) => ({ product, name: textIn(product.texts).name }))
        .filter(({ product }) => category === undefined || product.category === category)
        .filter(({ product }) => state === undefined || (state === 'withdrawn') === product.withdrawn)
        .filter(
          ({ product, name }) => search === undefined || matches(search, { code: product.code, text: name }),
        )
      const byName = sort === 'name' || sort === '-name'
      const sorted = byName ? found.toSorted((a, b) => a.name.localeCompare(b.name)) : found
      const { limit, offset } = pageWindow(call.query)
      const rows = (sort?.startsWith('-') === true ? sorted.toReversed() : sorted).slice(
        offset,
        offset + limit,
      )
      return ok({
        rows: rows.map(({ product, name }) => ({
          code: product.code,
          name,
          category: product.category,
          art: product.art,
          state: product.withdrawn ? ('withdrawn' as const) : ('active' as const),
          taxClass: product.taxClass,
          weightGrams: product.weightGrams,
          markets: product.marketIds.map((id) => markets.get(id)?.code ?? ''),
        })),
        total: found.length,
      })
    }),
})

const showProduct = route({
  endpoint: contract.showProduct,
  realms: ['staff'],
  right: 'catalog.read',
  idempotency: 'safe',
  summary: 'One product with its texts and all its prices.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const product = await productWithPrices(tx, call.params.code)
      if (!product) return refuse('catalog.product_not_found', { code: call.params.code })
      const markets = await goodsMarkets(tx)
      const { code, category, art, taxClass, weightGrams, texts } = product
      return ok({
        code,
        category,
        art,
        taxClass,
        weightGrams,
        texts,
        state: product.withdrawn ? ('withdrawn' as const) : ('active' as const),
        prices: product.prices.flatMap((price) => {
          const market = markets.get(price.marketId)
          if (!market) return []
          return [
            {
              kind: price.kind,
              market: market.code,
              price: { minor: price.minor, currency: market.currency },
              volumes: price.volumes,
              validFrom: price.fromMs,
              validUntil: price.untilMs,
            },
          ]
        }),
      })
    }),
})

const createProductRoute = route({
  endpoint: contract.createProduct,
  realms: ['staff'],
  right: 'catalog.write',
  idempotency: 'key',
  summary: 'Adds a product; it is sold where it gets a price.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'catalog.create_product', answer: contract.createProduct.response },
      async (tx, about) => {
        const made = await createProduct(tx, call.body)
        if (!made.ok) return made
        about('product', made.value.id)
        return ok({ code: made.value.code })
      },
    ),
})

const setPriceRoute = route({
  endpoint: contract.setPrice,
  realms: ['staff'],
  right: 'catalog.write',
  idempotency: 'key',
  summary: 'Sets a price from a moment on.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'catalog.set_price', answer: contract.setPrice.response },
      async (tx, about) => {
        const product = await productWithPrices(tx, call.params.code)
        if (!product) return refuse('catalog.product_not_found', { code: call.params.code })
        const market = await goodsMarket(tx, call.body.market)
        if (!market) return refuse('catalog.market_not_found', { market: call.body.market }, 'market')
        const now = await companyNow(tx)
        const fromMs = call.body.validFrom ?? now
        // What was charged already stays explainable: no price begins before now.
        if (fromMs < now) return refuse('catalog.price_in_the_past', {}, 'validFrom')
        const { kind, minor, volumes } = call.body
        if (minor < 0n) return refuse('catalog.price_negative', {}, 'minor')
        const set = await setPrice(tx, {
          kind,
          minor,
          volumes,
          fromMs,
          productId: product.id,
          marketId: market.id,
        })
        if (!set.ok) return set
        about('product', product.id)
        return ok({ validFrom: fromMs })
      },
    ),
})

export const staffRoutes = [listProducts, showProduct, createProductRoute, setPriceRoute]
