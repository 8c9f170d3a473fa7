import { rewardedSelection, type Contender } from './contender.ts'
import type { LaneGround } from './options.ts'
import type { Selection } from './promotion.ts'
import { whereOf } from './where.ts'

/** Which pieces a contender touches in a way. */
export type Touched = (contender: Contender) => readonly Selection[]

/** The pieces that a contender may take as bought, by each of its selections. */
export function takenOf({ each }: Contender): readonly Selection[] {
  if (each.by === 'order') return []
  return each.by === 'full' ? [each.of] : each.taken.map(({ of }) => of)
}

/** The pieces that a contender may reward. */
export function rewardedOf(contender: Contender): readonly Selection[] {
  const { pieces } = contender.reward
  if (!pieces) return []
  const selection = rewardedSelection(pieces)
  return selection === undefined ? takenOf(contender) : [selection]
}

/** The stacks of selections, in their order. */
export function placesOf(selections: readonly Selection[], { stacks }: LaneGround): readonly number[] {
  const [first, ...others] = selections.map((selection) => whereOf(stacks, selection))
  if (!first || others.every((one) => one === first)) return first?.places ?? []
  const masks = [first, ...others].map(({ mask }) => mask)
  return [...stacks.keys()].filter((place) => masks.some((mask) => mask[place]))
}

/** Contenders that may meet on some pieces or by their group, with the stacks that they touch. */
export type Part = Readonly<{ contenders: readonly Contender[]; places: readonly number[] }>

/** Contenders apart as far as they can never meet: what is best in one part says nothing about another. */
export function independentParts(contenders: readonly Contender[], ground: LaneGround): readonly Part[] {
  // Contenders and stacks that hang together have the same root; a group hangs on the first contender of it.
  const roots = Array.from({ length: contenders.length + ground.stacks.length }, (_, node) => node)
  const rootOf = (node: number): number => {
    let root = node
    while (roots[root] !== root) root = roots[root] ?? root
    roots[node] = root
    return root
  }
  const join = (a: number, b: number): void => {
    roots[rootOf(b)] = rootOf(a)
  }
  const groups = new Map<string, number>()
  const joined = new Set<readonly number[]>()
  for (const [at, contender] of contenders.entries()) {
    const { group } = contender.promotion
    if (group !== undefined) join(groups.get(group) ?? at, at)
    if (group !== undefined && !groups.has(group)) groups.set(group, at)
    for (const selection of [...takenOf(contender), ...rewardedOf(contender)]) {
      const { places } = whereOf(ground.stacks, selection)
      // The stacks of a selection hang together once somebody touches them, and whoever else does hangs on one of them.
      const open = joined.has(places) ? places.slice(0, 1) : places
      joined.add(places)
      for (const place of open) join(at, contenders.length + place)
    }
  }
  const parts = new Map<number, { contenders: Contender[]; places: number[] }>()
  for (const [at, contender] of contenders.entries()) {
    const part = parts.get(rootOf(at)) ?? { contenders: [], places: [] }
    part.contenders.push(contender)
    parts.set(rootOf(at), part)
  }
  for (const place of ground.stacks.keys()) parts.get(rootOf(contenders.length + place))?.places.push(place)
  return [...parts.values()]
}
