import { ok, refuse, type Result } from '#shared/refusal.ts'
import { dayText } from '#shared/time.ts'
import { marketByCode, marketById, settingAt, type Market } from '#modules/company/api.ts'
import { personById } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { CardDeps } from './card-deps.ts'
import { availableIn } from '../store/wallets.ts'
import { methodsOfferedTo, transferAccount } from './offered-methods.ts'

/** How a person may pay own orders now. Refused as `payments.person_unknown`. */
export async function showOfferedTo(deps: CardDeps, tx: Tx, buyerId: bigint): Promise<Result<Offered>> {
  const person = await personById(tx, buyerId)
  const market = person && (await marketById(tx, person.marketId))
  return market ? ok(await offeredIn(deps, tx, market, buyerId)) : refuse('payments.person_unknown')
}

/** How a shopper may pay in a market now: a guest, or a customer. Refused as `payments.market_unknown`. */
export async function showOfferedIn(
  deps: CardDeps,
  tx: Tx,
  of: Readonly<{ market: string; buyerId: bigint | undefined }>,
): Promise<Result<Offered>> {
  const market = await marketByCode(tx, of.market)
  return market
    ? ok(await offeredIn(deps, tx, market, of.buyerId))
    : refuse('payments.market_unknown', { market: of.market }, 'market')
}

type Offered = Awaited<ReturnType<typeof offeredIn>>

async function offeredIn(deps: CardDeps, tx: Tx, market: Market, buyerId: bigint | undefined) {
  const day = dayText(await companyNow(tx), 'UTC')
  const methods = await methodsOfferedTo(deps, tx, { buyerId, marketId: market.id, day })
  const isTransfer = methods.includes('transfer')
  const minor = buyerId === undefined ? 0n : await availableIn(tx, { market, buyerId })
  return {
    methods: methods.map((method) => ({
      method,
      available: method === 'wallet' ? { minor, currency: market.currency } : null,
    })),
    transferTo: isTransfer ? await settingAt(tx, transferAccount, { marketId: market.id, day }) : null,
  }
}
