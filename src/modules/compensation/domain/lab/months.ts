/** Minor units by currency, or by a unit that the plan declares. */
export type Amounts = ReadonlyMap<string, bigint>

/** What one plan makes of a month; people by their number in the experiment. */
export type SideOfMonth = Readonly<{
  /** Places in the plan's ladder from 1; 0 is none. */
  rank: Uint8Array
  /** What everybody is paid by all bonuses together, by currency. */
  paid: ReadonlyMap<string, BigInt64Array>
  bonuses: readonly Readonly<{ bonus: string; currency: string; minor: bigint }>[]
  /** What the plan would pay had the field bought nothing for itself. */
  withoutOwn: Amounts
  /** What it would pay had nobody bought anything. */
  withoutSales: Amounts
}>

/** A month as both plans pay it. */
export type MonthOfLab = Readonly<{
  period: string
  /** Everybody known in the month. */
  people: number
  /** Sales in the plan's currency, in millionths of a major unit: all, and what the field bought for itself. */
  sales: Readonly<{ all: bigint; own: bigint }>
  /** What was accepted and paid, deltas included; undefined where nothing was accepted. */
  accepted: Amounts | undefined
  /** Hash of what it was computed from, and whether that was frozen at the close or read anew. */
  inputs: Readonly<{ hash: string; frozen: boolean }>
  /** Whether passes computed both plans; else they were walked. */
  byPasses: boolean
  before: SideOfMonth
  after: SideOfMonth
}>

/** Sums of everybody. */
export function sumsOf(paid: SideOfMonth['paid']): Amounts {
  return new Map(
    [...paid].map(([currency, column]) => [currency, column.reduce((sum, minor) => sum + minor, 0n)]),
  )
}
