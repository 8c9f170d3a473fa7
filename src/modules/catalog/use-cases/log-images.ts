import type { Tx } from '#platform/postgres/database.ts'
import { isSameImages } from '../domain/images.ts'
import { addChange, type LoggedImage } from '../store/changes.ts'

/** Keeps that the pictures of a product changed, for its history and for taking it back; nothing where they are the same. */
export async function logImages(
  tx: Tx,
  accountId: bigint | null,
  of: Readonly<{ productId: bigint; before: readonly LoggedImage[]; after: readonly LoggedImage[] }>,
): Promise<void> {
  if (isSameImages(of.before, of.after)) return
  await addChange(tx, { kind: 'edit', accountId }, [{ is: 'images', ...of }])
}
