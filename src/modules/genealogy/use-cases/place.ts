import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { Result } from '#shared/refusal.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { addLink } from '../store/links.ts'
import { beginToWait, givePlace, type Placed, type Wanted } from '../store/trees.ts'

/**
 * Gives a newcomer the place under a sponsor, who must be in the tree; who sells also comes into every placement tree, or into
 * its holding tank; a further position of somebody only into those that take them. Joining calls it in its transaction.
 */
export async function placeUnder(
  tx: Tx,
  input: { personId: bigint; parentId: bigint; at: Date; sells: boolean; isFurther: boolean },
): Promise<void> {
  const { personId, parentId, at, sells, isFurther } = input
  await addLink(tx, { tree: SPONSOR_TREE, personId, parentId, at })
  if (sells) await enterTrees(tx, { personId, sponsorId: parentId, at, isFurther })
}

/** Puts somebody at the top of the sponsor tree. */
export async function placeAtTop(tx: Tx, input: { personId: bigint; at: Date }): Promise<void> {
  const { personId, at } = input
  await addLink(tx, { tree: SPONSOR_TREE, personId, parentId: null, at })
  await enterTrees(tx, { personId, sponsorId: null, at, isFurther: false })
}

async function enterTrees(
  tx: Tx,
  one: { personId: bigint; sponsorId: bigint | null; at: Date; isFurther: boolean },
): Promise<void> {
  for (const tree of await beginToWait(tx, one)) {
    // Where a tree is full, the newcomer goes on waiting in sight of staff.
    // oxlint-disable-next-line no-await-in-loop
    await place(tx, { tree, personId: one.personId, at: one.at, wanted: { by: 'rule' } })
  }
}

/**
 * Gives somebody who waits in a placement tree a place and tells `genealogy.placed`. Refused as
 * `genealogy.placement.not_found`, `genealogy.placed_conflict`, `genealogy.place.not_found`, `genealogy.place.conflict`
 * (somebody stands there) or `genealogy.tree_full`.
 */
export async function place(
  tx: Tx,
  input: { tree: string; personId: bigint; at: Date; wanted: Wanted },
): Promise<Result<Placed>> {
  const placed = await givePlace(tx, input)
  if (!placed.ok) return placed
  const { tree, personId, at } = input
  const { parentId, side } = placed.value
  await appendEvent(tx, {
    topic: 'genealogy.placed',
    keyId: personId,
    payload: { personId, tree, parentId, side, atMs: at.getTime() },
  })
  return placed
}
