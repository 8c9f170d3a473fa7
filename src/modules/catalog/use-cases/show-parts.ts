import type { Tx } from '#platform/postgres/database.ts'
import { textIn, type Product } from '../domain/price-book.ts'
import { kitParts } from '../store/kits.ts'

/** What lies in a kit, in the first of the languages that there is; nothing for what is no kit. */
export async function shownParts(
  tx: Tx,
  product: Pick<Product, 'id' | 'parts'>,
  languages: readonly (string | undefined)[],
) {
  if (product.parts === undefined) return []
  const parts = await kitParts(tx, product.id)
  return parts.map(({ texts, quantity }) => ({ name: textIn(texts, ...languages).name, quantity }))
}
