import type { FrozenColumns } from '../../frozen/columns.ts'
import { wordAt } from '../../frozen/byte-columns.ts'
import type { Plan } from '../../language/plan.ts'
import { personKinds, personStatuses } from '../../language/words.ts'
import type { LivePeople } from '../../live/live-people.ts'
import { momentBefore, stretchesOf, type Population } from '../../pay/population.ts'
import type { Tree } from '../../pay/tree.ts'
import type { FieldColumns, TreeColumns } from '../field-columns.ts'
import { holdsAt, standingsAt } from '../of-frozen/standings.ts'
import { treeAt } from '../of-frozen/trees.ts'
import { once } from '../once.ts'
import { legsOfPerson, teamOf } from '../shares/team-index.ts'
import { treeColumns } from '../tree-columns.ts'
import type { ColumnFacts } from './column-facts.ts'
import type { Owners } from './owners.ts'

/** People in columns, as they are known now. */
export type PeopleGround = Readonly<{
  plan: Plan
  frozen: FrozenColumns
  people: LivePeople
  facts: ColumnFacts
  owners: Owners
}>

/** The people of a period with their trees up to its end; those of the paid one as the columns of its run hold them. */
export function columnPopulation(ground: PeopleGround, untilMs: number, now?: FieldColumns): Population {
  const { plan, people } = ground
  const byOrder = plan.changes?.upline === 'at_order'
  const atEnd = untilMs - 1
  const { kind, status } = standingsIn(ground)
  const momentsOf = once((name: string) => momentsOfTree(ground, name))
  const treeThen = once((key: string): Tree => {
    const [atMs, name] = [Number(key.slice(0, key.indexOf(' '))), key.slice(key.indexOf(' ') + 1)]
    return asTree(name, treeOfInstant(ground, name, atMs))
  })
  const treeNow = once((name: string): Tree =>
    now ? asTree(name, now.tree(name)) : treeThen(`${atEnd} ${name}`),
  )
  return {
    people: people.list,
    numberOf: { get: people.numberOf },
    kind: (person, atMs) =>
      now && atMs === atEnd ? (personKinds[now.kind[person] ?? 0] ?? '') : kind(person, atMs),
    status: (person, atMs) =>
      now && atMs === atEnd ? (personStatuses[now.status[person] ?? 0] ?? '') : status(person, atMs),
    tree: treeNow,
    treeAt: (name, atMs) =>
      byOrder ? treeThen(`${momentBefore(momentsOf(name), atMs)} ${name}`) : treeNow(name),
    stretches: (name, of) => stretchesOf(byOrder ? momentsOf(name) : [], of),
    placeAt: (name, person, atMs) => placeAt(ground, name, person, atMs),
    positions: (person) => ground.owners.positionsOf(person),
  }
}

/** Kinds and statuses at any instant: what a fact says that holds then, else what people say. */
function standingsIn({ frozen, people, facts }: PeopleGround): Pick<Population, 'kind' | 'status'> {
  const said = { kind: wordAt(frozen.people.kind), status: wordAt(frozen.people.status) }
  const of = (name: 'kind' | 'status') => (person: number, atMs: number) => {
    const fact = facts.tells(name) ? facts.valueAt('person', people.codeOf(person), name, atMs) : undefined
    return fact ?? people.changed.get(person)?.[name] ?? said[name](person)
  }
  return { kind: of('kind'), status: of('status') }
}

/** The instants at which somebody's place in a tree may change. */
function momentsOfTree({ plan, frozen, facts }: PeopleGround, name: string): readonly number[] {
  const { tree, fromMs, untilMs } = frozen.links
  const place = tree.words.indexOf(name)
  const edges = new Set(plan.terminated === 'roll_up' ? facts.edges('status') : [])
  for (let row = 0; row < fromMs.length; row++) {
    if (tree.place[row] !== place) continue
    for (const edge of [fromMs[row], untilMs[row]])
      if (edge !== undefined && Number.isFinite(edge)) edges.add(edge)
  }
  return [...edges].toSorted((a, b) => a - b)
}

/** A tree as it stood at an instant; who joined since the columns were made stands where files put whoever has no other place. */
function treeOfInstant({ plan, frozen, people }: PeopleGround, name: string, atMs: number): TreeColumns {
  const { status } = standingsAt(frozen, atMs)
  const known = treeAt(plan, frozen, status, name, atMs)
  const [base, count] = [known.parent.length, people.count()]
  if (count === base) return known
  const [parent, side] = [new Int32Array(count).fill(-1), new Uint8Array(count)]
  parent.set(known.parent)
  side.set(known.side)
  const sides = [...known.sides]
  for (let person = base; person < count; person++) {
    const { above, side: word } = saidOf(people, name, person)
    if (!sides.includes(word)) sides.push(word)
    parent[person] = above
    side[person] = sides.indexOf(word)
  }
  return treeColumns(parent, side, sides)
}

function saidOf(people: LivePeople, tree: string, person: number): Readonly<{ above: number; side: string }> {
  const one = people.list[person]
  const place = one?.places.get(tree)
  const above = tree === 'sponsor' ? one?.sponsorId : place?.parentId
  return { above: above === undefined ? -1 : (people.numberOf(above) ?? -1), side: place?.side ?? '' }
}

function placeAt(
  { frozen: { links }, people }: PeopleGround,
  name: string,
  person: number,
  atMs: number,
): Readonly<{ parent: number; side: string }> {
  const tree = links.tree.words.indexOf(name)
  for (let row = 0; row < links.person.length; row++)
    if (links.tree.place[row] === tree && links.person[row] === person && holdsAt(links, row, atMs))
      return { parent: links.parent[row] ?? -1, side: links.side.words[links.side.place[row] ?? 0] ?? '' }
  const { above, side } = saidOf(people, name, person)
  return { parent: above, side }
}

/** A tree in columns as the walking engine reads it. Sides are read when they are asked for, as people may join. */
function asTree(name: string, tree: TreeColumns): Tree {
  const { parent, order, depth, side, sides } = tree
  return {
    name,
    parent,
    side: Array.from(side, (place) => sides[place] ?? ''),
    order,
    depth,
    children: (person) => legsOfPerson(tree, person),
    team: (person) => {
      const { from, until } = teamOf(tree, person)
      return order.subarray(from, until)
    },
  }
}
