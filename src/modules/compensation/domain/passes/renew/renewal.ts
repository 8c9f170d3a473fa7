import type { Ground } from '../shares/shares.ts'
import type { TreeColumns } from '../field-columns.ts'
import { legsOf, type Legs } from './legs.ts'
import { membersOf } from './members.ts'

/** Computes again what one step of a run computed, for the first so many people who are computed again. */
export type Step = (count: number) => unknown

/** Who is computed again, the deepest of a tree first, and who stands directly below each person there. */
export type Along = Readonly<{ tree: TreeColumns; legs: Legs; list: Int32Array }>

/**
 * What a run keeps so that it can be renewed for some people: the steps that it took, in their order. A step computes single
 * people again from what earlier steps computed of them and of those who stand directly below them, whatever these had before.
 * It never changes what an earlier step wrote, so that people may be added between any two steps.
 */
export type Renewal = {
  /** Who is computed again; whoever stands above one of them in a tree that is renewed along is among them. */
  readonly members: Int32Array
  /** The same people in the order of a tree. */
  readonly along: (tree: string) => Along
  /** The trees that were asked for. */
  readonly trees: ReadonlyMap<string, Along>
  readonly steps: Step[]
  /** The columns of the bonuses that pay for a team, as the steps renew them. */
  readonly grounds: Map<string, Ground>
  /** Keys of sums over everybody that rules about single people read. */
  readonly readOfAll: Set<string>
  /** Whether anything reads what a bonus pays. */
  readonly isRead: (bonus: string) => boolean
  /** People whose columns a step changed besides those who are computed again: they are, by the steps after it. */
  include: (people: Iterable<number>) => void
  /** The same with everybody. */
  includeAll: () => void
  /** Why single people cannot be computed again; the whole run has to be. */
  refused: string | undefined
}

export const SPONSORS = 'sponsor'

export type Renewing = Renewal &
  Readonly<{
    /** Begins with nobody. */
    begin: () => void
    count: () => number
  }>

export function renewalOf(
  people: number,
  treeOf: (name: string) => TreeColumns,
  isRead: (bonus: string) => boolean,
): Renewing {
  const trees = new Map<string, Along>()
  const listed = membersOf(people, trees)
  return {
    members: listed.members,
    trees,
    along(name) {
      const known = trees.get(name)
      if (known) return known
      const tree = treeOf(name)
      const made = { tree, legs: legsOf(tree), list: new Int32Array(people) }
      trees.set(name, made)
      return made
    },
    steps: [],
    grounds: new Map(),
    readOfAll: new Set(),
    isRead,
    include: listed.include,
    includeAll: () => listed.include(Array.from({ length: people }, (_, person) => person)),
    begin: listed.begin,
    count: listed.count,
    refused: undefined,
  }
}

/** Keeps a step, which is a function over the people who are computed again. */
export function keepStep(renewal: Renewal | undefined, of: (person: number) => void): void {
  renewal?.steps.push((count) => {
    for (let at = 0; at < count; at++) of(renewal.members[at] ?? 0)
  })
}

/** Keeps a step that works out for everybody what hangs on everybody; it tells for whom that is something else now. */
export function keepWhole(renewal: Renewal | undefined, of: () => Iterable<number>): void {
  renewal?.steps.push(() => renewal.include(of()))
}

/** Keeps a step along a tree and takes it for everybody. */
export function takeFirst(renewal: Renewal, { tree, list }: Along, step: Step): void {
  for (let at = 0; at < list.length; at++) list[at] = tree.order[list.length - 1 - at] ?? 0
  step(list.length)
  renewal.steps.push(step)
}

export function refuseRenewal(renewal: Renewal | undefined, why: string): void {
  if (renewal) renewal.refused ??= why
}
