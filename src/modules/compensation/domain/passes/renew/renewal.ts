import type { Ground } from '../shares/shares.ts'
import type { TreeColumns } from '../field-columns.ts'
import { legsOf, type Legs } from './legs.ts'
import { deepestFirst, membersIn } from './members.ts'

/** Computes again what one step of a run computed, for the first so many people who are computed again. */
export type Step = (count: number) => unknown

/** A tree along which something is gathered. */
export type Along = Readonly<{
  tree: TreeColumns
  /** Who stands directly below each person. */
  legs: Legs
  list: Int32Array
  /** Writes who is computed again, with everybody above them in this tree, into the list, the deepest first; gives how many. */
  gather: () => number
}>

/**
 * What a run keeps so that it can be renewed for some people: the steps that it took, in their order. A step computes single
 * people again from what earlier steps computed of them and of those who stand directly below them, whatever these had before.
 * It never changes what an earlier step wrote, so that people may be added between any two steps.
 */
export type Renewal = {
  /** Who is computed again, in no order; a step along a tree does it for everybody above them too. */
  readonly members: Int32Array
  readonly along: (tree: string) => Along
  /** The trees that were asked for. */
  readonly trees: ReadonlyMap<string, Along>
  readonly steps: Step[]
  /** The columns of the bonuses that pay for a team, as the steps renew them. */
  readonly grounds: Map<string, Ground>
  /** Keys of sums over everybody that rules about single people read. */
  readonly readOfAll: Set<string>
  /** A bonus pays these people something else: they are computed again by whatever goes by that. */
  isPaid: (bonus: string, people: readonly number[]) => void
  /** Whether so many are due something else that limits look at everybody. */
  readonly limitsAll: () => boolean
  /** People whose columns a step changed besides those who are computed again: they are, by the steps after it. */
  include: (people: Iterable<number>) => void
  /** The same with everybody. */
  includeAll: () => void
  /** Why single people cannot be computed again; the whole run has to be. */
  refused: string | undefined
}

export type Renewing = Renewal & Readonly<{ begin: () => void; count: () => number }>

/** Limits look at single people as long as no more than this part of all is due something else. */
const MOST_LIMITED = 0.02

export function renewalOf(
  people: number,
  treeOf: (name: string) => TreeColumns,
  isRead: (bonus: string) => boolean,
): Renewing {
  const trees = new Map<string, Along>()
  const members = membersIn(people, undefined)
  let limitsAll = false
  return {
    members: members.list,
    trees,
    along(name) {
      const known = trees.get(name)
      if (known) return known
      const made = alongOf(treeOf(name), () => members.list.subarray(0, members.count()))
      trees.set(name, made)
      return made
    },
    steps: [],
    grounds: new Map(),
    readOfAll: new Set(),
    isPaid(bonus, changed) {
      if (isRead(bonus) || changed.length <= people * MOST_LIMITED) members.include(changed)
      else limitsAll = true
    },
    limitsAll: () => limitsAll,
    include: members.include,
    includeAll: () => members.include(Array.from({ length: people }, (_, person) => person)),
    begin() {
      limitsAll = false
      members.begin()
    },
    count: members.count,
    refused: undefined,
  }
}

function alongOf(tree: TreeColumns, members: () => Int32Array): Along {
  const above = membersIn(tree.parent.length, tree)
  const order = deepestFirst(above.list, tree)
  return {
    tree,
    legs: legsOf(tree),
    list: above.list,
    gather() {
      above.begin()
      above.include(members())
      order(above.count())
      return above.count()
    },
  }
}

/** Keeps a step, which is a function over the people who are computed again. */
export function keepStep(renewal: Renewal | undefined, of: (person: number) => void): void {
  renewal?.steps.push((count) => {
    for (let at = 0; at < count; at++) of(renewal.members[at] ?? 0)
  })
}

/** Keeps a step that works out for everybody what hangs on everybody; of the members alone columns may be others. */
export function keepWhole(
  renewal: Renewal | undefined,
  step: (renewal: Renewal, members: Int32Array) => void,
): void {
  renewal?.steps.push((count) => step(renewal, renewal.members.subarray(0, count)))
}

/**
 * Keeps a step along a tree, for the first so many of its list, and takes it for everybody: what it writes of each is the money
 * of a bonus. Whoever stands above one of those is computed again by later steps where the money is another one.
 */
export function keepAlong(renewal: Renewal, along: Along, money: Float64Array, step: Step): void {
  const { tree, list } = along
  for (let at = 0; at < list.length; at++) list[at] = tree.order[list.length - 1 - at] ?? 0
  step(list.length)
  keepAgain(renewal, along, money, step)
}

/** The same without taking it for everybody. */
export function keepAgain(renewal: Renewal, { list, gather }: Along, money: Float64Array, step: Step): void {
  renewal.steps.push(() => {
    const count = gather()
    const listed = list.subarray(0, count)
    const paid = Float64Array.from(listed, (person) => money[person] ?? 0)
    step(count)
    renewal.include(listed.filter((person, at) => money[person] !== paid[at]))
  })
}

export function refuseRenewal(renewal: Renewal | undefined, why: string): void {
  if (renewal) renewal.refused ??= why
}
