import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import type { ImageFormat } from '#shared/image.ts'
import type { ProductImage } from '../domain/images.ts'
import { tables } from './goods.ts'

const altTexts = z.record(z.string(), z.string())

/** The pictures of products in their order, by product; of all of them, or of some. Variants without any are not looked up. */
export async function imagesOf(
  tx: Tx,
  productIds?: readonly bigint[],
): Promise<ReadonlyMap<bigint, readonly ProductImage[]>> {
  if (productIds?.length === 0) return new Map()
  let query = tables(tx)
    .selectFrom('catalog.product_image as own')
    .innerJoin('catalog.image as image', 'image.id', 'own.image_id')
    .select(['own.product_id as productId', 'own.alt', 'image.hash', 'image.width', 'image.height'])
  if (productIds) query = query.where('own.product_id', 'in', productIds)
  const rows = await query.orderBy('own.position').orderBy('image.id').execute()
  const found = new Map<bigint, ProductImage[]>()
  for (const { productId, hash, width, height, alt } of rows) {
    const image = { hash, width, height, alt: altTexts.parse(alt) }
    const known = found.get(productId)
    if (known) known.push(image)
    else found.set(productId, [image])
  }
  return found
}

type StoredFile = Readonly<{ format: ImageFormat; width: number; sha256: string }>

/** Keeps an image with its files, once; gives its id. */
export async function keepImage(
  tx: Tx,
  image: Readonly<{ hash: string; width: number; height: number; files: readonly StoredFile[] }>,
): Promise<bigint> {
  const { files, ...row } = image
  const made = await tables(tx)
    .insertInto('catalog.image')
    .values(row)
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) return imageId(tx, image.hash)
  await tables(tx)
    .insertInto('catalog.image_file')
    .values(files.map((file) => ({ ...file, image_id: made.id })))
    .execute()
  return made.id
}

async function imageId(tx: Tx, hash: string): Promise<bigint> {
  const { id } = await tables(tx)
    .selectFrom('catalog.image')
    .select('id')
    .where('hash', '=', hash)
    .executeTakeFirstOrThrow()
  return id
}

/** Where the bytes of one file of an image lie; undefined when there is none. */
export async function imageFile(
  tx: Tx,
  of: Readonly<{ hash: string; width: number; format: ImageFormat }>,
): Promise<string | undefined> {
  const row = await tables(tx)
    .selectFrom('catalog.image_file as file')
    .innerJoin('catalog.image as image', 'image.id', 'file.image_id')
    .select('file.sha256')
    .where('image.hash', '=', of.hash)
    .where('file.width', '=', of.width)
    .where('file.format', '=', of.format)
    .executeTakeFirst()
  return row?.sha256
}

/** Gives a product exactly these pictures, in this order. */
export async function writeImages(
  tx: Tx,
  productId: bigint,
  images: readonly Readonly<{ hash: string; alt: Readonly<Record<string, string>> }>[],
): Promise<void> {
  await tables(tx).deleteFrom('catalog.product_image').where('product_id', '=', productId).execute()
  if (images.length === 0) return
  const rows = await tables(tx)
    .selectFrom('catalog.image')
    .select(['id', 'hash'])
    .where(
      'hash',
      'in',
      images.map(({ hash }) => hash),
    )
    .execute()
  const ids = new Map(rows.map(({ id, hash }) => [hash, id]))
  const values = images.flatMap(({ hash, alt }, position) => {
    const id = ids.get(hash)
    return id === undefined
      ? []
      : [{ product_id: productId, image_id: id, position, alt: JSON.stringify(alt) }]
  })
  await tables(tx).insertInto('catalog.product_image').values(values).execute()
}
