import { isOfSet, shapeOf, type Contender, type Single, type Worth } from './contender.ts'
import { leadingOptions } from './leading-options.ts'
import { optionsOf, type Chosen, type LaneGround, type Option, type Work } from './options.ts'

/** Options of one contender that are looked at where each takes what those before it left. */
const LOOKED_AT_IN_TURN = 50

/**
 * A good combination where there are too many to look at: one contender after the other takes the best of its first options on the
 * pieces that are left, so that none goes empty because all its options that were looked at want the same pieces as another's.
 */
export function bestInTurn(
  contenders: readonly Contender[],
  single: readonly Single[],
  ground: LaneGround,
  extrasWorth: (contender: Contender) => Worth,
): Readonly<{ chosen: readonly Chosen[]; worth: Worth }> {
  const chosen: Chosen[] = []
  let worth = 0n
  const stacks = ground.stacks.map((stack) => ({ ...stack }))
  const alone = (place: number): Worth => single[place]?.worth ?? 0n
  const without = new Set<string>()
  for (const contender of contenders) {
    // Whoever is like one that went empty finds no more.
    if (without.has(shapeOf(contender))) continue
    let best: Readonly<{ option: Option; gain: Worth }> | undefined
    const work: Work = { done: 0, most: LOOKED_AT_IN_TURN }
    // A list of its own for each, as masks are remembered by it.
    const left = { ...ground, stacks: [...stacks] }
    const extras = extrasWorth(contender)
    const otherwise = stacks.map((_, place) => alone(place))
    const consider = (option: Option): void => {
      const lost = option.rewarded.reduce((sum, count, place) => sum + BigInt(count) * alone(place), 0n)
      const gain = option.worth - lost
      if (gain > (best?.gain ?? 0n)) best = { option, gain }
    }
    const leading = leadingOptions(contender, left, extras, otherwise)
    for (const option of leading?.options ?? []) consider(option)
    if (!leading || (best?.gain ?? 0n) < leading.most)
      for (const option of optionsOf(contender, left, extras, work)) consider(option)
    if (!best) {
      without.add(shapeOf(contender))
      continue
    }
    const { option } = best
    chosen.push({ contender, ...option })
    worth += option.worth
    for (const [place, stack] of stacks.entries())
      stack.count -= (option.taken[place] ?? 0) + (isOfSet(contender) ? 0 : (option.rewarded[place] ?? 0))
  }
  const rewarded = ground.stacks.map((_, place) =>
    chosen.reduce((sum, one) => sum + (one.rewarded[place] ?? 0), 0),
  )
  for (const [place, stack] of ground.stacks.entries())
    worth += alone(place) * BigInt(stack.count - (rewarded[place] ?? 0))
  return { chosen, worth }
}
