/**
 * Splits a total over weights so that the parts add up to the total exactly: each part gets the floor of its share and
 * the units left over go to the largest remainders, the earlier part first on a tie (largest-remainder method).
 * A negative total is split like the positive one with the sign turned. Weights are not negative; when all are zero
 * the first part takes everything.
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) throw new Error('allocate needs at least one weight')
  if (weights.some((weight) => weight < 0n)) throw new Error('allocate needs weights that are not negative')
  const sum = weights.reduce((left, right) => left + right, 0n)
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? total : 0n))
  const sign = total < 0n ? -1n : 1n
  const size = total * sign
  const parts = weights.map((weight) => (size * weight) / sum)
  const left = Number(size - parts.reduce((a, b) => a + b, 0n))
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (size * weight) % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  const lucky = new Set(byRemainder.slice(0, left).map((entry) => entry.index))
  return parts.map((part, index) => (part + (lucky.has(index) ? 1n : 0n)) * sign)
}
