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
  /** What its goods cost the company, with it and without it, and the products of which that is not known. */
  goods: GoodsCost | undefined
}>

export type GoodsCost = Readonly<{ minor: bigint; beforeMinor: bigint; unknown: readonly string[] }>

/** Sales and cost of the orders of which every cost is known, and how many orders each product without one is in. */
export type Margin = {
  orders: number
  netMinor: bigint
  netBeforeMinor: bigint
  goodsMinor: bigint
  goodsBeforeMinor: bigint
  unknown: Record<string, number>
}

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
  /** Undefined where costs were not asked for. */
  margin: Margin | undefined
}

export function nothingSimulated(): Simulated {
  const nothing = { orders: 0, reached: 0, costMinor: 0n, giftsMinor: 0n, netMinor: 0n, netBeforeMinor: 0n }
  return {
    ...nothing,
    volumes: {},
    days: [],
    near: Array.from({ length: TENTHS }, () => 0),
    margin: undefined,
  }
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
  if (one.goods) addMargin((sums.margin ??= noMargin()), one, one.goods)
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

function noMargin(): Margin {
  const nothing = { netMinor: 0n, netBeforeMinor: 0n, goodsMinor: 0n, goodsBeforeMinor: 0n }
  return { orders: 0, ...nothing, unknown: {} }
}

/** An order with goods of unknown cost says nothing of the margin; it is counted for each of them. */
function addMargin(margin: Margin, one: Replay, goods: GoodsCost): void {
  for (const product of goods.unknown) margin.unknown[product] = (margin.unknown[product] ?? 0) + 1
  if (goods.unknown.length > 0) return
  margin.orders += 1
  margin.netMinor += one.netMinor
  margin.netBeforeMinor += one.netBeforeMinor
  margin.goodsMinor += goods.minor
  margin.goodsBeforeMinor += goods.beforeMinor
}
