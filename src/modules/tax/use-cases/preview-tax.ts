import type { Market } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { ok, type Result } from '#shared/refusal.ts'
import { holdsAt, type TaxRule, type TaxTable } from '../domain/tax.ts'
import { asksRegion, byTables, taxesIn, type TaxPlace } from '../domain/tax-place.ts'
import { taxOf, type Taxed, type TaxedItem } from '../domain/taxed.ts'
import { momentOf } from './keep-rates.ts'
import { taxTableOf } from './tax-table.ts'

/** What the tables tax items with that are delivered to a place on a day of the market. Refused as `tax.rate_missing`. */
export async function previewTax(
  deps: { db: Db },
  tx: Tx,
  of: Readonly<{ market: Market; day: string; place: TaxPlace; items: readonly TaxedItem[] }>,
): Promise<Result<Readonly<{ taxed: Taxed; asksRegion: boolean }>>> {
  const { market, place, items } = of
  const table = byTables(await taxTableOf(deps, tx, market.id))
  const atMs = momentOf(of.day, market.timeZone, await companyNow(tx))
  const taxed = taxOf(taxesIn(table, place), { atMs, items })
  return taxed.ok ? ok({ taxed: taxed.value, asksRegion: asksRegion(table, place) }) : taxed
}

/** Of a market, whether prices contain their tax now, and the regions that are taxed differently, by country. */
export async function shownTaxes(
  deps: { db: Db },
  tx: Tx,
  marketId: bigint,
): Promise<Readonly<{ prices: TaxRule['prices']; regions: Readonly<Record<string, string[]>> }>> {
  const table = await taxTableOf(deps, tx, marketId)
  const nowMs = await companyNow(tx)
  const prices = table.rules?.find((rule) => holdsAt(rule, nowMs))?.prices ?? 'inclusive'
  return { prices, regions: regionsOf(table, nowMs) }
}

function regionsOf(table: TaxTable, nowMs: number): Readonly<Record<string, string[]>> {
  const found = new Map<string, Set<string>>()
  for (const rate of table.rates) {
    const { country, region } = rate
    if (typeof country !== 'string' || typeof region !== 'string' || !holdsAt(rate, nowMs)) continue
    found.set(country, (found.get(country) ?? new Set()).add(region))
  }
  return Object.fromEntries([...found].map(([country, regions]) => [country, [...regions].sort()]))
}
