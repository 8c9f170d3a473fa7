import { bestInTurn } from './best-in-turn.ts'
import {
  isByPiece,
  isOfSet,
  maskOf,
  pieceWorth,
  rewardedSelection,
  type Contender,
  type Single,
  type Worth,
} from './contender.ts'
import { independentParts, rewardedMasks, takenMasks, unionOf } from './independent-parts.ts'
import { isSpent, optionsOf, type Chosen, type LaneGround, type Option, type Work } from './options.ts'

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

type Candidate = Readonly<{ contender: Contender; options: readonly Placed[]; most: Worth }>

/** An option with the stacks that it touches: of a large order only a few. */
type Placed = Readonly<{ option: Option; places: readonly number[] }>

function combine(
  contenders: readonly Contender[],
  ground: LaneGround,
  extrasWorth: (contender: Contender) => Worth,
  work: Work,
): Combination {
  const { stacks } = ground
  const byPiece = contenders.filter(isByPiece)
  const isOther = new Set(contenders.filter((contender) => !byPiece.includes(contender)))
  const rivals = {
    taken: touching(contenders, ground, takenMasks),
    rewarded: touching(contenders, ground, rewardedMasks),
  }
  const candidates: Candidate[] = []
  let isWhole = true
  for (const contender of isOther) {
    // What is left of the work is shared by those that follow and the search, so that none is left without options.
    const sharers = isOther.size - candidates.length + 1
    const share: Work = { done: 0, most: Math.ceil((work.most - work.done) / sharers) }
    const options = distinctOptions(contender, rivals, ground, extrasWorth(contender), share)
    work.done += share.done
    isWhole &&= !isSpent(share)
    candidates.push({ contender, options, most: options[0]?.option.worth ?? 0n })
  }
  const single = bestSingle(byPiece, ground)
  const searched = searchBest({ candidates, single, stacks }, work)
  const isExact = isWhole && !isSpent(work)
  const inTurn = isExact ? searched : bestInTurn([...isOther], single, ground, extrasWorth)
  const { chosen, worth } = inTurn.worth > searched.worth ? inTurn : searched
  return { chosen: [...chosen, ...singles(byPiece, single, chosen, ground)], worth, isExact }
}

type Masks = typeof takenMasks
/** By stack, how many contenders touch it in a way. */
type Touching = readonly number[]

function touching(contenders: readonly Contender[], ground: LaneGround, masksOf: Masks): Touching {
  const counts = ground.stacks.map(() => 0)
  for (const contender of contenders)
    for (const [place, isIn] of unionOf([contender], ground, masksOf).entries())
      if (isIn) counts[place] = (counts[place] ?? 0) + 1
  return counts
}

/** The stacks that others touch too. */
function shared(contender: Contender, all: Touching, ground: LaneGround, masksOf: Masks): readonly number[] {
  const own = unionOf([contender], ground, masksOf)
  return [...all.keys()].filter((place) => own[place] === true && (all[place] ?? 0) > 1)
}

/**
 * The options of a contender, the most worth first. Of those that are alike to its rivals, which is to leave them the same
 * pieces, only the best is kept.
 */
function distinctOptions(
  contender: Contender,
  rivals: Readonly<{ taken: Touching; rewarded: Touching }>,
  ground: LaneGround,
  extras: Worth,
  work: Work,
): readonly Placed[] {
  // Pieces that it takes and nobody else does are of no concern to others, and so with those that it rewards.
  const places = touched(contender, ground)
  const near = (all: readonly number[]): number[] =>
    all.map((place) => places.indexOf(place)).filter((at) => at >= 0)
  const takenToo = near(shared(contender, rivals.taken, ground, takenMasks))
  const rewardedToo = near(shared(contender, rivals.rewarded, ground, rewardedMasks))
  // Of a large order only the few goods that it is about are looked at.
  const stacks = places.flatMap((place) => ground.stacks[place] ?? [])
  const kept = new Map<string, Option>()
  for (const option of optionsOf(contender, { ...ground, stacks }, extras, work)) {
    let key = ''
    for (const at of takenToo) key += `${option.taken[at] ?? 0},`
    for (const at of rewardedToo) key += `${option.rewarded[at] ?? 0},`
    const known = kept.get(key)
    if (!known || option.worth > known.worth) kept.set(key, option)
  }
  const everywhere = (counts: readonly number[]): readonly number[] => {
    const all = ground.stacks.map(() => 0)
    for (const [at, place] of places.entries()) all[place] = counts[at] ?? 0
    return all
  }
  return [...kept.values()]
    .toSorted((a, b) => (a.worth === b.worth ? 0 : a.worth > b.worth ? -1 : 1))
    .map((option) => ({
      option: { ...option, taken: everywhere(option.taken), rewarded: everywhere(option.rewarded) },
      places: places.filter((_, at) => (option.taken[at] ?? 0) > 0 || (option.rewarded[at] ?? 0) > 0),
    }))
}

/** The stacks that a contender can take or reward pieces of. */
function touched(contender: Contender, ground: LaneGround): readonly number[] {
  const masks = [...takenMasks(contender, ground), ...rewardedMasks(contender, ground)]
  return [...ground.stacks.keys()].filter((place) => masks.some((mask) => mask[place]))
}

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
  /** What the pieces that are not rewarded yet are worth to those that reward piece by piece. */
  let singleWorth = single.reduce(
    (sum, one, place) => sum + (one ? one.worth * BigInt(fresh[place] ?? 0) : 0n),
    0n,
  )
  const use = ({ option: { taken, rewarded }, places }: Placed, sign: 1 | -1): void => {
    for (const place of places) {
      const count = sign * (rewarded[place] ?? 0)
      free[place] = (free[place] ?? 0) + sign * (taken[place] ?? 0)
      fresh[place] = (fresh[place] ?? 0) + count
      const one = single[place]
      if (one && count !== 0) singleWorth += one.worth * BigInt(count)
    }
  }
  let best: { chosen: readonly Chosen[]; worth: Worth } = { chosen: [], worth: singleWorth }
  let isFound = false
  const path: Chosen[] = []
  const go = (at: number, worth: Worth): void => {
    work.done += 1
    const bound = worth + (most[at] ?? 0n) + singleWorth
    if ((isFound && bound <= best.worth) || (isFound && isSpent(work))) return
    const candidate = candidates[at]
    if (!candidate) {
      if (!isFound || bound > best.worth) best = { chosen: [...path], worth: bound }
      isFound = true
      return
    }
    for (const placed of candidate.options) {
      // Those that follow are worth no more than this one.
      const withIt = worth + placed.option.worth
      if (isFound && (isSpent(work) || withIt + (most[at + 1] ?? 0n) + singleWorth <= best.worth)) break
      work.done += 1
      if (!fits(placed, free, fresh)) continue
      use(placed, -1)
      path.push({ contender: candidate.contender, ...placed.option })
      if (arePiecesFound(path, stacks, placed.places)) go(at + 1, withIt)
      path.pop()
      use(placed, 1)
    }
    go(at + 1, worth)
  }
  go(0, 0n)
  return best
}

function fits(
  { option: { taken, rewarded }, places }: Placed,
  free: readonly number[],
  fresh: readonly number[],
): boolean {
  return places.every(
    (place) => (taken[place] ?? 0) <= (free[place] ?? 0) && (rewarded[place] ?? 0) <= (fresh[place] ?? 0),
  )
}

/**
 * Whether pieces can be found for what is chosen, where the last of it changed something. A promotion rewards other pieces than it
 * takes, while those of a set are both; so a promotion's own two kinds and what sets reward need different pieces. For several
 * promotions together no more is needed: what one of them has taken another may reward.
 */
function arePiecesFound(
  path: readonly Chosen[],
  stacks: LaneGround['stacks'],
  places: readonly number[],
): boolean {
  return places.every((place) => {
    const bySets = path.reduce(
      (sum, one) => sum + (isOfSet(one.contender) ? (one.rewarded[place] ?? 0) : 0),
      0,
    )
    const count = stacks[place]?.count ?? 0
    return path.every(
      (one) =>
        isOfSet(one.contender) || (one.taken[place] ?? 0) + (one.rewarded[place] ?? 0) + bySets <= count,
    )
  })
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
