import { ok, refuse } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { changedProducts } from '../store/changed-products.ts'
import { textIn } from '../domain/price-book.ts'
import { kitParts } from '../store/kits.ts'
import { goodsMarkets } from './market-goods.ts'
import { shownHistory } from './show-changes.ts'

/** A product as those see it who keep the catalogue; refused as `catalog.product_not_found`. */
export async function showProduct(tx: Tx, code: string) {
  const [product] = await changedProducts(tx, [code])
  if (!product) return refuse('catalog.product_not_found', { code })
  const markets = await goodsMarkets(tx)
  return ok({
    code,
    revision: product.revision,
    ...product.fields,
    tags: [...product.fields.tags],
    limits: { ...product.fields.limits, countries: [...product.fields.limits.countries] },
    parts: (await kitParts(tx, product.id)).map(({ code: part, quantity, texts }) => ({
      product: part,
      name: textIn(texts).name,
      quantity,
    })),
    prices: product.prices.flatMap((price) => {
      const market = markets.get(price.marketId)
      if (!market) return []
      const { kind, minor, volumes, fromMs, untilMs } = price
      const money = { minor, currency: market.currency }
      return [{ kind, market: market.code, price: money, volumes, validFrom: fromMs, validUntil: untilMs }]
    }),
    history: await shownHistory(tx, { productId: product.id, markets }),
  })
}
