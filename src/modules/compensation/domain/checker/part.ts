import { plus, type Fraction } from './fraction.ts'
import type { Order } from './order-book.ts'

/** One part of what a person gets by a bonus, exact, in major units; `order` where one order brought it. */
export type Part = Readonly<{
  personId: string
  amount: Fraction
  order: Order | undefined
  /** Whose volume or earning it is, or who brought it, where it is one person. */
  source?: string
  /** Of a walk: at which level and rate. Parts of one order that are alike in this are one line. */
  line?: string
  /** What the person would have got and does not. */
  lost?: true
  /** What a once-only award remembers. */
  item?: string
}>

/** Adds a part to others; what lines of one order bring a person from one source, at one level and rate, is one line. */
export function joinedByOrder(parts: readonly Part[], part: Part): readonly Part[] {
  const isAlike = (one: Part) =>
    one.personId === part.personId &&
    one.source === part.source &&
    one.line === part.line &&
    one.order?.id === part.order?.id &&
    one.lost === part.lost
  const at = parts.findIndex(isAlike)
  const known = parts[at]
  return known ? parts.with(at, { ...known, amount: plus(known.amount, part.amount) }) : [...parts, part]
}
