import { ok, refuse, type Result } from '#shared/refusal.ts'
import { moneyAbout } from '#modules/payments/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { sumVolumes } from '../domain/order.ts'
import { editOrder, type OrderEdit } from './edit-order.ts'
import { showOrder } from './show-order.ts'

type Shown = NonNullable<Awaited<ReturnType<typeof showOrder>>>
type ToEdit = Omit<OrderEdit, 'orderId'> &
  Readonly<{
    order: Shown
    language?: string | undefined
    /** What everything may cost afterwards. */
    expectedTotal?: Readonly<{ minor: bigint; currency: string }> | undefined
  }>

/**
 * Edits an order and shows what that did to its sums, its money and its volumes; whoever only wants to know takes everything back.
 * Refused as editOrder says, and as `orders.total_changed` where it costs something else than was seen.
 */
export async function editAndShow(deps: { db: Db }, tx: Tx, input: ToEdit) {
  const { order: before, language, expectedTotal } = input
  const { orderId, code } = before
  const { currency } = before.now.total
  const money = (minor: bigint) => ({ minor, currency })
  const appliedBefore = await appliedTo(tx, orderId)
  const done = await editOrder(deps, tx, { ...input, orderId })
  if (!done.ok) return done
  const { way, placed } = done.value
  const left = await showOrder(tx, { code }, language)
  const made = placed && (await showOrder(tx, { code: placed.code }, language))
  if (!left) return refuse('orders.not_found')
  const after = left.now.total.minor + (made?.total.minor ?? 0n)
  const seen = refuseOther(money(after), expectedTotal)
  if (seen) return seen
  const ids = placed ? [orderId, placed.order] : [orderId]
  const stands = { owed: 0n, applied: 0n }
  for (const id of ids) {
    // oxlint-disable-next-line no-await-in-loop -- two at most
    const of = await appliedTo(tx, id)
    stands.owed += of.owed
    stands.applied += of.applied
  }
  const more = stands.applied - appliedBefore.applied
  return ok({
    way,
    order: code,
    placedOrder: placed?.order,
    placedCode: placed?.code ?? null,
    before: before.now.total,
    after: money(after),
    toPay: money(stands.owed > 0n ? stands.owed : 0n),
    paidNow: money(more > 0n ? more : 0n),
    goesBack: money(more < 0n ? -more : 0n),
    volumes: volumesMore(before, left, made),
    placed: made ?? null,
  })
}

function refuseOther(
  now: Readonly<{ minor: bigint; currency: string }>,
  expected: ToEdit['expectedTotal'],
): Result<never> | undefined {
  const isAsSeen = expected === undefined || expected.minor === now.minor
  return isAsSeen ? undefined : refuse('orders.total_changed', now)
}

/** What is owed for an order, and what of the money that came in is for what stands of it. */
async function appliedTo(tx: Tx, id: bigint): Promise<{ owed: bigint; applied: bigint }> {
  const { owedMinor, paidMinor, refundedMinor, waitingMinor } = await moneyAbout(tx, { kind: 'order', id })
  return { owed: owedMinor, applied: paidMinor - refundedMinor - waitingMinor }
}

function volumesMore(before: Shown, left: Shown, made: Shown | undefined): Record<string, bigint> {
  const opposite = Object.entries(before.volumesNow).map(([name, micro]) => [name, -micro] as const)
  const sums = sumVolumes([left.volumesNow, made?.volumes ?? {}, Object.fromEntries(opposite)])
  return Object.fromEntries(Object.entries(sums).filter(([, micro]) => micro !== 0n))
}
