import { ok, refuse, type Result } from '#shared/refusal.ts'
import { putFile } from '#platform/files/files.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { IMAGES_MAX, type PreparedImage } from '../domain/images.ts'
import { changedProducts } from '../store/changed-products.ts'
import { imagesOf, keepImage, writeImages } from '../store/images.ts'
import { logImages } from './log-images.ts'

/**
 * Gives a product one more picture, the last one; the same picture again changes nothing. Several at once are put one after the other.
 * Refused as `catalog.product_not_found` or `catalog.too_many_images`.
 */
export async function addImage(
  tx: Tx,
  input: Readonly<{ code: string; image: PreparedImage; accountId: bigint | null }>,
): Promise<Result<Readonly<{ id: bigint; hash: string; width: number; height: number }>>> {
  const [product] = await changedProducts(tx, [input.code], { holds: true })
  if (!product) return refuse('catalog.product_not_found', { code: input.code })
  const { width, height, files } = input.image
  const kept = []
  for (const { format, width: fileWidth, bytes } of files) {
    // One connection, one after the other.
    // oxlint-disable-next-line no-await-in-loop
    const { sha256 } = await putFile(tx, [bytes])
    kept.push({ format, width: fileWidth, sha256 })
  }
  const all = kept.map(({ format, width: of, sha256 }) => [format, of, sha256])
  const hash = hashToken(JSON.stringify(all)).toString('hex')
  await keepImage(tx, { hash, width, height, files: kept })
  const before = (await imagesOf(tx, [product.id])).get(product.id) ?? []
  const answer = { id: product.id, hash, width, height }
  if (before.some((image) => image.hash === hash)) return ok(answer)
  if (before.length >= IMAGES_MAX) return refuse('catalog.too_many_images', { most: IMAGES_MAX }, 'body')
  const after = [...before, { hash, alt: {} }]
  await writeImages(tx, product.id, after)
  await logImages(tx, input.accountId, { productId: product.id, before, after })
  return ok(answer)
}
