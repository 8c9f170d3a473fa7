import type { PlannedMove } from '#modules/genealogy/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { HeldPlace, PlacesOfPerson } from '../domain/frozen/with-places.ts'
import { placesKnown } from '../store/move-places.ts'

/** Every place of those whom a move concerns as it would be after it, by their places among the people of the columns. */
export async function placesAfter(
  tx: Tx,
  move: PlannedMove,
  ids: BigInt64Array,
): Promise<readonly PlacesOfPerson[]> {
  const concerned = move.places.flatMap(({ personId, parentId }) => [personId, parentId])
  const known = await placesKnown(
    tx,
    move.tree,
    move.places.map(({ personId }) => personId),
  )
  const above = known.flatMap(({ parentId }) => (parentId === null ? [] : [parentId]))
  const numberOf = numbersOf(ids, new Set([...concerned, ...above]))
  const byPerson = Map.groupBy(known, ({ personId }) => personId)
  return move.places.flatMap(({ personId, parentId, sideName, fromMs }) => {
    const person = numberOf(personId)
    // Who joined after the period is not in it.
    if (person < 0) return []
    const earlier = (byPerson.get(personId) ?? []).flatMap((place): HeldPlace[] => {
      const untilMs = Math.min(place.untilMs, fromMs)
      const parent = place.parentId === null ? -1 : numberOf(place.parentId)
      return place.fromMs < untilMs ? [{ parent, side: place.side, fromMs: place.fromMs, untilMs }] : []
    })
    const now = { parent: numberOf(parentId), side: sideName, fromMs, untilMs: Infinity }
    return [{ tree: move.tree, person, places: [...earlier, now] }]
  })
}

/** Where some people stand among all, by one look through them. */
function numbersOf(ids: BigInt64Array, wanted: ReadonlySet<bigint>): (id: bigint) => number {
  const found = new Map<bigint, number>()
  for (let number = 0; number < ids.length; number++) {
    const id = ids[number]
    if (id !== undefined && wanted.has(id)) found.set(id, number)
  }
  return (id) => found.get(id) ?? -1
}
