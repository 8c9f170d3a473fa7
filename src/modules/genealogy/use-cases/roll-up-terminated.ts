import { handOver } from '#modules/field/api.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { rollUp } from '../domain/roll-up.ts'
import { SPONSOR_TREE, type Tree } from '../domain/tree.ts'
import { addPlaces, endPlaces, lockMoves, placeNow } from '../store/moves.ts'
import { directsNow, insertTermination, terminationPolicies } from '../store/terminations.ts'

type Left = Readonly<{ personId: bigint; atMs: number }>

/** Rolls up those below somebody who left for good, in every tree whose policy says so, and tells `genealogy.moved`. */
export async function rollUpTerminated(tx: Tx, about: About, left: Left): Promise<void> {
  for (const { tree, onTermination } of await terminationPolicies(tx))
    // oxlint-disable-next-line no-await-in-loop -- one connection
    if (onTermination === 'roll_up') await rollUpIn(tx, about, tree, left)
}

async function rollUpIn(tx: Tx, about: About, tree: Tree, { personId, atMs }: Left): Promise<void> {
  await lockMoves(tx, tree)
  const place = await placeNow(tx, { tree, personId })
  const rolled = rollUp(place, await directsNow(tx, { tree, personId }), {
    hasPlaces: tree !== SPONSOR_TREE,
    atMs,
  })
  const above = place?.parentId
  if (!rolled || above === null || above === undefined) return
  const leavers = rolled.leaves ? [{ personId, fromMs: atMs }] : []
  const id = await insertTermination(tx, {
    tree,
    personId,
    above,
    side: place?.side ?? null,
    at: new Date(atMs),
    people: rolled.places.length + leavers.length,
  })
  await endPlaces(tx, { id, tree }, [...rolled.places, ...leavers])
  await addPlaces(tx, { id, tree }, rolled.places)
  const people = rolled.places.map((one) => one.personId)
  if (tree === SPONSOR_TREE) await handOver(tx, { personIds: people, from: personId, to: above })
  about('move', id)
  about('person', personId)
  await appendEvent(tx, {
    topic: 'genealogy.moved',
    keyId: personId,
    payload: { moveId: id, tree, fromMs: atMs, people: [...people, personId] },
  })
}
