import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { listMarkets } from '../store/markets.ts'
import { createCalendar } from './create-calendar.ts'
import { createLegalEntity } from './create-legal-entity.ts'
import { createMarket } from './create-market.ts'
import type { SettingDefinition } from '#platform/module/setting.ts'
import { changeSetting } from './settings.ts'

/** The calendar that every company starts with: months of the company's zone. */
export const MONTHS = 'months'

/** The name that the company shows to everybody. */
export const companyName: SettingDefinition<string> = {
  name: 'company.name',
  label: 'The name that the company shows to everybody',
  kind: 'text',
  read: (stored) => (typeof stored === 'string' && stored !== '' ? stored : undefined),
  fallback: 'Openfield',
}

export type Beginning = Readonly<{
  name: string
  country: string
  currency: string
  timeZone: string
  language: string
}>

/**
 * Begins a company: its first legal entity, a calendar of months and its first market, named by the country.
 * Refused as `company.begun_conflict` when there is a market already. Gives the market's id.
 */
export async function beginCompany(tx: Tx, input: Beginning): Promise<Result<bigint>> {
  if ((await listMarkets(tx)).length > 0) return refuse('company.begun_conflict')
  const { name, country, currency, timeZone, language } = input
  const entity = await createLegalEntity(tx, { code: country, name, country, currency })
  if (!entity.ok) return entity
  const calendar = await createCalendar(tx, { code: MONTHS, kind: 'month', timeZone })
  if (!calendar.ok) return calendar
  const market = await createMarket(tx, {
    code: country,
    name: new Intl.DisplayNames([language], { type: 'region' }).of(country) ?? country,
    country,
    currency,
    timeZone,
    language,
    legalEntityCode: country,
    calendarCode: MONTHS,
  })
  if (!market.ok) return market
  await changeSetting(tx, companyName, { marketId: null, validFrom: '2000-01-01', value: name })
  return ok(market.value)
}
