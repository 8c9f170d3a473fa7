import { bestInTurn } from './best-in-turn.ts'
import {
  isByPiece,
  isOfSet,
  pieceWorth,
  rewardedSelection,
  shapeOf,
  type Contender,
  type Single,
  type Worth,
} from './contender.ts'
import { distinctOptions, rivalsOf, type Placed } from './distinct-options.ts'
import { independentParts, type Part } from './independent-parts.ts'
import { isSpent, type Chosen, type LaneGround, type Work } from './options.ts'
import { whereOf } from './where.ts'

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
  // The small parts come first, and what they leave of the work is for the others, so that none is left without.
  const parts = independentParts(contenders, ground).toSorted((a, b) => sizeOf(a) - sizeOf(b))
  for (const [number, part] of parts.entries()) {
    // Where one part is everything, what is known of the stacks stays known.
    const isAll = part.places.length === ground.stacks.length
    const stacks = isAll ? ground.stacks : part.places.flatMap((place) => ground.stacks[place] ?? [])
    const share = shareOf(work, parts.length - number)
    const found = bestOfPart(part.contenders, { ...ground, stacks }, extrasWorth, share)
    work.done += share.done
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

function sizeOf({ contenders, places }: Part): number {
  return contenders.length * places.length
}

/** What one of so many who are left has of the work. */
function shareOf(work: Work, sharers: number): Work {
  return { done: 0, most: Math.ceil((work.most - work.done) / sharers) }
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

function combine(
  contenders: readonly Contender[],
  ground: LaneGround,
  extrasWorth: (contender: Contender) => Worth,
  work: Work,
): Combination {
  const { stacks } = ground
  const byPiece = contenders.filter((contender) => isByPiece(contender, ground))
  const single = bestSingle(byPiece, ground)
  const alone = new Set(byPiece)
  const isOther = contenders.filter((contender) => !alone.has(contender))
  // Those that reward piece by piece are no rivals: what a piece is worth to them is known.
  const rivals = rivalsOf(isOther, ground)
  const candidates: Candidate[] = []
  const shapes = new Set(isOther.map(shapeOf))
  // Of those that are alike one is looked at for all.
  const known = new Map<string, readonly Placed[]>()
  let isWhole = true
  for (const contender of isOther) {
    const shape = shapeOf(contender)
    let options = known.get(shape)
    if (!options) {
      // What is left of the work is shared by those that follow and the search, so that none is left without options.
      const share = shareOf(work, shapes.size - known.size + 1)
      options = distinctOptions(contender, { rivals, single, ground }, extrasWorth(contender), share)
      work.done += share.done
      isWhole &&= !isSpent(share)
      known.set(shape, options)
    }
    candidates.push({ contender, options, most: options[0]?.gain ?? 0n })
  }
  const searched = searchBest({ candidates, single, stacks }, work)
  const isExact = isWhole && !isSpent(work)
  const inTurn = isExact ? searched : bestInTurn(isOther, single, ground, extrasWorth)
  const { chosen, worth } = inTurn.worth > searched.worth ? inTurn : searched
  return { chosen: [...chosen, ...singles(byPiece, single, chosen, ground)], worth, isExact }
}

/** For each stack, who takes most off one piece of it; the first among equals. */
function bestSingle(byPiece: readonly Contender[], { stacks, on }: LaneGround): readonly Single[] {
  const best: Single[] = stacks.map(() => undefined)
  for (const contender of byPiece) {
    const { pieces } = contender.reward
    const selection = pieces && rewardedSelection(pieces)
    if (!pieces || !selection) continue
    for (const place of whereOf(stacks, selection).places) {
      const stack = stacks[place]
      const worth = stack ? pieceWorth(pieces, stack, on) : 0n
      if (worth > (best[place]?.worth ?? 0n)) best[place] = { contender, worth }
    }
  }
  return best
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
  /** What all pieces are worth to those that reward piece by piece; others gain beyond that. */
  const base = single.reduce(
    (sum, one, place) => sum + (one ? one.worth * BigInt(fresh[place] ?? 0) : 0n),
    0n,
  )
  const use = ({ option: { taken, rewarded }, places }: Placed, sign: 1 | -1): void => {
    for (const place of places) {
      free[place] = (free[place] ?? 0) + sign * (taken[place] ?? 0)
      fresh[place] = (fresh[place] ?? 0) + sign * (rewarded[place] ?? 0)
    }
  }
  let best: { chosen: readonly Chosen[]; worth: Worth } = { chosen: [], worth: base }
  let isFound = false
  const path: Chosen[] = []
  const go = (at: number, gained: Worth): void => {
    work.done += 1
    const bound = base + gained + (most[at] ?? 0n)
    if ((isFound && bound <= best.worth) || (isFound && isSpent(work))) return
    const candidate = candidates[at]
    if (!candidate) {
      if (!isFound || bound > best.worth) best = { chosen: [...path], worth: bound }
      isFound = true
      return
    }
    for (const placed of candidate.options) {
      // Those that follow gain no more than this one.
      const withIt = gained + placed.gain
      if (isFound && (isSpent(work) || base + withIt + (most[at + 1] ?? 0n) <= best.worth)) break
      work.done += 1
      if (!fits(placed, free, fresh)) continue
      use(placed, -1)
      path.push({ contender: candidate.contender, ...placed.option })
      if (arePiecesFound(path, stacks, placed.places)) go(at + 1, withIt)
      path.pop()
      use(placed, 1)
    }
    go(at + 1, gained)
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
  const winners = new Set(single.map((one) => one?.contender))
  return byPiece.flatMap((contender) => {
    if (!winners.has(contender)) return []
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
