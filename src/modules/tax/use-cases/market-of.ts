import { marketByCode, type Market } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'

/** A market by its code, where whoever asks may use it. Refused as `tax.market_unknown`. */
export async function marketOf(
  tx: Tx,
  code: string,
  mayUse: (market: Market) => boolean = () => true,
): Promise<Result<Market>> {
  const market = await marketByCode(tx, code)
  return market && mayUse(market) ? ok(market) : refuse('tax.market_unknown', { market: code }, 'market')
}
