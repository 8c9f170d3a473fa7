import { maskOf, rewardedSelection, type Contender } from './contender.ts'
import type { LaneGround } from './options.ts'

type Masks = (contender: Contender, ground: LaneGround) => readonly (readonly boolean[])[]

/** The stacks that any of the contenders touches in a way. */
export function unionOf(
  contenders: readonly Contender[],
  ground: LaneGround,
  masksOf: Masks,
): readonly boolean[] {
  const union = ground.stacks.map(() => false)
  for (const contender of contenders)
    for (const mask of masksOf(contender, ground))
      for (const [place, isIn] of mask.entries()) if (isIn) union[place] = true
  return union
}

/** The stacks that a contender may take pieces of as bought, by each of its selections. */
export function takenMasks({ each }: Contender, { stacks }: LaneGround): readonly (readonly boolean[])[] {
  if (each.by === 'order') return []
  return each.by === 'full' ? [maskOf(stacks, each.of)] : each.taken.map(({ of }) => maskOf(stacks, of))
}

/** The stacks that a contender may reward pieces of. */
export function rewardedMasks(contender: Contender, ground: LaneGround): readonly (readonly boolean[])[] {
  const { pieces } = contender.reward
  if (!pieces) return []
  const selection = rewardedSelection(pieces)
  return selection === undefined ? takenMasks(contender, ground) : [maskOf(ground.stacks, selection)]
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
  for (const [at, contender] of contenders.entries()) {
    const { group } = contender.promotion
    if (group !== undefined) join(groups.get(group) ?? at, at)
    if (group !== undefined && !groups.has(group)) groups.set(group, at)
    for (const mask of [...takenMasks(contender, ground), ...rewardedMasks(contender, ground)])
      for (const [place, isIn] of mask.entries()) if (isIn) join(at, contenders.length + place)
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
