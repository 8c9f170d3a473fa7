import type { Tx } from '#platform/postgres/database.ts'
import type { Product } from '../domain/price-book.ts'
import { productRowsByIds } from '../store/goods.ts'
import { imagesOf } from '../store/images.ts'

/** Products by their ids with their pictures, without prices and without what is limited together, whatever their state. */
export async function productsByIds(tx: Tx, ids: readonly bigint[]): Promise<ReadonlyMap<bigint, Product>> {
  const products = await productRowsByIds(tx, ids)
  const pictured = [...products.values()].flatMap(({ id, family }) => (family ? [id, family.id] : [id]))
  const images = await imagesOf(tx, [...new Set(pictured)])
  return new Map(
    [...products].map(([id, product]) => [
      id,
      { ...product, images: images.get(id) ?? images.get(product.family?.id ?? id) },
    ]),
  )
}
