import type { Plan } from '../language/plan.ts'
import type { PayInput, PersonInput } from './pay-input.ts'
import { edgesOf, standingsOf } from './standings.ts'
import { buildTree, type Tree } from './tree.ts'

type Place = Readonly<{ parent: number; side: string }>

type Stretch = Readonly<{ fromMs: number; untilMs: number }>

/** The people of a run, numbered by id, with the trees as they stand at the end of the period. */
export type Population = Readonly<{
  people: readonly PersonInput[]
  numberOf: Pick<ReadonlyMap<string, number>, 'get'>
  kind: (person: number, atMs: number) => string
  status: (person: number, atMs: number) => string
  tree: (name: string) => Tree
  /** The tree in which the volume of an instant goes up: as it stood then, where the plan says so. */
  treeAt: (name: string, atMs: number) => Tree
  /** The parts of a stretch of time in which that tree stays the same, the earliest first. */
  stretches: (name: string, of: Stretch) => readonly Stretch[]
  /** Where files put a person at an instant; nobody is rolled up. */
  placeAt: (name: string, person: number, atMs: number) => Place
  /** All positions of the owner of a position, by number. */
  positions: (person: number) => readonly number[]
}>

export function populationOf(plan: Plan, input: PayInput, untilMs: number): Population {
  const people = input.people.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const numberOf = new Map(people.map((person, number) => [person.id, number] as const))
  const standings = standingsOf(people, input.facts)
  const byOrder = plan.changes?.upline === 'at_order'
  const placeAt = (name: string, person: number, atMs: number): Place =>
    placesAt(input, people, numberOf, name, atMs)(person)
  const momentsOf = kept((name: string) => [
    ...edgesOf(input.links.filter((link) => link.tree === name)),
    ...(plan.terminated === 'roll_up' ? standings.moments : []),
  ])
  const treeOf = kept((key: string): Tree => {
    const [atMs, name] = [Number(key.slice(0, key.indexOf(' '))), key.slice(key.indexOf(' ') + 1)]
    const places = placesAt(input, people, numberOf, name, atMs)
    const parent = Int32Array.from(people.keys(), (person) => places(person).parent)
    const side = people.map((_, person) => places(person).side)
    const gone = (person: number): boolean => standings.status(person, atMs) === 'terminated'
    if (plan.terminated === 'roll_up') rollUp(gone, parent, side)
    return buildTree(name, parent, side)
  })
  const tree = (name: string): Tree => treeOf(`${untilMs - 1} ${name}`)
  const treeAt = (name: string, atMs: number): Tree => {
    if (!byOrder) return tree(name)
    return treeOf(`${momentBefore(momentsOf(name), atMs)} ${name}`)
  }
  const stretches = (name: string, of: Stretch): readonly Stretch[] =>
    stretchesOf(byOrder ? momentsOf(name) : [], of)
  const owners = Map.groupBy(people.keys(), (person) => ownerOf(people, person))
  const positions = (person: number): readonly number[] =>
    people[person] ? (owners.get(ownerOf(people, person)) ?? [person]) : []
  const { kind, status } = standings
  return { people, numberOf, kind, status, tree, treeAt, stretches, placeAt, positions }
}

/** The parts of a stretch of time between moments. */
export function stretchesOf(moments: readonly number[], of: Stretch): readonly Stretch[] {
  const inside = (moment: number): boolean => of.fromMs < moment && moment < of.untilMs
  const edges = [...new Set(moments.filter(inside))].toSorted((a, b) => a - b)
  return [of.fromMs, ...edges].map((fromMs, index) => ({ fromMs, untilMs: edges[index] ?? of.untilMs }))
}

/** The last of some moments up to an instant; before all of them it is as long ago as can be. */
export function momentBefore(moments: readonly number[], atMs: number): number {
  return moments.reduce(
    (last, moment) => (moment <= atMs && moment > last ? moment : last),
    -Number.MAX_SAFE_INTEGER,
  )
}

function ownerOf(people: readonly PersonInput[], person: number): string {
  return people[person]?.ownerId ?? people[person]?.id ?? ''
}

function kept<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => {
    const value = known.get(key) ?? make(key)
    known.set(key, value)
    return value
  }
}

/** Where everybody stands at an instant: by the link that holds then, else as people.csv says. Links of one person never overlap. */
function placesAt(
  input: PayInput,
  people: readonly PersonInput[],
  numberOf: ReadonlyMap<string, number>,
  name: string,
  atMs: number,
): (person: number) => Place {
  const linked = new Map<number, Place>()
  const numbered = (id: string | undefined): number => (id === undefined ? -1 : (numberOf.get(id) ?? -1))
  for (const link of input.links) {
    const number = numbered(link.personId)
    if (link.tree !== name || number < 0) continue
    if ((link.fromMs ?? -Infinity) > atMs || (link.untilMs ?? Infinity) <= atMs) continue
    linked.set(number, { parent: numbered(link.parentId), side: link.side })
  }
  return (person) => {
    const one = people[person]
    const place = one?.places.get(name)
    const above = name === 'sponsor' ? one?.sponsorId : place?.parentId
    return linked.get(person) ?? { parent: numbered(above), side: place?.side ?? '' }
  }
}

/** Who is gone leaves the tree; whoever stands below stands below the next one above who stays, on that one's side. */
function rollUp(gone: (person: number) => boolean, parent: Int32Array, side: string[]): void {
  const old = parent.slice()
  const oldSide = side.slice()
  old.forEach((_, person) => {
    let [above, at] = [old[person] ?? -1, person]
    while (above >= 0 && gone(above)) [above, at] = [old[above] ?? -1, above]
    parent[person] = gone(person) ? -1 : above
    side[person] = gone(person) ? '' : (oldSide[at] ?? '')
  })
}
