import type { Tx } from '#platform/postgres/database.ts'
import { isSameImages } from '../domain/images.ts'
import type { ChangeItem } from '../store/changes.ts'
import { imagesOf, writeImages } from '../store/images.ts'

type ImagesItem = Extract<ChangeItem, { is: 'images' }>

const imageItems = (items: readonly ChangeItem[]): readonly ImagesItem[] =>
  items.flatMap((item) => (item.is === 'images' ? [item] : []))

/** The first product that has other pictures than the change left it with. */
export async function otherImages(tx: Tx, all: readonly ChangeItem[]): Promise<ChangeItem | undefined> {
  const items = imageItems(all)
  const now = await imagesOf(
    tx,
    items.map(({ productId }) => productId),
  )
  return items.find(({ productId, after }) => !isSameImages(now.get(productId) ?? [], after))
}

/** Gives products the pictures that they had: what was shown once is kept for ever. */
export async function undoImages(tx: Tx, all: readonly ChangeItem[]): Promise<readonly ImagesItem[]> {
  const items = imageItems(all)
  for (const { productId, before } of items)
    // oxlint-disable-next-line no-await-in-loop -- one after the other: they go to one connection anyway, and a change has pictures of one product
    await writeImages(tx, productId, before)
  return items.map((item) => ({ ...item, before: item.after, after: item.before }))
}
