import { currencyDigits, isCurrency } from '#shared/money.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { isTimeZone } from '#shared/time.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { NewMarket } from '../domain/company.ts'
import { addCurrency, addMarket, calendarByCode, listLegalEntities } from '../store/markets.ts'

/**
 * Adds a market of a known legal entity and calendar. Gives its id; refused as `company.currency_unknown`,
 * `company.time_zone_unknown`, `company.entity_unknown`, `company.calendar_unknown` or `company.code_conflict`.
 */
export async function createMarket(tx: Tx, input: NewMarket): Promise<Result<bigint>> {
  if (!isCurrency(input.currency))
    return refuse('company.currency_unknown', { currency: input.currency }, 'currency')
  if (!isTimeZone(input.timeZone))
    return refuse('company.time_zone_unknown', { zone: input.timeZone }, 'timeZone')
  const entity = (await listLegalEntities(tx)).find((one) => one.code === input.legalEntityCode)
  if (!entity) return refuse('company.entity_unknown', { code: input.legalEntityCode }, 'legalEntityCode')
  const calendar = await calendarByCode(tx, input.calendarCode)
  if (!calendar) return refuse('company.calendar_unknown', { code: input.calendarCode }, 'calendarCode')
  await addCurrency(tx, { code: input.currency, digits: currencyDigits(input.currency) })
  const id = await addMarket(tx, { ...input, legalEntityId: entity.id, calendarId: calendar.id })
  return id === undefined ? refuse('company.code_conflict', { code: input.code }, 'code') : ok(id)
}
