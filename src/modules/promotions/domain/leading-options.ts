import { rewardedPieces, type Contender, type Worth } from './contender.ts'
import { mostSets, offOf, wayOf, type LaneGround, type Option, type Way } from './options.ts'

/**
 * Options of a contender that are made and not searched, and the most that any of its options can bring beyond what the pieces that it
 * rewards are worth otherwise (`otherwise`, by stack). Nothing where neither can be told.
 *
 * A set has its rewarded pieces in an order: the first ones that it has not taken. It takes so many, so that only so many can be passed
 * over; what it rewards lies among the first of that order, as many as it takes and rewards together. The best of these are the most
 * that there can be, and they are rewarded where it can take exactly the others.
 */
export function leadingOptions(
  contender: Contender,
  ground: LaneGround,
  extras: Worth,
  otherwise: readonly Worth[],
): Readonly<{ options: readonly Option[]; most: Worth }> | undefined {
  const way = wayOf(contender, ground)
  const { pieces } = contender.reward
  const limited = pieces && rewardedPieces(pieces)
  const [part] = way.parts
  if (!limited || !way.rewarded || !part || way.parts.length > 1) return undefined
  const gain = (place: number): Worth => (way.worths[place] ?? 0n) - (otherwise[place] ?? 0n)
  const { mask, order } = way.rewarded
  const there = order.flatMap((place) =>
    mask[place] ? Array.from({ length: ground.stacks[place]?.count ?? 0 }, () => place) : [],
  )
  const options: Option[] = []
  let most: Worth | undefined
  for (let times = mostSets(way); times >= 1; times--) {
    const takes = part.pieces * times
    const fewest = limited.pieces * (times - 1) + 1
    for (let wanted = Math.min(limited.pieces * times, there.length); wanted >= fewest; wanted--) {
      const among = limited.which === 'best' ? there : there.slice(0, takes + wanted)
      const best = among.toSorted((a, b) => (gain(a) === gain(b) ? 0 : gain(a) > gain(b) ? -1 : 1))
      const chosen = best.slice(0, wanted)
      const worth = chosen.reduce((sum, place) => sum + gain(place), extras * BigInt(times))
      if (most === undefined || worth > most) most = worth
      const rewarded = countsOf(chosen, ground)
      const passedOver = limited.which === 'best' ? [] : best.slice(wanted)
      const taken = takenBeside(way, { rewarded, passedOver: countsOf(passedOver, ground), takes })
      if (!taken) continue
      const off = offOf(way, { times, rewarded })
      if (off > 0n || contender.reward.extras.length > 0)
        options.push({ times, taken, rewarded, off, worth: off + extras * BigInt(times) })
    }
  }
  return most === undefined ? undefined : { options, most }
}

function countsOf(places: readonly number[], { stacks }: LaneGround): number[] {
  const counts = stacks.map(() => 0)
  for (const place of places) counts[place] = (counts[place] ?? 0) + 1
  return counts
}

/**
 * So many pieces that a set can take, all that are passed over among them and none that is rewarded; what may not be rewarded, or
 * comes cheapest, fills it up. Undefined where there are no such pieces.
 */
function takenBeside(
  way: Way,
  of: Readonly<{ rewarded: readonly number[]; passedOver: readonly number[]; takes: number }>,
): readonly number[] | undefined {
  const [part] = way.parts
  if (!part || of.passedOver.some((count, place) => count > 0 && !part.mask[place])) return undefined
  const taken = [...of.passedOver]
  let left = of.takes - taken.reduce((sum, count) => sum + count, 0)
  for (const place of part.order) {
    if (left === 0) break
    if (!part.mask[place]) continue
    const free = (way.ground.stacks[place]?.count ?? 0) - (taken[place] ?? 0) - (of.rewarded[place] ?? 0)
    const count = Math.min(left, free)
    taken[place] = (taken[place] ?? 0) + count
    left -= count
  }
  return left === 0 ? taken : undefined
}
