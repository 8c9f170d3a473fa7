import type { OrderType } from '../plan/plan.ts'

/**
 * The orders of a period as columns, in order of time and then of id. Buyer and seller are numbers of the field, -1 for
 * nobody. Volumes are integers scaled by 10^places, summed over the order's lines and held in doubles within 2^53.
 */
export type Orders = Readonly<{
  count: number
  places: number
  ids: readonly string[]
  atMs: Float64Array
  buyer: Int32Array
  seller: Int32Array
  types: readonly OrderType[]
  columns: ReadonlyMap<string, Float64Array>
}>
