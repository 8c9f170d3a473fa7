import type { Random } from '#shared/random.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** True about so many times in a thousand. */
export function happens(random: Random, perThousand: number): boolean {
  return random.below(1000) < perThousand
}

/** A whole number, both ends included. */
export function between(random: Random, low: number, high: number): number {
  return low + random.below(high - low + 1)
}

/** The place in a list of weights, each as often as its weight says. */
export function weighted(random: Random, weights: readonly number[]): number {
  let left = random.below(weights.reduce((sum, weight) => sum + weight, 0))
  for (const [place, weight] of weights.entries()) {
    if (left < weight) return place
    left -= weight
  }
  return 0
}

/** One of a list that is not empty. */
export function oneOf<T>(random: Random, list: readonly T[]): T {
  return at(list, random.below(list.length))
}

/** What stands at a place that is known to exist. */
export function at<T>(list: ArrayLike<T>, place: number): T {
  const found = list[place]
  if (found === undefined) throw new Error(`nothing stands at ${place} of ${list.length}`)
  return found
}
