import { ok, refuse, type Result } from '#shared/refusal.ts'
import { PPM } from '#shared/ratio.ts'
import { dayText } from '#shared/time.ts'
import { marketById, settingAt, type SettingDefinition } from '#modules/company/api.ts'
import { personById } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { boughtBackUntil } from '../domain/buy-back.ts'
import type { Disposition } from '../domain/order-change.ts'
import { standingOrder } from '../store/standing-order.ts'

/** For so many months after an order a distributor who leaves can give back what can be sold again. */
export const buyBackMonths: SettingDefinition<number> = {
  name: 'orders.buy_back_months',
  label: 'Months within which goods are bought back from a distributor who leaves',
  kind: 'whole_number',
  read: (stored) =>
    typeof stored === 'number' && Number.isInteger(stored) && stored >= 0 ? stored : undefined,
  fallback: 12,
}

/** What a distributor who leaves gets of the price, in percent. */
export const buyBackPercent: SettingDefinition<number> = {
  name: 'orders.buy_back_percent',
  label: 'Percent of the price at which goods are bought back from a distributor who leaves',
  kind: 'whole_number',
  read: (stored) =>
    typeof stored === 'number' && Number.isInteger(stored) && stored >= 0 && stored <= 100
      ? stored
      : undefined,
  fallback: 90,
}

export type AskedTerms = Readonly<{
  terms?: 'return' | 'buy_back' | undefined
  feePpm?: number | undefined
  shipping?: boolean | undefined
  lines?: readonly Readonly<{ line: number; disposition?: Disposition | undefined }>[] | undefined
}>

/**
 * The part of the goods that is kept of a return, and whether delivery is given back. A return keeps what is asked for. Bought back is
 * within the months of the company, at its percentage, from distributors, and only what can be sold again; delivery stays paid. Refused
 * as `orders.buy_back_person`, `orders.buy_back_late` or `orders.buy_back_goods`.
 */
export async function returnTerms(
  tx: Tx,
  orderId: bigint,
  asked: AskedTerms,
): Promise<Result<Readonly<{ feePpm: bigint; shipping: boolean | undefined }>>> {
  const { terms = 'return', feePpm = 0, shipping, lines = [] } = asked
  if (terms === 'return') return ok({ feePpm: BigInt(feePpm), shipping })
  const order = await standingOrder(tx, orderId)
  const market = order && (await marketById(tx, order.marketId))
  if (!order || !market) return refuse('orders.not_found')
  const buyer = order.buyerId === undefined ? undefined : await personById(tx, order.buyerId)
  if (buyer?.kind !== 'distributor') return refuse('orders.buy_back_person', {}, 'terms')
  const nowMs = await companyNow(tx)
  const at = { marketId: market.id, day: dayText(nowMs, market.timeZone) }
  const months = await settingAt(tx, buyBackMonths, at)
  const untilMs = boughtBackUntil(order.placedAt.getTime(), months, market.timeZone)
  if (nowMs >= untilMs) return refuse('orders.buy_back_late', { months }, 'terms')
  if (lines.some(({ disposition = 'resaleable' }) => disposition !== 'resaleable'))
    return refuse('orders.buy_back_goods', {}, 'lines')
  const percent = await settingAt(tx, buyBackPercent, at)
  return ok({ feePpm: (PPM * BigInt(100 - percent)) / 100n, shipping: shipping ?? false })
}
