import type { Plan } from '../language/plan.ts'
import type { PayInput, PersonInput } from './pay-input.ts'
import { buildTree, type Tree } from './tree.ts'

/** The people of a run, numbered by id, with the trees as they stand at the end of the period. */
export type Population = Readonly<{
  people: readonly PersonInput[]
  numberOf: ReadonlyMap<string, number>
  tree: (name: string) => Tree
  /** All positions of the owner of a position, by number. */
  positions: (person: number) => readonly number[]
}>

export function populationOf(plan: Plan, input: PayInput, untilMs: number): Population {
  const people = input.people.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const numberOf = new Map(people.map((person, number) => [person.id, number] as const))
  const trees = new Map<string, Tree>()
  const treeOf = (name: string): Tree => {
    const known = trees.get(name)
    if (known) return known
    const tree = treeAt(plan, input, people, numberOf, name, untilMs)
    trees.set(name, tree)
    return tree
  }
  const owners = new Map<string, number[]>()
  people.forEach((person, number) => {
    const owner = person.ownerId ?? person.id
    const own = owners.get(owner)
    if (own) own.push(number)
    else owners.set(owner, [number])
  })
  const positions = (person: number): readonly number[] => {
    const one = people[person]
    return one ? (owners.get(one.ownerId ?? one.id) ?? [person]) : []
  }
  return { people, numberOf, tree: treeOf, positions }
}

function treeAt(
  plan: Plan,
  input: PayInput,
  people: readonly PersonInput[],
  numberOf: ReadonlyMap<string, number>,
  name: string,
  untilMs: number,
): Tree {
  const parent = new Int32Array(people.length).fill(-1)
  const side = people.map((person) => person.places.get(name)?.side ?? '')
  people.forEach((person, number) => {
    const above = name === 'sponsor' ? person.sponsorId : person.places.get(name)?.parentId
    if (above !== undefined) parent[number] = numberOf.get(above) ?? -1
  })
  for (const link of input.links) {
    const number = numberOf.get(link.personId)
    if (link.tree !== name || number === undefined) continue
    // The place that holds in the last moment of the period; links of one person never overlap.
    if ((link.fromMs ?? 0) >= untilMs || (link.untilMs !== undefined && link.untilMs < untilMs)) continue
    parent[number] = link.parentId === undefined ? -1 : (numberOf.get(link.parentId) ?? -1)
    side[number] = link.side
  }
  if (plan.terminated === 'roll_up') rollUp(people, parent, side)
  return buildTree(name, parent, side)
}

/** Terminated people leave the tree; whoever stands below them stands below the next one above who stays, on that one's side. */
function rollUp(people: readonly PersonInput[], parent: Int32Array, side: string[]): void {
  const gone = (person: number): boolean => people[person]?.status === 'terminated'
  const old = parent.slice()
  const oldSide = side.slice()
  old.forEach((_, person) => {
    let [above, at] = [old[person] ?? -1, person]
    while (above >= 0 && gone(above)) [above, at] = [old[above] ?? -1, above]
    parent[person] = gone(person) ? -1 : above
    side[person] = gone(person) ? '' : (oldSide[at] ?? '')
  })
}
