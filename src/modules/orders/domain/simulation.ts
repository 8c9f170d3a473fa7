/** What one order would have been with a promotion and without it, in minor units and millionths. */
export type Replay = Readonly<{
  day: string
  /** Whether the promotion applies. */
  isReached: boolean
  /** What is taken off more than without it, and its gifts at their price. */
  costMinor: bigint
  giftsMinor: bigint
  /** Sales without tax, with it and without it. */
  netMinor: bigint
  netBeforeMinor: bigint
  volumes: Readonly<Record<string, bigint>>
  volumesBefore: Readonly<Record<string, bigint>>
  /** How much of what it asks for was there, in tenths; undefined where that is no number. */
  tenths: number | undefined
}>

/** How an order lies to the line that a promotion draws: below it by tenths, or reached. */
export const TENTHS = 10

export type Simulated = {
  orders: number
  reached: number
  costMinor: bigint
  giftsMinor: bigint
  netMinor: bigint
  netBeforeMinor: bigint
  volumes: Record<string, bigint>
  days: { day: string; orders: number; reached: number; costMinor: bigint }[]
  /** Orders by how much of what the promotion asks for they had: below 10 %, and so on. */
  near: number[]
}

export function nothingSimulated(): Simulated {
  const nothing = { orders: 0, reached: 0, costMinor: 0n, giftsMinor: 0n, netMinor: 0n, netBeforeMinor: 0n }
  return { ...nothing, volumes: {}, days: [], near: Array.from({ length: TENTHS }, () => 0) }
}

/** Adds an order to what was simulated; orders come in the order of their days. */
export function addReplay(sums: Simulated, one: Replay): void {
  sums.orders += 1
  sums.reached += one.isReached ? 1 : 0
  sums.costMinor += one.costMinor
  sums.giftsMinor += one.giftsMinor
  sums.netMinor += one.netMinor
  sums.netBeforeMinor += one.netBeforeMinor
  for (const name of new Set([...Object.keys(one.volumes), ...Object.keys(one.volumesBefore)]))
    sums.volumes[name] =
      (sums.volumes[name] ?? 0n) + (one.volumes[name] ?? 0n) - (one.volumesBefore[name] ?? 0n)
  let day = sums.days.at(-1)
  if (day?.day !== one.day) {
    day = { day: one.day, orders: 0, reached: 0, costMinor: 0n }
    sums.days.push(day)
  }
  day.orders += 1
  day.reached += one.isReached ? 1 : 0
  day.costMinor += one.costMinor + one.giftsMinor
  if (one.isReached || one.tenths === undefined) return
  const at = Math.min(Math.max(one.tenths, 0), TENTHS - 1)
  sums.near[at] = (sums.near[at] ?? 0) + 1
}
