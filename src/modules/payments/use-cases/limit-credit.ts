import { ok, refuse, type Result } from '#shared/refusal.ts'
import { marketById } from '#modules/company/api.ts'
import { personByCode } from '#modules/field/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { limitCreditRow } from '../store/write-payments.ts'

/**
 * Says how much one person may owe at once from now on, or that it is as the market says again. Refused as `payments.person_unknown`, also
 * outside the markets that the caller may act in, and `payments.limit_currency`.
 */
export async function limitCredit(
  tx: Tx,
  input: Readonly<{
    code: string
    limit: Readonly<{ minor: bigint; currency: string }> | null
    reason?: string | undefined
    accountId: bigint
    mayIn: (marketId: bigint) => boolean
  }>,
): Promise<Result<bigint>> {
  const { code, limit, reason, accountId, mayIn } = input
  const person = await personByCode(tx, code)
  const market = person && mayIn(person.marketId) ? await marketById(tx, person.marketId) : undefined
  if (!person || !market) return refuse('payments.person_unknown')
  if (limit && limit.currency !== market.currency)
    return refuse('payments.limit_currency', { currency: market.currency }, 'limit')
  await limitCreditRow(tx, { personId: person.id, minor: limit?.minor, reason, accountId })
  return ok(person.id)
}
