import type { PlannedMove } from '#modules/genealogy/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { HeldPlace, PlacesOfPerson } from '../domain/frozen/with-places.ts'
import { placesKnown, type KnownPlace } from '../store/move-places.ts'

type Planned = Pick<PlannedMove, 'places' | 'leavers'>

/** Every place of those whom a move concerns as it would be after it, by their places among the people of the columns. */
export async function placesAfter(
  tx: Tx,
  move: Planned,
  ids: BigInt64Array,
): Promise<readonly PlacesOfPerson[]> {
  const known = await placesOfAll(tx, move)
  const above = known.flatMap(({ parentId }) => (parentId === null ? [] : [parentId]))
  const concerned = [
    ...move.places.flatMap(({ personId, parentId }) => [personId, parentId]),
    ...move.leavers.map(({ personId }) => personId),
  ]
  const numberOf = numbersOf(ids, new Set([...concerned, ...above]))
  const byPlace = Map.groupBy(known, ({ tree, personId }) => `${tree} ${personId}`)
  const earlier = (tree: string, personId: bigint, untilMs: number): HeldPlace[] =>
    (byPlace.get(`${tree} ${personId}`) ?? []).flatMap((place): HeldPlace[] => {
      const endMs = Math.min(place.untilMs, untilMs)
      const parent = place.parentId === null ? -1 : numberOf(place.parentId)
      return place.fromMs < endMs ? [{ parent, side: place.side, fromMs: place.fromMs, untilMs: endMs }] : []
    })
  const left = move.leavers.map(({ tree, personId, fromMs }) => ({
    tree,
    person: numberOf(personId),
    places: earlier(tree, personId, fromMs),
  }))
  const placed = move.places.map(({ tree, personId, parentId, sideName, fromMs }) => {
    const now = { parent: numberOf(parentId), side: sideName, fromMs, untilMs: Infinity }
    return { tree, person: numberOf(personId), places: [...earlier(tree, personId, fromMs), now] }
  })
  // Who joined after the period is not in it.
  return [...left, ...placed].filter(({ person }) => person >= 0)
}

/** What is known of the places of those whom a move concerns, in each tree that it changes. */
async function placesOfAll(tx: Tx, { places, leavers }: Planned) {
  const byTree = Map.groupBy([...places, ...leavers], ({ tree }) => tree)
  const known: (KnownPlace & Readonly<{ tree: string }>)[] = []
  for (const [tree, people] of byTree) {
    const ids = people.map(({ personId }) => personId)
    // oxlint-disable-next-line no-await-in-loop -- one connection
    for (const place of await placesKnown(tx, tree, ids)) known.push({ ...place, tree })
  }
  return known
}

/** Where some people stand among all, by one look through them. */
export function numbersOf(ids: BigInt64Array, wanted: ReadonlySet<bigint>): (id: bigint) => number {
  const found = new Map<bigint, number>()
  for (let number = 0; number < ids.length; number++) {
    const id = ids[number]
    if (id !== undefined && wanted.has(id)) found.set(id, number)
  }
  return (id) => found.get(id) ?? -1
}
