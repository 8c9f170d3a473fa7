import { changeStanding, handOver, lockPerson, mergePosition, personById } from '#modules/field/api.ts'
import { blockAccountsOf } from '#modules/identity/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, type Result } from '#shared/refusal.ts'
import type { TreeChange } from '../domain/merge.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { parentOf } from '../store/links.ts'
import { lockPlace, treeCodes } from '../store/merges.ts'
import { addPlaces, endPlaces, lockMoves, type Move } from '../store/moves.ts'
import { planMerge } from './plan-merge.ts'

/**
 * Merges and moves are done one after the other, and nobody joins under the position that ends meanwhile. Whoever joins holds the
 * sponsor, then the sponsor's place, and looks for free places then, so that the order is the same here.
 */
export async function lockForMerge(tx: Tx, personId: bigint): Promise<void> {
  await lockMoves(tx, SPONSOR_TREE)
  await lockPerson(tx, personId)
  await lockPlace(tx, { tree: SPONSOR_TREE, personId })
  for (const tree of await treeCodes(tx))
    // oxlint-disable-next-line no-await-in-loop -- in the same order for everybody
    if (tree !== SPONSOR_TREE) await lockMoves(tx, tree)
}

/** Does an approved merge in every tree; the position that ends cannot act any more, and both numbers find the one that stays. */
export async function carryOutMerge(tx: Tx, about: About, move: Move): Promise<Result<undefined>> {
  const { personId, parentId: intoId, fromMs } = move
  const planned = await planMerge(tx, { personId, intoId, fromMs })
  if (!planned.ok) return planned
  const before = await parentOf(tx, { tree: SPONSOR_TREE, personId: intoId })
  for (const change of planned.value)
    // oxlint-disable-next-line no-await-in-loop -- one connection
    await changeTree(tx, move, change)
  const moved = planned.value.find(({ tree }) => tree === SPONSOR_TREE)?.places ?? []
  await handOver(tx, {
    personIds: moved.map((one) => one.personId).filter((id) => id !== intoId),
    from: personId,
    to: intoId,
  })
  const comesUp = moved.find((one) => one.personId === intoId)
  if (comesUp && before !== undefined)
    await handOver(tx, { personIds: [intoId], from: before, to: comesUp.parentId })
  const at = new Date(await companyNow(tx))
  await mergePosition(tx, { personId, intoId, from: new Date(fromMs), at })
  await blockAccountsOf(tx, personId)
  const person = await personById(tx, personId)
  if (!person) throw new Error('a person is never removed')
  const left = await changeStanding(tx, about, { personId, kind: person.kind, status: 'terminated' })
  if (!left.ok) return left
  for (const { tree, places } of planned.value)
    // oxlint-disable-next-line no-await-in-loop -- as above
    await appendEvent(tx, {
      topic: 'genealogy.moved',
      keyId: personId,
      payload: {
        moveId: move.id,
        tree,
        fromMs,
        people: [...places.map((one) => one.personId), personId],
        isMerge: true,
      },
    })
  return ok(undefined)
}

/** Ends all places first, then gives the new ones, whoever stands above before those below. */
async function changeTree(tx: Tx, { id }: Move, { tree, places, leavers }: TreeChange): Promise<void> {
  await endPlaces(tx, { id, tree }, [...places, ...leavers])
  await addPlaces(tx, { id, tree }, places.slice(0, 1))
  await addPlaces(tx, { id, tree }, places.slice(1))
}
