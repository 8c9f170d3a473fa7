/** A repeatable stream of chance: the same seed gives the same draws on every machine. */
export type Random = Readonly<{
  /** A whole number from 0 up to, not including, `below`. */
  below: (below: number) => number
}>

/** Marsaglia's xorshift32 with the triple (13, 17, 5); good enough to shape demonstration data, not for secrets. */
export function seededRandom(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1
  const next = (): number => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state
  }
  for (let i = 0; i < 16; i++) next()
  return { below: (below) => Math.floor((next() / 0x1_0000_0000) * below) }
}
