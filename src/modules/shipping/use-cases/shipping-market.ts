import { marketByCode, type Market } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hasRight, type Viewer } from '#platform/sessions/viewer.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { dayText, parseInstant } from '#shared/time.ts'

/** A market in which the viewer has a right, and the moment; refused as `shipping.market_unknown`. */
export async function marketFor(
  tx: Tx,
  viewer: Viewer,
  of: Readonly<{ right: 'shipping.read' | 'shipping.write'; code: string }>,
): Promise<Result<Readonly<{ market: Market; nowMs: number }>>> {
  const market = await marketByCode(tx, of.code)
  if (!market || !hasRight(viewer, of.right, market.id))
    return refuse('shipping.market_unknown', { market: of.code }, 'market')
  return ok({ market, nowMs: await companyNow(tx) })
}

export type InMarket = Readonly<{ market: Market; nowMs: number }>

/**
 * When something begins or ends that is said by a day of the market: at the beginning of that day, today at once. Refused as
 * `shipping.past_day`: what was is not changed.
 */
export function momentOfDay(
  { market, nowMs }: InMarket,
  day: string | undefined,
  field: 'from' | 'until',
): Result<number> {
  const today = dayText(nowMs, market.timeZone)
  if (day === undefined || day === today) return ok(nowMs)
  const moment = parseInstant(day, market.timeZone)
  return moment !== undefined && moment > nowMs
    ? ok(moment)
    : refuse('shipping.past_day', { day: today }, field)
}
