import type { Tx } from '#platform/postgres/database.ts'
import { addLink } from '../store/links.ts'

/** Gives a newcomer the place under a sponsor, who must be in the tree. Joining calls it in its transaction. */
export async function placeUnder(
  tx: Tx,
  input: { personId: bigint; parentId: bigint; at: Date },
): Promise<void> {
  await addLink(tx, { tree: 'sponsor', ...input })
}

/** Puts somebody at the top of the sponsor tree. */
export async function placeAtTop(tx: Tx, input: { personId: bigint; at: Date }): Promise<void> {
  await addLink(tx, { tree: 'sponsor', personId: input.personId, parentId: null, at: input.at })
}
