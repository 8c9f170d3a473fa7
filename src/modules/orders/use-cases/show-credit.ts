import { dayText } from '#shared/time.ts'
import { marketById } from '#modules/company/api.ts'
import { personByCode } from '#modules/field/api.ts'
import { creditLimitOf, hasOwnLimit } from '#modules/payments/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { owedBy } from '../store/order-money.ts'

/** What a person owes for all orders and how much that may be; undefined when there is no such person. */
export async function showCredit(tx: Tx, code: string) {
  const person = await personByCode(tx, code)
  const market = person && (await marketById(tx, person.marketId))
  if (!person || !market) return undefined
  const { currency } = market
  const day = dayText(await companyNow(tx), 'UTC')
  const limit = await creditLimitOf(tx, { personId: person.id, marketId: market.id, currency, day })
  const owed = await owedBy(tx, { buyerId: person.id, currency, waits: false })
  return {
    marketId: market.id,
    owed: { minor: owed, currency },
    limit: limit === undefined ? null : { minor: limit, currency },
    isOwn: await hasOwnLimit(tx, person.id),
  }
}
