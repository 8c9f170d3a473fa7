import type { Fraction } from './fraction.ts'
import type { Order } from './order-book.ts'

/** One part of what a person gets by a bonus, exact, in major units; `order` where one order brought it. */
export type Part = Readonly<{
  personId: string
  amount: Fraction
  order: Order | undefined
  /** Whose volume or earning it is, or who brought it, where it is one person. */
  source?: string
  /** What the person would have got and does not. */
  lost?: true
  /** What a once-only award remembers. */
  item?: string
}>
