import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { StandingLine } from './order-change.ts'
import { mergeLines, type WantedLine } from './order.ts'
import { pieceShares } from './piece-shares.ts'

/** A line with the code that it was ordered by and what a piece weighs; a gift is a promotion's, and nobody else's to change. */
export type EditableLine = StandingLine & Readonly<{ code: string; grams: number; isGift: boolean }>

/** How many pieces of lines there should be, of those that are not named as many as there are, and goods that come with them. */
export type WantedEdit = Readonly<{
  lines: readonly Readonly<{ line: number; quantity: number }>[]
  goods: readonly WantedLine[]
}>

/** What an edit does to the pieces of an order. */
export type EditedPieces = Readonly<{
  /** Pieces that are taken back. */
  back: readonly Readonly<{ line: number; quantity: number }>[]
  /** Pieces that stay of what was ordered before, gifts not among them. */
  stay: readonly Readonly<{ of: EditableLine; quantity: number }>[]
  /** What is ordered beyond them. */
  more: readonly WantedLine[]
}>

/**
 * How an edit is made: pieces are taken back, or goods ordered that go with the order, or both; where something else hangs on what is
 * taken back (promotions, what delivery costs), or none of it stays, everything is taken back, and what is wanted is ordered anew.
 */
export type EditWay = 'pieces' | 'anew'

/**
 * What an edit does to the pieces of an order of which nothing was sent. Refused as `orders.cancelled_conflict`, `orders.edit_sent`,
 * `orders.change_line_unknown`, `orders.edit_gift`, `orders.edit_same` when nothing would change, and as mergeLines says.
 */
export function editPieces(
  order: Readonly<{ code: string; lines: readonly EditableLine[] }>,
  wanted: WantedEdit,
): Result<EditedPieces> {
  if (order.lines.some(({ sent }) => sent > 0)) return refuse('orders.edit_sent', { order: order.code })
  if (order.lines.every((line) => left(line) === 0))
    return refuse('orders.cancelled_conflict', { order: order.code })
  const named = new Map<number, number>()
  for (const { line, quantity } of wanted.lines) {
    const of = order.lines.find((one) => one.line === line)
    if (!of || named.has(line)) return refuse('orders.change_line_unknown', { line }, 'lines')
    if (of.isGift && quantity !== left(of)) return refuse('orders.edit_gift', { line }, 'lines')
    named.set(line, quantity)
  }
  const back: { line: number; quantity: number }[] = []
  const stay: { of: EditableLine; quantity: number }[] = []
  const more = [...wanted.goods]
  for (const of of order.lines) {
    const there = left(of)
    const should = named.get(of.line) ?? there
    if (should < there) back.push({ line: of.line, quantity: there - should })
    if (should > there) more.push({ product: of.code, quantity: should - there })
    const quantity = Math.min(there, should)
    if (quantity > 0 && !of.isGift) stay.push({ of, quantity })
  }
  if (back.length === 0 && more.length === 0) return refuse('orders.edit_same')
  if (more.length === 0) return ok({ back, stay, more })
  const merged = mergeLines(more)
  return merged.ok ? ok({ back, stay, more: merged.value }) : merged
}

/** All that is wanted of an order that is ordered anew. */
export function goodsAnew({ stay, more }: EditedPieces): readonly WantedLine[] {
  return [...stay.map(({ of, quantity }) => ({ product: of.code, quantity })), ...more]
}

/** What stays of an order, as delivery is reckoned. */
export function parcelLeft({ stay }: EditedPieces): Readonly<{ subtotalMinor: bigint; grams: number }> {
  return {
    subtotalMinor: stay.reduce(
      (sum, { of, quantity }) => sum + pieceShares(of, of.quantity - quantity, of.quantity).minor,
      0n,
    ),
    grams: stay.reduce((sum, { of, quantity }) => sum + of.grams * quantity, 0),
  }
}

function left({ quantity, cancelled, sent }: StandingLine): number {
  return quantity - cancelled - sent
}
