import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { personByCode } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About, Actor } from '#platform/postgres/transact.ts'
import { periodAt } from '#shared/period.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { checkNamed, lasts, type NamedKind } from '../domain/adjustment.ts'
import { adjustmentById, insertAdjustment, type Adjustment } from '../store/adjustments.ts'
import { orderFacts } from '../store/order-facts.ts'
import { planInEffect } from '../store/plans.ts'
import { ADJUSTMENT_REQUESTED } from './adjustment-events.ts'
import { readPayPlanText } from './read-plan-text.ts'

/** A correction as it is asked for; moments in epoch milliseconds. */
export type AdjustmentRequest = Readonly<{
  reason: string
  /** From when it holds, or when it counts; now where it is left out. */
  fromMs?: number | undefined
}> &
  (
    | Readonly<{
        kind: NamedKind
        personId: bigint
        name: string
        value: string
        untilMs?: number | undefined
      }>
    | Readonly<{ kind: 'order'; order: string; seller?: string | undefined }>
    | Readonly<{ kind: 'end'; endsId: bigint }>
  )

/** What is written of a request besides who asked and why. */
type Planned = Pick<
  Adjustment,
  | 'personId'
  | 'name'
  | 'value'
  | 'orderId'
  | 'sellerId'
  | 'orderAtMs'
  | 'endsId'
  | 'fromMs'
  | 'untilMs'
  | 'touchesFromMs'
  | 'touchesUntilMs'
>

/** The end of what goes on. */
const FOREVER_MS = Date.parse('9999-01-01T00:00:00Z')

/**
 * Asks for a correction by hand and tells `compensation.adjustment_requested`; nothing changes before a second person approves.
 * Refused with the field and what was expected.
 */
export async function requestAdjustment(
  tx: Tx,
  about: About,
  actor: Actor,
  request: AdjustmentRequest,
): Promise<Result<bigint>> {
  if (actor.accountId === null) throw new Error('a correction is asked for by somebody')
  const nowMs = await companyNow(tx)
  const planned = await plan(tx, request, nowMs)
  if (!planned.ok) return planned
  const id = await insertAdjustment(tx, {
    ...planned.value,
    kind: request.kind,
    reason: request.reason,
    requestedBy: actor.accountId,
    requestedAtMs: nowMs,
  })
  about('adjustment', id)
  about('person', planned.value.personId)
  await appendEvent(tx, {
    topic: ADJUSTMENT_REQUESTED,
    keyId: planned.value.personId,
    payload: { adjustmentId: id },
  })
  return ok(id)
}

const nothing = {
  name: '',
  value: '',
  orderId: null,
  sellerId: null,
  orderAtMs: null,
  endsId: null,
  untilMs: null,
}

async function plan(tx: Tx, request: AdjustmentRequest, nowMs: number): Promise<Result<Planned>> {
  if (request.kind === 'order') return planOrder(tx, request)
  if (request.kind === 'end') return planEnd(tx, request, nowMs)
  const fromMs = request.fromMs ?? nowMs
  const calendar = await calendarByCode(tx, MONTHS)
  if (!calendar) throw new Error('the company has no calendar of months')
  const month = periodAt(calendar, fromMs)
  const version = await planInEffect(tx, `${month.label}-01`)
  if (!version) return refuse('pay.no_plan', { period: month.label }, 'from')
  const checked = checkNamed(readPayPlanText(version.source, version.name), request)
  if (!checked.ok) return checked
  const isLasting = lasts(request.kind)
  const untilMs = isLasting ? (request.untilMs ?? null) : null
  if (untilMs !== null && untilMs <= fromMs) return refuse('pay.adjustment.ends_before', {}, 'until')
  const { personId, name } = request
  const until = isLasting ? (untilMs ?? FOREVER_MS) : fromMs + 1
  const touches = { touchesFromMs: fromMs, touchesUntilMs: until }
  return ok({ ...nothing, personId, name, value: checked.value, fromMs, untilMs, ...touches })
}

/** An order that counts for another seller, at another time, or both. */
async function planOrder(
  tx: Tx,
  request: Extract<AdjustmentRequest, { kind: 'order' }>,
): Promise<Result<Planned>> {
  const order = await orderFacts(tx, request.order)
  if (!order || order.commissionAtMs === null)
    return refuse('pay.adjustment.no_order', { order: request.order }, 'order')
  if (order.isMoved) return refuse('pay.adjustment.order_moved', { order: request.order }, 'order')
  const seller = request.seller === undefined ? undefined : await personByCode(tx, request.seller)
  if (request.seller !== undefined && !seller)
    return refuse('pay.person_unknown', { person: request.seller }, 'seller')
  const sellerId = seller && seller.id !== order.sellerId ? seller.id : null
  const at = request.fromMs === undefined || request.fromMs === order.commissionAtMs ? null : request.fromMs
  if (sellerId === null && at === null) return refuse('pay.adjustment.order_same', {}, 'seller')
  const personId = sellerId ?? order.sellerId ?? order.buyerId
  if (personId === null) return refuse('pay.adjustment.no_order', { order: request.order }, 'order')
  const moments = [order.commissionAtMs, at ?? order.commissionAtMs]
  return ok({
    ...nothing,
    personId,
    orderId: order.id,
    sellerId,
    orderAtMs: at,
    fromMs: at ?? order.commissionAtMs,
    touchesFromMs: Math.min(...moments),
    touchesUntilMs: Math.max(...moments) + 1,
  })
}

/** What was added once, and an order, are taken back whole; what lasts ends at a moment. */
async function planEnd(
  tx: Tx,
  request: Extract<AdjustmentRequest, { kind: 'end' }>,
  nowMs: number,
): Promise<Result<Planned>> {
  const ended = await adjustmentById(tx, request.endsId)
  if (!ended || ended.state !== 'done' || ended.kind === 'end') return refuse('pay.adjustment.not_done')
  if (ended.endedFromMs !== null) return refuse('pay.adjustment.ended')
  const touches = { touchesFromMs: ended.touchesFromMs, touchesUntilMs: ended.touchesUntilMs }
  const of = { ...nothing, personId: ended.personId, endsId: ended.id, ...touches }
  if (!lasts(ended.kind)) return ok({ ...of, fromMs: ended.fromMs })
  const fromMs = Math.max(request.fromMs ?? nowMs, ended.fromMs)
  if (fromMs >= ended.touchesUntilMs) return refuse('pay.adjustment.over', {}, 'from')
  return ok({ ...of, fromMs, touchesFromMs: fromMs })
}
