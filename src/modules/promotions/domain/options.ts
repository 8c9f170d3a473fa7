import { PPM } from '#shared/ratio.ts'
import { pieceWorth, rewardedPieces, rewardedSelection, type Contender, type Worth } from './contender.ts'
import { choices, firstChoice } from './choices.ts'
import { placesOf, rewardedOf, takenOf } from './independent-parts.ts'
import type { Each, Lane, PieceReward } from './promotion.ts'
import { measured, type Stack } from './stacks.ts'
import { whereOf } from './where.ts'

/** One way to apply a promotion to an order: how often, which pieces it takes as bought, and which it rewards. */
export type Option = Readonly<{
  times: number
  /** By stack. */
  taken: readonly number[]
  rewarded: readonly number[]
  /** What it takes off pieces, and with its gifts what it is worth to the buyer. */
  off: Worth
  worth: Worth
}>

/** A contender as it is applied: how often, and on how many pieces of each stack. */
export type Chosen = Readonly<{ contender: Contender }> & Option

export type LaneGround = Readonly<{ stacks: readonly Stack[]; on: Lane['on'] }>

/** Counts of pieces that are looked at while options are made; the named limit of work is counted by it. */
export type Work = { done: number; readonly most: number }

export function isSpent(work: Work): boolean {
  return work.done >= work.most
}

/** Pieces that a contender may take or reward: those of a selection, and the order in which they are chosen. */
type Pick = Readonly<{ mask: readonly boolean[]; order: readonly number[] }>

/** A contender on a ground, with all that each of its options needs worked out once. */
export type Way = Readonly<{
  contender: Contender
  ground: LaneGround
  /** For each selection of a set, what is cheap first, as the dearer pieces are worth more as rewards. */
  parts: readonly (Pick & Readonly<{ pieces: number }>)[]
  /** Undefined where it rewards no pieces, or those that it takes. */
  rewarded: Pick | undefined
  /** By stack, what the reward takes off one piece. */
  worths: readonly Worth[]
}>

/**
 * Every way to apply a contender at least once, where all pieces are free. `extras` is what its other rewards are worth
 * each time. Stops when the work is spent; what was found until then comes first and is the likeliest to be good.
 */
export function* optionsOf(
  contender: Contender,
  ground: LaneGround,
  extras: Worth,
  work: Work,
): Generator<Option> {
  const way = wayOf(contender, ground)
  for (const { times, taken } of takings(way, work)) {
    for (const rewarded of rewardings(way, { times, taken })) {
      if (isSpent(work)) return
      work.done += 1
      const off = offOf(way, { times, rewarded })
      const worth = off + extras * BigInt(times)
      if (off > 0n || contender.reward.extras.length > 0) yield { times, taken, rewarded, off, worth }
    }
  }
}

export function wayOf(contender: Contender, ground: LaneGround): Way {
  const { each, reward } = contender
  const { stacks, on } = ground
  const cheapestFirst = [...stacks.keys()].toSorted((a, b) =>
    compare(stacks[a]?.leftMinor, stacks[b]?.leftMinor),
  )
  const dearestFirst = [...stacks.keys()].toSorted((a, b) =>
    compare(stacks[b]?.leftMinor, stacks[a]?.leftMinor),
  )
  const { pieces } = reward
  const selection = pieces && rewardedSelection(pieces)
  const limited = pieces && rewardedPieces(pieces)
  const sets = each.by === 'set' ? each.taken : []
  return {
    contender,
    ground,
    parts: sets.map((part) => ({
      pieces: part.pieces,
      mask: whereOf(stacks, part.of).mask,
      order: cheapestFirst,
    })),
    rewarded: selection && {
      mask: whereOf(stacks, selection).mask,
      order: limited?.which === 'cheapest' ? dearestFirst.toReversed() : dearestFirst,
    },
    worths: stacks.map((stack) => (pieces ? pieceWorth(pieces, stack, on) : 0n)),
  }
}

/** Whether a contender could be applied at all if it had every piece for itself. */
export function canApply(contender: Contender, ground: LaneGround): boolean {
  const { each, mostMinor } = contender
  const { pieces, extras } = contender.reward
  const isOfPieces = pieces?.is === 'percent' || pieces?.is === 'price'
  // Whoever rewards pieces of the whole order needs one that is worth something, and nothing else.
  if (isOfPieces && each.by === 'order' && extras.length === 0 && mostMinor !== 0n)
    return whereOf(ground.stacks, pieces.of).places.some((place) => {
      const stack = ground.stacks[place]
      return stack !== undefined && pieceWorth(pieces, stack, ground.on) > 0n
    })
  // Of a large order only the few goods that it is about are looked at.
  const places = placesOf([...takenOf(contender), ...rewardedOf(contender)], ground)
  const stacks = places.flatMap((place) => ground.stacks[place] ?? [])
  return !optionsOf(contender, { ...ground, stacks }, 0n, { done: 0, most: 1_000 }).next().done
}

type Taking = Readonly<{ times: number; taken: readonly number[] }>

function* takings(way: Way, work: Work): Generator<Taking> {
  const { contender, ground } = way
  const { each, mostTimes } = contender
  const none = nothing(ground)
  if (each.by === 'order') yield { times: 1, taken: none }
  else if (each.by === 'full') yield* fullTakings(each, mostTimes, ground)
  else
    for (let times = mostSets(way); times >= 1; times--)
      for (const taken of setTakings(way, times, 0, none)) {
        if (isSpent(work)) return
        work.done += 1
        yield { times, taken }
      }
}

function nothing({ stacks }: LaneGround): readonly number[] {
  return stacks.map(() => 0)
}

/** For each full amount: all pieces that are counted are taken. */
function* fullTakings(
  each: Extract<Each, { by: 'full' }>,
  mostTimes: number,
  ground: LaneGround,
): Generator<Taking> {
  const { mask } = whereOf(ground.stacks, each.of)
  const taken = ground.stacks.map((stack, place) => (mask[place] ? stack.count : 0))
  const full = Number(measured(ground.stacks, { ...each, on: ground.on }) / each.step)
  const times = Math.min(full, mostTimes)
  if (times >= 1) yield { times, taken }
}

/** How often a set can be there at most: by each of its selections, and by all pieces that it takes or rewards together. */
export function mostSets({ contender, ground: { stacks }, parts, rewarded }: Way): number {
  const there = (isIn: (place: number) => boolean): number =>
    stacks.reduce((sum, stack, place) => sum + (isIn(place) ? stack.count : 0), 0)
  const bySelection = parts.map(({ pieces, mask }) =>
    Math.floor(there((place) => mask[place] === true) / pieces),
  )
  const limited = contender.reward.pieces && rewardedPieces(contender.reward.pieces)
  if (!rewarded || contender.reward.extras.length > 0) return Math.min(contender.mostTimes, ...bySelection)
  // What is rewarded is not taken too; the last time may reward a single piece.
  const each = limited?.pieces ?? 0
  const together = there((place) => rewarded.mask[place] === true || parts.some(({ mask }) => mask[place]))
  const taken = parts.reduce((sum, { pieces }) => sum + pieces, 0)
  return Math.min(
    contender.mostTimes,
    Math.floor((together + Math.max(each, 1) - 1) / (taken + each)),
    ...bySelection,
  )
}

/** Ways to take the pieces of so many sets. */
function* setTakings(
  way: Way,
  times: number,
  at: number,
  before: readonly number[],
): Generator<readonly number[]> {
  const part = way.parts[at]
  if (!part) {
    yield before
    return
  }
  const caps = way.ground.stacks.map((stack, place) =>
    part.mask[place] ? stack.count - (before[place] ?? 0) : 0,
  )
  for (const chosen of choices(part.pieces * times, caps, part.order))
    yield* setTakings(
      way,
      times,
      at + 1,
      at === 0 ? chosen : before.map((count, place) => count + (chosen[place] ?? 0)),
    )
}

function compare(a = 0n, b = 0n): number {
  return a === b ? 0 : a < b ? -1 : 1
}

/** Ways to choose the rewarded pieces, for pieces that are taken already. */
function* rewardings(way: Way, { times, taken }: Taking): Generator<readonly number[]> {
  const { pieces } = way.contender.reward
  const { stacks } = way.ground
  if (!pieces) {
    yield nothing(way.ground)
    return
  }
  if (!way.rewarded) {
    yield pieces.is === 'set_percent' ? ofEachSet(pieces, { ...way.ground, times, taken }) : taken
    return
  }
  const { mask, order } = way.rewarded
  let there = 0
  const caps = stacks.map((stack, place) => {
    const cap = mask[place] ? stack.count - (taken[place] ?? 0) : 0
    there += cap
    return cap
  })
  const limited = rewardedPieces(pieces)
  if (limited === undefined) {
    // It may fall on fewer pieces than match, so that another promotion can have the rest.
    yield* subsets(caps, there, order)
    return
  }
  // Fewer than it could be, so that another promotion can have the rest; with fewer still it would have applied less often.
  const fewest = limited.pieces * (times - 1) + 1
  for (let wanted = Math.min(limited.pieces * times, there); wanted >= fewest; wanted--)
    if (limited.which === 'best') yield* choices(wanted, caps, order)
    else {
      const first = firstChoice(wanted, caps, order)
      if (first) yield first
    }
}

/** Every part of the pieces, all of them first. */
function* subsets(
  caps: readonly number[],
  all: number,
  order: readonly number[],
): Generator<readonly number[]> {
  for (let pieces = all; pieces >= 1; pieces--) yield* choices(pieces, caps, order)
}

/**
 * Of sets that are made of the taken pieces, the cheapest or dearest of each. Sets are made from the dearest pieces
 * downwards, which leaves the dearest possible ones to be the cheapest of their set.
 */
function ofEachSet(
  pieces: Extract<PieceReward, { is: 'set_percent' }>,
  { stacks, taken, times }: LaneGround & Taking,
): readonly number[] {
  const sorted = [...taken.keys()]
    .toSorted((a, b) => compare(stacks[b]?.leftMinor, stacks[a]?.leftMinor))
    .flatMap((place) => Array.from({ length: taken[place] ?? 0 }, () => place))
  const size = sorted.length / times
  const rewarded = stacks.map(() => 0)
  for (const [at, place] of sorted.entries()) {
    const inSet = at % size
    const isChosen = pieces.which === 'cheapest' ? inSet >= size - pieces.pieces : inSet < pieces.pieces
    if (isChosen) rewarded[place] = (rewarded[place] ?? 0) + 1
  }
  return rewarded
}

/** What an option takes off pieces altogether. */
export function offOf(
  { contender, worths }: Way,
  { times, rewarded }: Readonly<{ times: number; rewarded: readonly number[] }>,
): Worth {
  const { pieces } = contender.reward
  if (!pieces) return 0n
  let sum = 0n
  // Asked for every option, so that the places are counted without anything that is made for it.
  for (let place = 0; place < rewarded.length; place++) {
    const count = rewarded[place] ?? 0
    if (count > 0) sum += BigInt(count) * (worths[place] ?? 0n)
  }
  if (pieces.is === 'amount' && pieces.per === 'time') sum = least(sum, pieces.minor * BigInt(times) * PPM)
  if (pieces.is === 'set_price') {
    const paid = pieces.minor * BigInt(times) * PPM
    sum = sum > paid ? sum - paid : 0n
  }
  return contender.mostMinor === undefined ? sum : least(sum, contender.mostMinor * PPM)
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
