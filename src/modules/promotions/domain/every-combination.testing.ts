import { PPM } from '#shared/ratio.ts'
import { isOf, type BasketLine } from './basket.ts'
import type { Contender } from './contender.ts'
import type { Selection } from './promotion.ts'

// The slow second opinion of tests: every piece by itself, every role that it can have, and each promotion's rule read anew
// from what it takes and rewards. It shares nothing with the search but the shapes.

/** What the best of all combinations takes off, in minor units times a million. */
export function worthByTrying(contenders: readonly Contender[], lines: readonly BasketLine[]): bigint {
  const pieces = lines.flatMap((line) => Array.from({ length: line.quantity }, () => line))
  const bought = pieces.map(() => -1)
  const rewarded = pieces.map(() => -1)
  let best = 0n
  const value = (): void => {
    let sum = 0n
    const groups = new Set<string>()
    for (const [at, contender] of contenders.entries()) {
      const taken = pieces.flatMap((_, piece) => (bought[piece] === at ? [piece] : []))
      const given = pieces.flatMap((_, piece) => (rewarded[piece] === at ? [piece] : []))
      if (taken.length === 0 && given.length === 0) continue
      const { group } = contender.promotion
      if (group !== undefined && groups.has(group)) return
      if (group !== undefined) groups.add(group)
      const off = valueOf(contender, pieces, taken, given)
      if (off === undefined) return
      sum += off
    }
    if (sum > best) best = sum
  }
  const go = (piece: number): void => {
    if (piece === pieces.length) {
      value()
      return
    }
    for (let buyer = -1; buyer < contenders.length; buyer++) {
      if (buyer >= 0 && !mayBuy(contenders[buyer], pieces[piece])) continue
      bought[piece] = buyer
      for (let giver = -1; giver < contenders.length; giver++) {
        if (giver >= 0 && !mayReward(contenders[giver], pieces[piece], giver === buyer)) continue
        rewarded[piece] = giver
        go(piece + 1)
      }
    }
    bought[piece] = -1
    rewarded[piece] = -1
  }
  go(0)
  return best
}

function mayBuy(contender: Contender | undefined, piece: BasketLine | undefined): boolean {
  if (!contender || !piece || contender.each.by === 'order') return false
  const { each } = contender
  return each.by === 'full' ? isOf(piece, each.of) : each.taken.some(({ of }) => isOf(piece, of))
}

/** A set rewards its own pieces; all other rewards fall on pieces that the promotion has not taken. */
function mayReward(contender: Contender | undefined, piece: BasketLine | undefined, own: boolean): boolean {
  const pieces = contender?.reward.pieces
  if (!pieces || !piece) return false
  if (pieces.is === 'set_percent' || pieces.is === 'set_price') return own
  return !own && isOf(piece, pieces.of)
}

function valueOf(
  contender: Contender,
  pieces: readonly BasketLine[],
  taken: readonly number[],
  given: readonly number[],
): bigint | undefined {
  const price = (piece: number): bigint => pieces[piece]?.unitMinor ?? 0n
  const times = timesOf(contender, pieces, taken)
  const reward = contender.reward.pieces
  if (times === undefined || !reward) return undefined
  const sum = given.reduce((all, piece) => all + price(piece), 0n)
  const capped = (off: bigint): bigint => {
    const most = contender.mostMinor === undefined ? undefined : contender.mostMinor * PPM
    return most !== undefined && off > most ? most : off
  }
  switch (reward.is) {
    case 'set_price':
      if (given.length !== taken.length) return undefined
      return capped(sum > reward.minor * BigInt(times) ? (sum - reward.minor * BigInt(times)) * PPM : 0n)
    case 'set_percent':
      return setsGive(reward, taken.map(price), given.map(price), times)
        ? capped(sum * reward.ppm)
        : undefined
    case 'amount': {
      if (reward.per === 'piece')
        return capped(
          given.reduce(
            (all, piece) => all + (price(piece) < reward.minor ? price(piece) : reward.minor),
            0n,
          ) * PPM,
        )
      const whole = reward.minor * BigInt(times)
      return capped((sum < whole ? sum : whole) * PPM)
    }
    default: {
      const free = pieces.flatMap((one, piece) =>
        isOf(one, reward.of) && !taken.includes(piece) ? [price(piece)] : [],
      )
      if (reward.pieces !== undefined && !isAllowed(reward.which, free, given.map(price))) return undefined
      // Each time it applies it rewards something.
      const most = (reward.pieces ?? 0) * times
      if (reward.pieces !== undefined && (given.length > most || given.length <= most - reward.pieces))
        return undefined
      const off = (piece: number): bigint =>
        reward.is === 'percent'
          ? price(piece) * reward.ppm
          : price(piece) > reward.minor
            ? (price(piece) - reward.minor) * PPM
            : 0n
      return capped(given.reduce((all, piece) => all + off(piece), 0n))
    }
  }
}

/** How often it applies for what it takes; undefined where it cannot take just that. */
function timesOf(
  { each, mostTimes }: Contender,
  pieces: readonly BasketLine[],
  taken: readonly number[],
): number | undefined {
  if (each.by === 'order') return taken.length === 0 ? 1 : undefined
  const matching = (of: Selection): number[] => pieces.flatMap((one, piece) => (isOf(one, of) ? [piece] : []))
  if (each.by === 'full') {
    const all = matching(each.of)
    if (all.length !== taken.length) return undefined
    const sum = all.reduce((total, piece) => total + (pieces[piece]?.unitMinor ?? 0n), 0n)
    const times = Math.min(Number(sum / each.step), mostTimes)
    return times >= 1 ? times : undefined
  }
  const size = each.taken.reduce((sum, part) => sum + part.pieces, 0)
  const times = taken.length / size
  if (!Number.isInteger(times) || times < 1 || times > mostTimes) return undefined
  const fill = (part: number, left: readonly number[]): boolean => {
    const wanted = each.taken[part]
    if (!wanted) return left.length === 0
    const fitting = left.filter((piece) => matching(wanted.of).includes(piece))
    return parts(fitting, wanted.pieces * times).some((own) =>
      fill(
        part + 1,
        left.filter((piece) => !own.includes(piece)),
      ),
    )
  }
  return fill(0, taken) ? times : undefined
}

/** Every part of a list of a size. */
function parts<T>(list: readonly T[], size: number): T[][] {
  if (size === 0) return [[]]
  const [first, ...rest] = list
  if (first === undefined) return []
  return [...parts(rest, size - 1).map((part) => [first, ...part]), ...parts(rest, size)]
}

/** Whether the given prices are the cheapest or dearest of those that could be rewarded. */
function isAllowed(which: string, free: readonly bigint[], given: readonly bigint[]): boolean {
  if (which === 'best') return true
  const up = which === 'cheapest' ? 1 : -1
  const sorted = free.toSorted((a, b) => (a === b ? 0 : a > b ? up : -up)).slice(0, given.length)
  const text = (prices: readonly bigint[]): string => prices.map(String).toSorted().join(',')
  return text(sorted) === text(given)
}

/** Whether the taken pieces can be put into sets of which the given ones are the cheapest or dearest. */
function setsGive(
  { pieces, which }: Readonly<{ pieces: number; which: 'cheapest' | 'dearest' }>,
  taken: readonly bigint[],
  given: readonly bigint[],
  times: number,
): boolean {
  if (given.length !== pieces * times) return false
  const up = which === 'cheapest' ? 1 : -1
  const text = (prices: readonly bigint[]): string => prices.map(String).toSorted().join(',')
  const size = taken.length / times
  const every = (left: readonly number[], got: readonly bigint[]): boolean => {
    if (left.length === 0) return text(got) === text(given)
    const [first, ...rest] = left
    if (first === undefined) return false
    return parts(rest, size - 1).some((others) => {
      const set = [first, ...others].map((place) => taken[place] ?? 0n)
      const chosen = set.toSorted((a, b) => (a === b ? 0 : a > b ? up : -up)).slice(0, pieces)
      return every(
        rest.filter((place) => !others.includes(place)),
        [...got, ...chosen],
      )
    })
  }
  return every([...taken.keys()], [])
}
