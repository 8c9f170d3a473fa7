import { isByPiece, maskOf, pieceWorth, rewardedSelection, type Contender, type Worth } from './contender.ts'
import { independentParts, rewardedMasks, takenMasks, unionOf } from './independent-parts.ts'
import { isSpent, optionsOf, type LaneGround, type Option, type Work } from './options.ts'

/** A contender as it is applied: how often, and on how many pieces of each stack. */
export type Chosen = Readonly<{ contender: Contender }> & Option

export type Combination = Readonly<{ chosen: readonly Chosen[]; worth: Worth; isExact: boolean }>

/**
 * The combination that takes most off for the buyer, where each piece is taken as bought at most once and rewarded at most
 * once, and of a group one contender applies at most. Exact, unless the work is spent before all that could be better was
 * looked at: then the best that was found, and `isExact` is false. What comes first among equals goes by the order of
 * the contenders.
 */
export function bestCombination(
  contenders: readonly Contender[],
  ground: LaneGround,
  extrasWorth: (contender: Contender) => Worth,
  work: Work,
): Combination {
  const chosen: Chosen[] = []
  let worth = 0n
  let isExact = true
  for (const part of independentParts(contenders, ground)) {
    const stacks = part.places.flatMap((place) => ground.stacks[place] ?? [])
    const found = bestOfPart(part.contenders, { ...ground, stacks }, extrasWorth, work)
    const everywhere = (counts: readonly number[]): number[] => {
      const all = ground.stacks.map(() => 0)
      for (const [at, place] of part.places.entries()) all[place] = counts[at] ?? 0
      return all
    }
    for (const one of found.chosen)
      chosen.push({ ...one, taken: everywhere(one.taken), rewarded: everywhere(one.rewarded) })
    worth += found.worth
    isExact &&= found.isExact
  }
  const place = new Map(contenders.map((contender, at) => [contender, at] as const))
  const sorted = chosen.toSorted((a, b) => (place.get(a.contender) ?? 0) - (place.get(b.contender) ?? 0))
  return { chosen: sorted, worth, isExact }
}

function bestOfPart(
  contenders: readonly Contender[],
  ground: LaneGround,
  extrasWorth: (contender: Contender) => Worth,
  work: Work,
): Combination {
  let best: Combination = { chosen: [], worth: -1n, isExact: true }
  let looked = true
  for (const allowed of ofGroups(contenders)) {
    const found = combine(allowed, ground, extrasWorth, work)
    looked &&= found.isExact
    if (found.worth > best.worth) best = found
  }
  return { ...best, isExact: looked }
}

/** Every choice of one contender for each group; those without a group are in each. */
function* ofGroups(contenders: readonly Contender[]): Generator<readonly Contender[]> {
  const groups = [...new Set(contenders.map(({ promotion }) => promotion.group))].filter(
    (group) => group !== undefined,
  )
  const pick = function* (at: number, left: readonly Contender[]): Generator<readonly Contender[]> {
    const group = groups[at]
    if (group === undefined) yield left
    else
      for (const one of contenders.filter(({ promotion }) => promotion.group === group))
        yield* pick(
          at + 1,
          left.filter((other) => other.promotion.group !== group || other === one),
        )
  }
  yield* pick(0, contenders)
}

type Candidate = Readonly<{ contender: Contender; options: readonly Option[]; most: Worth }>

function combine(
  contenders: readonly Contender[],
  ground: LaneGround,
  extrasWorth: (contender: Contender) => Worth,
  work: Work,
): Combination {
  const { stacks } = ground
  const byPiece = contenders.filter(isByPiece)
  const others = contenders.filter((contender) => !byPiece.includes(contender))
  const candidates = others.map((contender) => {
    const rivals = contenders.filter((other) => other !== contender)
    const options = distinctOptions(contender, rivals, ground, extrasWorth(contender), work)
    return { contender, options, most: options[0]?.worth ?? 0n }
  })
  const single = bestSingle(byPiece, ground)
  const search = { candidates, single, stacks }
  const { chosen, worth } = searchBest(search, work)
  return { chosen: [...chosen, ...singles(byPiece, single, chosen, ground)], worth, isExact: !isSpent(work) }
}

/**
 * The options of a contender, the most worth first. Of those that are alike to its rivals, which is to leave them the same
 * pieces, only the best is kept.
 */
function distinctOptions(
  contender: Contender,
  rivals: readonly Contender[],
  ground: LaneGround,
  extras: Worth,
  work: Work,
): readonly Option[] {
  const takenToo = unionOf(rivals, ground, takenMasks)
  const rewardedToo = unionOf(rivals, ground, rewardedMasks)
  const kept = new Map<string, Option>()
  for (const option of optionsOf(contender, ground, extras, work)) {
    const key = [
      option.taken.filter((_, place) => takenToo[place]),
      option.rewarded.filter((_, place) => rewardedToo[place]),
    ].join('|')
    const known = kept.get(key)
    if (!known || option.worth > known.worth) kept.set(key, option)
  }
  return [...kept.values()].toSorted((a, b) => (a.worth === b.worth ? 0 : a.worth > b.worth ? -1 : 1))
}

type Single = Readonly<{ contender: Contender; worth: Worth }> | undefined

/** For each stack, who takes most off one piece of it; the first among equals. */
function bestSingle(byPiece: readonly Contender[], { stacks, on }: LaneGround): readonly Single[] {
  return stacks.map((stack, place) => {
    let best: Single
    for (const contender of byPiece) {
      const { pieces } = contender.reward
      const selection = pieces && rewardedSelection(pieces)
      if (!pieces || !selection || !maskOf(stacks, selection)[place]) continue
      const worth = pieceWorth(pieces, stack, on)
      if (worth > (best?.worth ?? 0n)) best = { contender, worth }
    }
    return best
  })
}

type Search = Readonly<{
  candidates: readonly Candidate[]
  single: readonly Single[]
  stacks: LaneGround['stacks']
}>

/** Goes through the candidates, each by its options and by none, and turns back where nothing better can follow. */
function searchBest(
  { candidates, single, stacks }: Search,
  work: Work,
): Readonly<{ chosen: readonly Chosen[]; worth: Worth }> {
  const free = stacks.map((stack) => stack.count)
  const fresh = [...free]
  const most: Worth[] = [0n]
  for (const { most: own } of candidates.toReversed()) most.unshift((most[0] ?? 0n) + own)
  const singleWorth = (): Worth =>
    single.reduce((sum, one, place) => sum + (one ? one.worth * BigInt(fresh[place] ?? 0) : 0n), 0n)
  let best: { chosen: readonly Chosen[]; worth: Worth } = { chosen: [], worth: singleWorth() }
  let isFound = false
  const path: Chosen[] = []
  const go = (at: number, worth: Worth): void => {
    work.done += 1
    const bound = worth + (most[at] ?? 0n) + singleWorth()
    if ((isFound && bound <= best.worth) || (isFound && isSpent(work))) return
    const candidate = candidates[at]
    if (!candidate) {
      if (!isFound || bound > best.worth) best = { chosen: [...path], worth: bound }
      isFound = true
      return
    }
    for (const option of candidate.options) {
      if (!fits(option, free, fresh)) continue
      use(option, free, fresh, -1)
      path.push({ contender: candidate.contender, ...option })
      if (arePiecesFound(path, stacks)) go(at + 1, worth + option.worth)
      path.pop()
      use(option, free, fresh, 1)
    }
    go(at + 1, worth)
  }
  go(0, 0n)
  return best
}

function fits({ taken, rewarded }: Option, free: readonly number[], fresh: readonly number[]): boolean {
  return (
    taken.every((count, place) => count <= (free[place] ?? 0)) &&
    rewarded.every((count, place) => count <= (fresh[place] ?? 0))
  )
}

/**
 * Whether pieces can be found for what is chosen. A promotion rewards other pieces than it takes, while those of a set are both;
 * so a promotion's own two kinds and what sets reward need different pieces. For several promotions together no more is
 * needed: what one of them has taken another may reward.
 */
function arePiecesFound(path: readonly Chosen[], stacks: LaneGround['stacks']): boolean {
  return stacks.every((stack, place) => {
    const bySets = path.reduce((sum, one) => sum + (isOfSet(one) ? (one.rewarded[place] ?? 0) : 0), 0)
    return path.every(
      (one) => isOfSet(one) || (one.taken[place] ?? 0) + (one.rewarded[place] ?? 0) + bySets <= stack.count,
    )
  })
}

function isOfSet({ contender }: Chosen): boolean {
  const { pieces } = contender.reward
  return pieces !== undefined && rewardedSelection(pieces) === undefined
}

function use({ taken, rewarded }: Option, free: number[], fresh: number[], sign: 1 | -1): void {
  for (const place of free.keys()) {
    free[place] = (free[place] ?? 0) + sign * (taken[place] ?? 0)
    fresh[place] = (fresh[place] ?? 0) + sign * (rewarded[place] ?? 0)
  }
}

/** What is left unrewarded goes to the promotions that reward piece by piece. */
function singles(
  byPiece: readonly Contender[],
  single: readonly Single[],
  chosen: readonly Chosen[],
  { stacks }: LaneGround,
): readonly Chosen[] {
  const fresh = stacks.map(
    (stack, place) => stack.count - chosen.reduce((sum, one) => sum + (one.rewarded[place] ?? 0), 0),
  )
  return byPiece.flatMap((contender) => {
    const rewarded = stacks.map((_, place) =>
      single[place]?.contender === contender ? (fresh[place] ?? 0) : 0,
    )
    if (rewarded.every((count) => count === 0)) return []
    const worth = rewarded.reduce(
      (sum, count, place) => sum + BigInt(count) * (single[place]?.worth ?? 0n),
      0n,
    )
    return [{ contender, times: 1, taken: stacks.map(() => 0), rewarded, off: worth, worth }]
  })
}
