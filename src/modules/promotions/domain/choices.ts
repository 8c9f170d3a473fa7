/** The first of the ways: places are filled in the given order. Undefined when there are too few pieces. */
export function firstChoice(
  pieces: number,
  caps: readonly number[],
  order: readonly number[],
): readonly number[] | undefined {
  const chosen = caps.map(() => 0)
  let left = pieces
  for (const place of order) {
    if (left === 0) break
    const count = Math.min(left, caps[place] ?? 0)
    chosen[place] = count
    left -= count
  }
  return left === 0 ? chosen : undefined
}

/**
 * Every way to choose so many pieces from places with so many each, as counts by place. Places are filled in the given order
 * first, so that the first choice takes as much as it can from the first places. Nothing when there are too few.
 */
export function* choices(
  pieces: number,
  caps: readonly number[],
  order: readonly number[],
): Generator<readonly number[]> {
  const rest: number[] = []
  let sum = 0
  for (let at = order.length - 1; at >= 0; at--) {
    rest[at] = sum
    sum += caps[order[at] ?? 0] ?? 0
  }
  if (sum < pieces) return
  const chosen = caps.map(() => 0)
  yield* fill(0, pieces)

  function* fill(at: number, left: number): Generator<readonly number[]> {
    if (left === 0) {
      yield chosen.slice()
      return
    }
    const place = order[at]
    if (place === undefined) return
    const most = Math.min(left, caps[place] ?? 0)
    const least = Math.max(0, left - (rest[at] ?? 0))
    for (let count = most; count >= least; count--) {
      chosen[place] = count
      yield* fill(at + 1, left - count)
    }
    chosen[place] = 0
  }
}
