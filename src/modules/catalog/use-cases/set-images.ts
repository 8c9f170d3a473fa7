import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { changedProducts } from '../store/changed-products.ts'
import { imagesOf, writeImages } from '../store/images.ts'
import { logImages } from './log-images.ts'

type WantedImage = Readonly<{ hash: string; alt: Readonly<Record<string, string>> }>

/**
 * Puts the pictures of a product in an order, says what is said of them, and takes out those that are not named. Refused as
 * `catalog.product_not_found`, `catalog.image_unknown` for a picture that the product does not have, or `catalog.product_conflict` when
 * the pictures are not those that were looked at.
 */
export async function setImages(
  tx: Tx,
  input: Readonly<{
    code: string
    seen: readonly string[]
    images: readonly WantedImage[]
    accountId: bigint | null
  }>,
): Promise<Result<bigint>> {
  const [product] = await changedProducts(tx, [input.code], { holds: true })
  if (!product) return refuse('catalog.product_not_found', { code: input.code })
  const before = (await imagesOf(tx, [product.id])).get(product.id) ?? []
  const now = before.map(({ hash }) => hash)
  if (now.join() !== input.seen.join()) return refuse('catalog.product_conflict', { code: input.code })
  const wanted = input.images.map(({ hash }) => hash)
  if (new Set(wanted).size < wanted.length || wanted.some((hash) => !now.includes(hash)))
    return refuse('catalog.image_unknown', {}, 'images')
  const images = input.images.map(({ hash, alt }) => ({
    hash,
    alt: Object.fromEntries(Object.entries(alt).filter(([, text]) => text.trim() !== '')),
  }))
  await writeImages(tx, product.id, images)
  await logImages(tx, input.accountId, { productId: product.id, before, after: images })
  return ok(product.id)
}
