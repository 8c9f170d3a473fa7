import { ownershipOf } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { mergeOf } from '../store/merges.ts'
import { moveWallets } from './move-wallets.ts'

/**
 * Gives what the wallet of a position that ended in another one holds, or owes, to the owner of that one: it is the same person, who
 * signs in there alone.
 */
export async function handOnMerged(tx: Tx, about: About, moveId: bigint): Promise<void> {
  const merge = await mergeOf(tx, moveId)
  if (!merge) return
  const { ownerId } = await ownershipOf(tx, merge.intoId)
  const at = new Date(await companyNow(tx))
  const by = { kind: 'move', id: moveId } as const
  const of = { from: merge.personId, to: ownerId, by, code: 'merge.handed_over', at } as const
  const handed = await moveWallets(tx, of)
  if (!handed.ok) throw new Error(`the ledger refused what a merge hands on: ${handed.refusal.code}`)
  about('move', moveId)
}
