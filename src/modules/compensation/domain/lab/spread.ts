/** How many steps of the scale lie on each side of no difference. */
const STEPS = 7
const DECILES = 10

/** How differences lie: the edges of the scale, how many people lie in each stretch, and the deciles. Amounts are minor units as text. */
export type Spread = Readonly<{
  /** Edges from the smallest on: a stretch reaches from one edge (0 for the first), not including it, to the next. */
  edges: readonly string[]
  /** People who lose, by the stretch of what they lose; those who win alike. */
  losers: readonly number[]
  winners: readonly number[]
  /** From the largest loss to the largest gain of those who are paid by either plan: the lowest, every tenth, the highest. */
  deciles: readonly string[]
}>

/** The steps 1, 2 and 5 of every power of ten, up to the first that is not below a number; at most seven. */
export function scaleUpTo(most: bigint): readonly bigint[] {
  const steps: bigint[] = []
  for (let power = 1n; ; power *= 10n)
    for (const step of [1n, 2n, 5n]) {
      steps.push(step * power)
      if (step * power >= most) return steps.slice(-STEPS)
    }
}

/** Where the differences of people lie; `differences` are of everybody who is paid by either plan. */
export function spreadOf(differences: BigInt64Array): Spread {
  const sorted = differences.slice().sort()
  const [lowest, highest] = [sorted[0] ?? 0n, sorted.at(-1) ?? 0n]
  const edges = scaleUpTo(-lowest > highest ? -lowest : highest)
  const [losers, winners] = [edges.map(() => 0), edges.map(() => 0)]
  for (const difference of sorted) {
    if (difference === 0n) continue
    const size = difference < 0n ? -difference : difference
    const side = difference < 0n ? losers : winners
    const stretch = edges.findIndex((edge) => size <= edge)
    side[stretch] = (side[stretch] ?? 0) + 1
  }
  const last = sorted.length - 1
  return {
    edges: edges.map(String),
    losers,
    winners,
    deciles:
      last < 0
        ? []
        : Array.from({ length: DECILES + 1 }, (_, tenth) =>
            String(sorted[Math.floor((tenth * last) / DECILES)] ?? 0n),
          ),
  }
}
