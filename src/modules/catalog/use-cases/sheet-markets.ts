import { listMarkets } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { MarketScope } from '#platform/sessions/viewer.ts'
import type { SheetMarket } from '../domain/import/price-sheet.ts'

/** All markets by their codes as files see them, and in which of them prices may be set. */
export async function sheetMarkets(tx: Tx, scope: MarketScope): Promise<ReadonlyMap<string, SheetMarket>> {
  return new Map(
    (await listMarkets(tx)).map(({ id, code, currency, timeZone }) => {
      const mayPrice = scope === 'everywhere' || scope.has(id)
      return [code, { id, code, currency, timeZone, mayPrice }] as const
    }),
  )
}
