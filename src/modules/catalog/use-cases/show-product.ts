import { ok, refuse } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { changedProducts } from '../store/changed-products.ts'
import { textIn } from '../domain/price-book.ts'
import { imagesOf } from '../store/images.ts'
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
    images: await shownImages(tx, product.id),
    prices: shownPrices(product, markets),
    history: await shownHistory(tx, { productId: product.id, markets }),
  })
}

/** The pictures of a product itself, with all that is said of them. */
async function shownImages(tx: Tx, productId: bigint) {
  const images = (await imagesOf(tx, [productId])).get(productId) ?? []
  return images.map((image) => ({ ...image, alt: { ...image.alt } }))
}
