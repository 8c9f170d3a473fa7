import type { Ground } from '../shares/shares.ts'
import type { TreeColumns } from '../field-columns.ts'

/** Computes again what one step of a run computed, for the first so many people of the list. */
export type Step = (count: number) => unknown

/** Who stands directly below each person: the one hung up last, and beside each the next; -1 for none. */
export type Legs = Readonly<{ first: Int32Array; next: Int32Array }>

/**
 * What a run keeps so that it can be renewed for some people: the steps that it took, in their order. A step computes single
 * people again from their own columns and from those who stand directly below them, whatever these had before.
 */
export type Renewal = {
  /** Who is computed again, the deepest first; whoever stands above one of them is among them. */
  readonly list: Int32Array
  readonly tree: TreeColumns
  readonly legs: Legs
  readonly steps: Step[]
  /** The columns of the bonuses that pay for a team, as the steps renew them. */
  readonly grounds: Map<string, Ground>
  /** Why single people cannot be computed again; the whole run has to be. */
  refused: string | undefined
}

/** The tree that people are renewed along; what a plan gathers in another one is not renewed. */
export const RENEWED_TREE = 'sponsor'

export function renewalOf(tree: TreeColumns): Renewal {
  return {
    list: new Int32Array(tree.parent.length),
    tree,
    legs: legsOf(tree),
    steps: [],
    grounds: new Map(),
    refused: undefined,
  }
}

function legsOf({ parent }: TreeColumns): Legs {
  const [first, next] = [new Int32Array(parent.length).fill(-1), new Int32Array(parent.length).fill(-1)]
  for (let person = parent.length - 1; person >= 0; person--)
    hang({ first, next }, person, parent[person] ?? -1)
  return { first, next }
}

/** Puts a person below another one. */
export function hang({ first, next }: Legs, person: number, above: number): void {
  if (above < 0) return
  next[person] = first[above] ?? -1
  first[above] = person
}

/** Keeps a step, which is a function over the people of the list. */
export function keepStep(renewal: Renewal | undefined, of: (person: number) => void): void {
  renewal?.steps.push((count) => {
    for (let at = 0; at < count; at++) of(renewal.list[at] ?? 0)
  })
}

/** Keeps a step and takes it for everybody. */
export function takeFirst(renewal: Renewal, step: Step): void {
  const { list, tree } = renewal
  for (let at = 0; at < list.length; at++) list[at] = tree.order[list.length - 1 - at] ?? 0
  step(list.length)
  renewal.steps.push(step)
}

export function refuseRenewal(renewal: Renewal | undefined, why: string): void {
  if (renewal) renewal.refused ??= why
}
