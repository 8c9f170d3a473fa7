import { currencyDigits } from '#shared/money.ts'
import { refuse, type Result } from '#shared/refusal.ts'
import { settingAt, type SettingDefinition } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { amountText } from '../domain/payment.ts'
import { ownLimit } from '../store/payments.ts'

/** Without it nobody's orders are limited by what they owe, and nothing is asked when they are placed. */
export const creditLimit: SettingDefinition<number | null> = {
  name: 'payments.credit_limit',
  label:
    'Most that one person may owe at once for orders to pay later, in whole units of the market’s currency; empty for no limit',
  kind: 'whole_number',
  read: (stored) =>
    stored === null || (typeof stored === 'number' && Number.isInteger(stored) && stored >= 0)
      ? stored
      : undefined,
  fallback: null,
}

/** How much a person may owe at once, in minor units: the own limit, else what the market or company says; undefined for no limit. */
export async function creditLimitOf(
  tx: Tx,
  of: Readonly<{ personId: bigint; marketId: bigint; currency: string; day: string }>,
): Promise<bigint | undefined> {
  const own = await ownLimit(tx, of.personId)
  if (own !== undefined) return own
  const units = await settingAt(tx, creditLimit, { marketId: of.marketId, day: of.day })
  return units === null ? undefined : BigInt(units) * 10n ** BigInt(currencyDigits(of.currency))
}

/** Whether what a person may owe was set for them alone. */
export async function hasOwnLimit(tx: Tx, personId: bigint): Promise<boolean> {
  return (await ownLimit(tx, personId)) !== undefined
}

/** Why something cannot be paid later as well; undefined when it can. Refused as `payments.credit_limit` with what is left. */
export function refuseCredit(
  of: Readonly<{ limitMinor: bigint; owedMinor: bigint; totalMinor: bigint; currency: string }>,
): Result<never> | undefined {
  const { limitMinor, owedMinor, totalMinor, currency } = of
  if (owedMinor + totalMinor <= limitMinor) return undefined
  const left = limitMinor > owedMinor ? limitMinor - owedMinor : 0n
  const told = { limit: amountText(limitMinor, currency), left: amountText(left, currency) }
  return refuse('payments.credit_limit', told, 'payment')
}
