export {
  offerAt,
  priceAt,
  priceKindOf,
  textIn,
  type Offer,
  type Price,
  type PriceBook,
  type PriceKind,
  type Product,
} from './domain/price-book.ts'
export { askedAge, brokenLimit, NO_LIMITS, type BrokenLimit } from './domain/limits.ts'
export {
  countedOn,
  countedWith,
  isLimited,
  limitedAs,
  limitedGoods,
  withParts,
  type WantedGoods,
} from './domain/limited-goods.ts'
export { costAt, type CostBook } from './domain/costs.ts'
export { costBook } from './store/costs.ts'
export { printedProduct } from './domain/campaigns/printed-product.ts'
export { refuseCode } from './use-cases/refuse-code.ts'
export { combinations, type Choice } from './domain/variants.ts'
export { firstImage } from './domain/images.ts'
export { productsByIds } from './use-cases/products-by-ids.ts'
export { createCategory } from './use-cases/create-category.ts'
export { createProduct } from './use-cases/create-product.ts'
export { knownPriceBook, priceBookOf } from './use-cases/price-book.ts'
export { saveVariants } from './use-cases/save-variants.ts'
export { setParts } from './use-cases/set-parts.ts'
export { setPrice } from './use-cases/set-price.ts'
