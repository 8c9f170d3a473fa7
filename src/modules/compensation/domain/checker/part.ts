import { plus, type Fraction } from './fraction.ts'
import type { Order } from './order-book.ts'

/** Why somebody does not get something, in the words of the files. */
export type Reason =
  | 'passed_over'
  | 'not_paid'
  | 'not_qualified'
  | 'nobody_above'
  | 'capped'
  | 'limited'
  | 'already_paid'
  | 'flushed'

/** One part of what a person gets by a bonus, exact, in major units; `order` where one order brought it. */
export type Part = Readonly<{
  personId: string
  amount: Fraction
  order: Order | undefined
  /** Whose volume or earning it is, or who brought it, where it is one person. */
  source?: string | undefined
  level?: number | undefined
  /** What kind of line it is, where it is no plain one. */
  note?: string
  /** Of a walk: at which rate, and who lost it. Parts of one order that are alike in this are one line. */
  line?: string
  /** What the person would have got and does not; `lost` where nobody gets it, now or later. */
  skip?: Readonly<{ reason: Reason; lost: boolean }>
  /** What it came to before it was rounded, where each line is. */
  unrounded?: Fraction
  /** What a once-only award remembers. */
  item?: string
}>

/** Adds a part to others; what lines of one order bring a person from one source, at one level and rate, is one line. */
export function joinedByOrder(parts: readonly Part[], part: Part): readonly Part[] {
  const isAlike = (one: Part) =>
    one.personId === part.personId &&
    one.source === part.source &&
    one.level === part.level &&
    one.line === part.line &&
    one.order?.id === part.order?.id &&
    one.skip?.reason === part.skip?.reason
  const at = parts.findIndex(isAlike)
  const known = parts[at]
  return known ? parts.with(at, { ...known, amount: plus(known.amount, part.amount) }) : [...parts, part]
}

/** Parts that are paid. */
export function paidParts(parts: readonly Part[]): readonly Part[] {
  return parts.filter((part) => part.skip === undefined)
}
