export {
  offerAt,
  priceAt,
  textIn,
  type Price,
  type PriceBook,
  type PriceKind,
  type Product,
} from './domain/price-book.ts'
export { askedAge, brokenLimit, NO_LIMITS, type BrokenLimit, type LimitedGoods } from './domain/limits.ts'
export { countedWith, limitedAs, limitedGoods, type WantedGoods } from './domain/limited-goods.ts'
export { combinations, type Choice } from './domain/variants.ts'
export { firstImage } from './domain/images.ts'
export { productsByIds } from './use-cases/products-by-ids.ts'
export { createCategory } from './use-cases/create-category.ts'
export { createProduct, type NewProduct } from './use-cases/create-product.ts'
export { knownPriceBook, priceBookOf } from './use-cases/price-book.ts'
export { saveVariants } from './use-cases/save-variants.ts'
export { setParts } from './use-cases/set-parts.ts'
export { setPrice, type NewPrice } from './use-cases/set-price.ts'
