import { PPM } from '#shared/ratio.ts'
import {
  maskOf,
  pieceWorth,
  rewardedPieces,
  rewardedSelection,
  type Contender,
  type Worth,
} from './contender.ts'
import { choices } from './choices.ts'
import { rewardedMasks, takenMasks } from './independent-parts.ts'
import type { Each, Lane, PieceReward } from './promotion.ts'
import { measured, type Stack } from './stacks.ts'

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

export type LaneGround = Readonly<{ stacks: readonly Stack[]; on: Lane['on'] }>

/** Counts of pieces that are looked at while options are made; the named limit of work is counted by it. */
export type Work = { done: number; readonly most: number }

export function isSpent(work: Work): boolean {
  return work.done >= work.most
}

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
  for (const { times, taken } of takings(contender, ground, work)) {
    for (const rewarded of rewardings(contender, { ...ground, times, taken })) {
      if (isSpent(work)) return
      work.done += 1
      const off = offOf(contender, ground, { times, rewarded })
      const worth = off + extras * BigInt(times)
      if (off > 0n || contender.reward.extras.length > 0) yield { times, taken, rewarded, off, worth }
    }
  }
}

/** Whether a contender could be applied at all if it had every piece for itself. */
export function canApply(contender: Contender, ground: LaneGround): boolean {
  // Of a large order only the few goods that it is about are looked at.
  const masks = [...takenMasks(contender, ground), ...rewardedMasks(contender, ground)]
  const stacks = ground.stacks.filter((_, place) => masks.some((mask) => mask[place]))
  return !optionsOf(contender, { ...ground, stacks }, 0n, { done: 0, most: 1_000 }).next().done
}

type Taking = Readonly<{ times: number; taken: readonly number[] }>

function* takings({ each, mostTimes }: Contender, ground: LaneGround, work: Work): Generator<Taking> {
  const none = ground.stacks.map(() => 0)
  if (each.by === 'order') yield { times: 1, taken: none }
  else if (each.by === 'full') yield* fullTakings(each, mostTimes, ground)
  else
    for (let times = mostSets(each, mostTimes, ground); times >= 1; times--)
      for (const taken of setTakings(each.taken, ground, times)) {
        if (isSpent(work)) return
        work.done += 1
        yield { times, taken }
      }
}

/** For each full amount: all pieces that are counted are taken. */
function* fullTakings(
  each: Extract<Each, { by: 'full' }>,
  mostTimes: number,
  ground: LaneGround,
): Generator<Taking> {
  const mask = maskOf(ground.stacks, each.of)
  const taken = ground.stacks.map((stack, place) => (mask[place] ? stack.count : 0))
  const full = Number(measured(ground.stacks, { ...each, on: ground.on }) / each.step)
  const times = Math.min(full, mostTimes)
  if (times >= 1) yield { times, taken }
}

function mostSets(each: Extract<Each, { by: 'set' }>, mostTimes: number, ground: LaneGround): number {
  const bySelection = each.taken.map(({ pieces, of }) => {
    const mask = maskOf(ground.stacks, of)
    const there = ground.stacks.reduce((sum, stack, place) => sum + (mask[place] ? stack.count : 0), 0)
    return Math.floor(there / pieces)
  })
  return Math.min(mostTimes, ...bySelection)
}

/** Ways to take the pieces of so many sets; what is cheap first, as the dearer pieces are worth more as rewards. */
function* setTakings(
  parts: Extract<Each, { by: 'set' }>['taken'],
  ground: LaneGround,
  times: number,
  before: readonly number[] = ground.stacks.map(() => 0),
): Generator<readonly number[]> {
  const [part, ...others] = parts
  if (!part) {
    yield before
    return
  }
  const mask = maskOf(ground.stacks, part.of)
  const caps = ground.stacks.map((stack, place) => (mask[place] ? stack.count - (before[place] ?? 0) : 0))
  const order = [...caps.keys()].toSorted((a, b) =>
    compare(ground.stacks[a]?.leftMinor, ground.stacks[b]?.leftMinor),
  )
  for (const chosen of choices(part.pieces * times, caps, order))
    yield* setTakings(
      others,
      ground,
      times,
      before.map((count, place) => count + (chosen[place] ?? 0)),
    )
}

function compare(a = 0n, b = 0n): number {
  return a === b ? 0 : a < b ? -1 : 1
}

/** Ways to choose the rewarded pieces, for pieces that are taken already. */
function* rewardings(
  { reward: { pieces } }: Contender,
  at: LaneGround & Taking,
): Generator<readonly number[]> {
  const { stacks, taken, times } = at
  if (!pieces) {
    yield stacks.map(() => 0)
    return
  }
  const selection = rewardedSelection(pieces)
  if (selection === undefined) {
    yield pieces.is === 'set_percent' ? ofEachSet(pieces, at) : taken
    return
  }
  const mask = maskOf(stacks, selection)
  const caps = stacks.map((stack, place) => (mask[place] ? stack.count - (taken[place] ?? 0) : 0))
  const dearestFirst = [...caps.keys()].toSorted((a, b) =>
    compare(stacks[b]?.leftMinor, stacks[a]?.leftMinor),
  )
  const limited = rewardedPieces(pieces)
  if (limited === undefined) {
    // It may fall on fewer pieces than match, so that another promotion can have the rest.
    yield* subsets(caps, dearestFirst)
    return
  }
  const there = caps.reduce((sum, cap) => sum + cap, 0)
  const order = limited.which === 'cheapest' ? dearestFirst.toReversed() : dearestFirst
  // Fewer than it could be, so that another promotion can have the rest; with fewer still it would have applied less often.
  const fewest = limited.pieces * (times - 1) + 1
  for (let wanted = Math.min(limited.pieces * times, there); wanted >= fewest; wanted--)
    if (limited.which === 'best') yield* choices(wanted, caps, order)
    else {
      const [first] = choices(wanted, caps, order)
      if (first) yield first
    }
}

/** Every part of the pieces, all of them first. */
function* subsets(caps: readonly number[], order: readonly number[]): Generator<readonly number[]> {
  const all = caps.reduce((sum, cap) => sum + cap, 0)
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
function offOf(
  contender: Contender,
  { stacks, on }: LaneGround,
  { times, rewarded }: Pick<Option, 'times' | 'rewarded'>,
): Worth {
  const { pieces } = contender.reward
  if (!pieces) return 0n
  let sum = 0n
  for (const [place, stack] of stacks.entries()) {
    const count = rewarded[place] ?? 0
    if (count > 0) sum += BigInt(count) * pieceWorth(pieces, stack, on)
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
