import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hashToken } from '#platform/sessions/token.ts'
import {
  changeEntries,
  creditsBack,
  decideChange,
  type ChangeKind,
  type CreditBack,
  type DecidedChange,
  type WantedChange,
} from '../domain/order-change.ts'
import type { OrderState } from '../domain/order.ts'
import { creditsTaken } from '../store/order-promotions.ts'
import { changeRow } from '../store/place.ts'
import { changeByKey, holdOrder, standingOrder, type ChangeableOrder } from '../store/standing-order.ts'
import { checkLeft, lostBy, type LostEarnings } from './check-left.ts'
import { settleChanged } from './pay-order.ts'
import { uuidOf } from './order-marks.ts'
import { settleAfterChange } from './settle-party.ts'
import { tellChanged } from './tell-order.ts'

export type ChangeToMake = WantedChange &
  Readonly<{
    orderId: bigint
    /** Made by whoever asks, so that asking twice is one change; without one each asking is another. */
    key?: string | undefined
    reason?: string | undefined
    tracking?: string | undefined
    accountId?: bigint | null | undefined
    /** What it brings back of money that was paid waits for the order that takes the place of the goods. */
    isReplaced?: boolean | undefined
  }>

/** A change that was made; `again` when it was made before under the same key. */
type OrderChanged = Readonly<{
  number: number
  kind: ChangeKind
  changedAt: number
  /** Of the order, afterwards. */
  state: OrderState
  /** What it brought back of money that was paid; nothing when it was made before. */
  refundedMinor: bigint
  again: boolean
}>

/**
 * Changes an order at this moment: takes pieces back before they are sent, sends them, or takes back what was sent. Money, tax,
 * promotions' shares, volumes, stock and books follow by exact shares; what the order's own period said stays as it is. Refused as
 * `orders.not_found`, as decideChange says, as `inventory.not_there`, and as `idempotency.conflict` for other content under the key.
 */
export async function changeOrder(tx: Tx, input: ChangeToMake): Promise<Result<OrderChanged>> {
  // Two who change an order at once come one after the other, and each decides by what the other left.
  const order = (await holdOrder(tx, input.orderId)) ? await standingOrder(tx, input.orderId) : undefined
  if (!order) return refuse('orders.not_found')
  const payloadHash = hashOf(input)
  const { key = `change ${order.changes + 1}` } = input
  const before = await changeByKey(tx, order.id, key)
  if (before) {
    const { number, at } = before
    return before.payloadHash.equals(payloadHash)
      ? ok({
          number,
          kind: input.kind,
          changedAt: at.getTime(),
          state: order.state,
          refundedMinor: 0n,
          again: true,
        })
      : refuse('idempotency.conflict')
  }
  const decided = decideChange(order, input)
  if (!decided.ok) return decided
  const written = await changeRow(tx, documentOf(order, decided.value, { ...input, key, payloadHash }))
  if (!written.ok) return written
  const { number, changedAt, state } = written.value
  const { refundedMinor, refundTo, isLast } = decided.value
  const { accountId } = input
  const settled = await settleChanged(tx, {
    orderId: order.id,
    number,
    refundedMinor,
    refundTo: input.isReplaced ? undefined : refundTo,
    isLast,
    accountId,
  })
  if (!settled.ok) return settled
  // Of an order of which nothing is left everything was given back already.
  if (input.kind !== 'send' && !isLast) await checkLeft(tx, order)
  if (input.kind !== 'send' && order.partyId !== null) await settleAfterChange(tx, order.partyId)
  await tellChanged(tx, written.value, decided.value)
  return ok({ number, kind: input.kind, changedAt, state, refundedMinor, again: false })
}

/** What a change would bring back, to credits too, and take back of what the order earned, by what stands now; nothing is written. */
export async function previewChange(
  tx: Tx,
  input: WantedChange & Readonly<{ orderId: bigint }>,
): Promise<Result<Readonly<{ change: DecidedChange; lost: LostEarnings; credits: readonly CreditBack[] }>>> {
  const order = await standingOrder(tx, input.orderId)
  if (!order) return refuse('orders.not_found')
  const decided = decideChange(order, input)
  if (!decided.ok) return decided
  const { value: change } = decided
  const taken = change.kind === 'send' ? [] : await creditsTaken(tx, order.id)
  return ok({ change, lost: await lostBy(tx, order, change), credits: creditsBack(change, taken) })
}

function documentOf(
  order: ChangeableOrder,
  change: DecidedChange,
  input: ChangeToMake & Readonly<{ key: string; payloadHash: Buffer }>,
) {
  const number = order.changes + 1
  const mark = change.isWhole ? `cancel order ${order.id}` : `change ${number} of order ${order.id}`
  return {
    order: order.id,
    number,
    kind: change.kind,
    reason: input.reason,
    tracking: input.tracking,
    account: input.accountId ?? undefined,
    key: input.key,
    payloadHash: input.payloadHash.toString('hex'),
    goods: change.goodsMinor,
    shipping: change.shippingMinor,
    tax: change.taxMinor,
    fee: change.feeMinor,
    refunded: change.refundedMinor,
    refundTo: change.refundTo,
    lines: linesOf(order, change),
    journal: uuidOf(hashToken(mark)),
    entries: changeEntries(order, change),
    reverses: change.isWhole,
  }
}

function linesOf(order: ChangeableOrder, change: DecidedChange) {
  const lines = change.lines.map((line) => ({
    line: line.line,
    quantity: line.quantity,
    disposition: line.disposition,
    minor: line.minor,
    tax: line.taxMinor,
    discount: line.discountMinor,
    volumes: Object.fromEntries(line.volumes),
    promotions: line.promotions.map(({ promotionId, minor }) => ({ promotion: promotionId, minor })),
  }))
  // Pay learns of a change by its volumes: one of goods without any says so with nothing of the first.
  const isSilent = change.kind !== 'send' && change.lines.every(({ volumes }) => volumes.size === 0)
  const { volumeName } = order
  if (!isSilent || volumeName === undefined) return lines
  return lines.map((line, place) => (place === 0 ? { ...line, volumes: { [volumeName]: 0n } } : line))
}

function hashOf({ kind, lines, shipping, feePpm, refundTo, reason, tracking }: ChangeToMake): Buffer {
  const asked = { kind, lines, shipping, feePpm: feePpm?.toString(), refundTo, reason, tracking }
  return hashToken(JSON.stringify(asked))
}
