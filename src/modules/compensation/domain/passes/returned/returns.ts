import type { Period } from '#shared/period.ts'
import type { OrderItem } from '../../pay/order-book.ts'
import type { Returned } from '../../pay/returns.ts'
import type { FieldColumns, NumberColumn } from '../field-columns.ts'

/** Returns that take back what their orders brought, which a run does beside what it computes of the period. */
export type Returns = Readonly<{
  /** All returns that are known, in the order of orders. */
  orders: () => readonly OrderItem[]
  /** A personal volume as bonuses are paid on it: without what is taken back part by part. */
  paidOn: (volume: string) => NumberColumn
  /** The field of an earlier period as it stood then, with some returns dated like the orders that they take back. */
  earlier: (period: Period, back: readonly Returned[]) => FieldColumns
  /** Whether this is such a field: what changed of still earlier periods is no business of the run that asks. */
  isEarlier: boolean
}>
