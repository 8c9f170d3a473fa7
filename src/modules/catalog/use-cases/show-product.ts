import { ok, refuse } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { changedProducts } from '../store/changed-products.ts'
import { textIn } from '../domain/price-book.ts'
import { kitParts } from '../store/kits.ts'
import { goodsMarkets } from './market-goods.ts'
import { shownHistory } from './show-changes.ts'
import { shownFamily, shownPrices } from './show-family.ts'

/** A product as those see it who keep the catalogue; refused as `catalog.product_not_found`. */
export async function showProduct(tx: Tx, code: string) {
  const [product] = await changedProducts(tx, [code])
  if (!product) return refuse('catalog.product_not_found', { code })
  const markets = await goodsMarkets(tx)
  const { own, options: _options, ...fields } = product.fields
  return ok({
    code,
    revision: product.revision,
    ...fields,
    tags: [...fields.tags],
    own: [...(own ?? [])],
    ...(await shownFamily(tx, product, markets)),
    limits: { ...fields.limits, countries: [...fields.limits.countries] },
    parts: (await kitParts(tx, product.id)).map(({ code: part, quantity, texts }) => ({
      product: part,
      name: textIn(texts).name,
      quantity,
    })),
    prices: shownPrices(product, markets),
    history: await shownHistory(tx, { productId: product.id, markets }),
  })
}
