import {
  companyName,
  listLegalEntities,
  listMarkets,
  settingsAt,
  type LegalEntity,
  type Market,
} from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { findInstallation } from '#platform/clock/installation.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { dayText } from '#shared/time.ts'
import { invoiceDue, numberPrefix, numberWidth, sellerAddress, taxNumber } from './billing-settings.ts'

/** What issuing in one market needs to know, as of the moment of the transaction. */
export type MarketDesk = Readonly<{
  market: Market
  entity: LegalEntity | undefined
  atMs: number
  issuedOn: string
  demonstration: boolean
  setting: Awaited<ReturnType<typeof settingsAt>>
}>

/** Gives the desk of a market. What is the same for all documents of a transaction is asked once, however many they are. */
export type Desk = (marketId: bigint) => Promise<MarketDesk>

export async function openDesk(tx: Tx): Promise<Desk> {
  const atMs = await companyNow(tx)
  const markets = new Map((await listMarkets(tx)).map((market) => [market.id, market]))
  const entities = new Map((await listLegalEntities(tx)).map((entity) => [entity.id, entity]))
  const demonstration = (await findInstallation(tx))?.demonstration ?? false
  const opened = new Map<bigint, MarketDesk>()
  return async (marketId) => {
    const known = opened.get(marketId)
    if (known) return known
    const market = markets.get(marketId)
    if (!market) throw new Error('an order has no market')
    const issuedOn = dayText(atMs, market.timeZone)
    const setting = await settingsAt(
      tx,
      [
        invoiceDue,
        sellerAddress,
        taxNumber,
        numberWidth,
        numberPrefix.invoice,
        numberPrefix.credit_note,
        companyName,
      ],
      { marketId, day: issuedOn },
    )
    const desk = {
      market,
      entity: entities.get(market.legalEntityId),
      atMs,
      issuedOn,
      demonstration,
      setting,
    }
    opened.set(marketId, desk)
    return desk
  }
}
