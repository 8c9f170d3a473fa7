import type { Tx } from '#platform/postgres/database.ts'
import { addMerged, mergedInto } from '../store/merged.ts'
import { lockOwners, ownerOf } from '../store/ownership.ts'
import { changeOwners } from './change-owners.ts'

/**
 * Lets a position end in another one: its number and its shop lead there, and from an instant on it belongs to whom that one does.
 * The trees are the caller's.
 */
export async function mergePosition(
  tx: Tx,
  input: Readonly<{ personId: bigint; intoId: bigint; from: Date; at: Date }>,
): Promise<void> {
  const { personId, intoId, from, at } = input
  await lockOwners(tx)
  const [owner, ownerId] = [await ownerOf(tx, personId), await ownerOf(tx, intoId)]
  if (owner !== ownerId) {
    // What was merged into it before goes along first: nobody owns anything who is somebody's position.
    const positions = [...(await mergedInto(tx, personId)), personId]
    await changeOwners(tx, { positionId: personId, positions, ownerId, from, handedAt: at })
  }
  await addMerged(tx, { personId, intoId })
}
