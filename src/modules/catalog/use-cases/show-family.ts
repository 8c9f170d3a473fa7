import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { textIn, type GoodsMarket } from '../domain/price-book.ts'
import type { ChangedProduct } from '../domain/product-change.ts'
import { byChoice, choiceText, type ProductOption } from '../domain/variants.ts'
import { changedProducts, productCodes, type RevisedProduct } from '../store/changed-products.ts'
import { variantCodes } from '../store/variants.ts'

type Markets = ReadonlyMap<bigint, GoodsMarket>

/** Of a family its options and variants, with the prices that these have of their own now; of a variant its family and choice. */
export async function shownFamily(tx: Tx, product: RevisedProduct, markets: Markets) {
  if (product.parentId !== null) {
    const codes = await productCodes(tx, [product.parentId])
    const [family] = await changedProducts(tx, [...codes.values()])
    if (!family) throw new Error('a variant has no family')
    const choice = choiceText(family.options, product.choice ?? {})
    const name = textIn(family.fields.texts).name
    return {
      options: [],
      variants: [],
      family: { code: family.code, name, choice, prices: shownPrices(family, markets) },
    }
  }
  const { options } = product
  const variants = await changedProducts(tx, options.length === 0 ? [] : await variantCodes(tx, product.id))
  const now = await companyNow(tx)
  const shown = variants.map((variant) => {
    const choice = variant.choice ?? {}
    const { state, weightGrams, own = [] } = variant.fields
    const prices = shownPrices(variant, markets)
      .filter(({ validFrom, validUntil }) => validFrom <= now && (validUntil === null || validUntil > now))
      .map(({ kind, market, price, volumes }) => ({ kind, market, price, volumes }))
    const weighs = own.includes('weightGrams') ? weightGrams : null
    const name = choiceText(options, choice)
    return { code: variant.code, name, choice, state, weightGrams: weighs, own: [...own], prices }
  })
  return { options: options.map(shownOption), variants: [...byChoice(options, shown)], family: null }
}

function shownOption({ code, texts, values }: ProductOption) {
  return { code, texts, values: values.map((value) => ({ ...value })) }
}

/** All prices of a product, of every market and moment. */
export function shownPrices(product: ChangedProduct, markets: Markets) {
  return product.prices.flatMap((price) => {
    const market = markets.get(price.marketId)
    if (!market) return []
    const { kind, minor, volumes, fromMs, untilMs } = price
    const money = { minor, currency: market.currency }
    return [{ kind, market: market.code, price: money, volumes, validFrom: fromMs, validUntil: untilMs }]
  })
}
