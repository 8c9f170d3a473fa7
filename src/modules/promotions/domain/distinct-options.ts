import type { Contender, Single, Worth } from './contender.ts'
import { placesOf, rewardedOf, takenOf, type Touched } from './independent-parts.ts'
import { leadingOptions } from './leading-options.ts'
import { isSpent, optionsOf, type LaneGround, type Option, type Work } from './options.ts'

/**
 * An option with the stacks that it touches, of a large order only a few, and what it gains beyond what others who reward piece by
 * piece would take off the pieces that it rewards.
 */
export type Placed = Readonly<{ option: Option; places: readonly number[]; gain: Worth }>

/** By stack, how many contenders touch it in a way. */
type Touching = readonly number[]

function touching(contenders: readonly Contender[], ground: LaneGround, touchedBy: Touched): Touching {
  const counts = ground.stacks.map(() => 0)
  for (const contender of contenders)
    for (const place of placesOf(touchedBy(contender), ground)) counts[place] = (counts[place] ?? 0) + 1
  return counts
}

/** The stacks that others touch too. */
function shared(
  contender: Contender,
  all: Touching,
  ground: LaneGround,
  touchedBy: Touched,
): readonly number[] {
  return placesOf(touchedBy(contender), ground).filter((place) => (all[place] ?? 0) > 1)
}

/** Options of a contender that are gone on with where there were too many to look at. */
const KEPT_OF_SPENT = 100

type Rivals = Readonly<{ taken: Touching; rewarded: Touching }>

/** Where contenders may meet. */
export function rivalsOf(contenders: readonly Contender[], ground: LaneGround): Rivals {
  return {
    taken: touching(contenders, ground, takenOf),
    rewarded: touching(contenders, ground, rewardedOf),
  }
}

/**
 * The options of a contender, those that gain most first. Of those that are alike to its rivals, which is to leave them the same
 * pieces, only the best is kept; where it has no rivals that is one, and known to be the best once none can gain more.
 */
export function distinctOptions(
  contender: Contender,
  { rivals, single, ground }: Readonly<{ rivals: Rivals; single: readonly Single[]; ground: LaneGround }>,
  extras: Worth,
  work: Work,
): readonly Placed[] {
  // Pieces that it takes and nobody else does are of no concern to others, and so with those that it rewards.
  const places = placesOf([...takenOf(contender), ...rewardedOf(contender)], ground)
  const near = (all: readonly number[]): number[] =>
    all.map((place) => places.indexOf(place)).filter((at) => at >= 0)
  const takenToo = near(shared(contender, rivals.taken, ground, takenOf))
  const rewardedToo = near(shared(contender, rivals.rewarded, ground, rewardedOf))
  // Of a large order only the few goods that it is about are looked at.
  const narrow = { ...ground, stacks: places.flatMap((place) => ground.stacks[place] ?? []) }
  const otherwise = places.map((place) => single[place]?.worth ?? 0n)
  const keyOf = keysFor({ takenToo, rewardedToo }, narrow)
  const kept = new Map<string | number, Readonly<{ option: Option; gain: Worth }>>()
  let best = -1n
  const consider = (option: Option): void => {
    let gain = option.worth
    for (let at = 0; at < option.rewarded.length; at++) {
      const count = option.rewarded[at] ?? 0
      if (count > 0) gain -= BigInt(count) * (otherwise[at] ?? 0n)
    }
    // Whoever gains nothing is better left out.
    if (gain < 0n) return
    const key = keyOf(option)
    const known = kept.get(key)
    if (!known || gain > known.gain) kept.set(key, { option, gain })
    if (gain > best) best = gain
  }
  const leading = leadingOptions(contender, narrow, extras, otherwise)
  for (const option of leading?.options ?? []) consider(option)
  const isAlone = takenToo.length === 0 && rewardedToo.length === 0
  const isFound = (): boolean => isAlone && leading !== undefined && best >= leading.most
  if (!isFound())
    for (const option of optionsOf(contender, narrow, extras, work)) {
      consider(option)
      if (isFound()) break
    }
  const everywhere = (counts: readonly number[]): readonly number[] => {
    const all = ground.stacks.map(() => 0)
    for (const [at, place] of places.entries()) all[place] = counts[at] ?? 0
    return all
  }
  const sorted = [...kept.values()].toSorted((a, b) => (a.gain === b.gain ? 0 : a.gain > b.gain ? -1 : 1))
  // Where not all of them were looked at, the search among many that are nearly alike finds nothing more.
  return (isSpent(work) ? sorted.slice(0, KEPT_OF_SPENT) : sorted).map(({ option, gain }) => ({
    gain,
    option: { ...option, taken: everywhere(option.taken), rewarded: everywhere(option.rewarded) },
    places: places.filter((_, at) => (option.taken[at] ?? 0) > 0 || (option.rewarded[at] ?? 0) > 0),
  }))
}

/**
 * What an option leaves to its rivals, as a key: how many pieces it takes and rewards of the stacks that they touch too. It is a number as
 * long as that holds all that there could be, which is compared faster than a text.
 */
function keysFor(
  { takenToo, rewardedToo }: Readonly<{ takenToo: readonly number[]; rewardedToo: readonly number[] }>,
  { stacks }: LaneGround,
): (option: Option) => string | number {
  const size = (at: number): number => (stacks[at]?.count ?? 0) + 1
  const all = [...takenToo, ...rewardedToo].reduce((sum, at) => sum * size(at), 1)
  if (all > Number.MAX_SAFE_INTEGER)
    return ({ taken, rewarded }) =>
      [...takenToo.map((at) => taken[at]), ...rewardedToo.map((at) => rewarded[at])].join(',')
  return ({ taken, rewarded }) => {
    let key = 0
    for (const at of takenToo) key = key * size(at) + (taken[at] ?? 0)
    for (const at of rewardedToo) key = key * size(at) + (rewarded[at] ?? 0)
    return key
  }
}
