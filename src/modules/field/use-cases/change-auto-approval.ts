import { changeSetting, marketByCode } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { autoApprove } from './submit-application.ts'

/**
 * Says from which day on (`2026-10-01`) a rule approves applications, in one market or, with null, in all. Refused as
 * `field.market_unknown`.
 */
export async function changeAutoApproval(
  tx: Tx,
  input: { market: string | null; from: string; approve: boolean },
): Promise<Result<undefined>> {
  const market = input.market === null ? undefined : await marketByCode(tx, input.market)
  if (input.market !== null && !market)
    return refuse('field.market_unknown', { market: input.market }, 'market')
  const change = { marketId: market?.id ?? null, validFrom: input.from, value: input.approve }
  await changeSetting(tx, autoApprove, change)
  return ok(undefined)
}
