import type { Tx } from '#platform/postgres/database.ts'
import { addMerged } from '../store/merged.ts'
import { changeOwner, ownedBy, ownerOf } from '../store/ownership.ts'

/**
 * Lets a position end in another one: its number and its shop lead there, and from an instant on it belongs to whom that one does.
 * The trees are the caller's.
 */
export async function mergePosition(
  tx: Tx,
  input: Readonly<{ personId: bigint; intoId: bigint; from: Date; at: Date }>,
): Promise<void> {
  const { personId, intoId, from, at } = input
  const [owner, ownerId] = [await ownerOf(tx, personId), await ownerOf(tx, intoId)]
  if (owner !== ownerId)
    // What was merged into it before goes along first: nobody owns anything who is somebody's position.
    for (const positionId of [...(owner === personId ? await ownedBy(tx, personId) : []), personId])
      // oxlint-disable-next-line no-await-in-loop -- a handful, one after the other
      await changeOwner(tx, { positionId, ownerId, from, handedAt: at })
  await addMerged(tx, { personId, intoId })
}
