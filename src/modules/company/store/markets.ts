import type { Tx } from '#platform/postgres/database.ts'
import type { Calendar, LegalEntity, Market, NewLegalEntity, NewMarket } from '../domain/company.ts'
import type { CompanyTables } from './tables.ts'

/** All markets by code, each with its calendar. */
export async function listMarkets(tx: Tx): Promise<Market[]> {
  return (await marketRows(tx).orderBy('market.code').execute()).map(marketOf)
}

export async function marketByCode(tx: Tx, code: string): Promise<Market | undefined> {
  const row = await marketRows(tx).where('market.code', '=', code).executeTakeFirst()
  return row && marketOf(row)
}

export async function marketById(tx: Tx, id: bigint): Promise<Market | undefined> {
  const row = await marketRows(tx).where('market.id', '=', id).executeTakeFirst()
  return row && marketOf(row)
}

export async function listLegalEntities(tx: Tx): Promise<LegalEntity[]> {
  return tables(tx)
    .selectFrom('company.legal_entity')
    .select(['id', 'code', 'name', 'country', 'currency'])
    .orderBy('code')
    .execute()
}

export async function calendarByCode(tx: Tx, code: string): Promise<Calendar | undefined> {
  const row = await tables(tx)
    .selectFrom('company.calendar')
    .select(['id', 'code', 'period_kind', 'time_zone'])
    .where('code', '=', code)
    .executeTakeFirst()
  return row && { id: row.id, code: row.code, kind: row.period_kind, timeZone: row.time_zone }
}

/** Makes the currency known with its digits; a known one stays as it is. */
export async function addCurrency(tx: Tx, currency: { code: string; digits: number }): Promise<void> {
  await tables(tx)
    .insertInto('company.currency')
    .values(currency)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The id of the new calendar, or undefined when the code is taken. */
export async function addCalendar(tx: Tx, calendar: Omit<Calendar, 'id'>): Promise<bigint | undefined> {
  const row = await tables(tx)
    .insertInto('company.calendar')
    .values({ code: calendar.code, period_kind: calendar.kind, time_zone: calendar.timeZone })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** The id of the new entity, or undefined when the code is taken. */
export async function addLegalEntity(tx: Tx, entity: NewLegalEntity): Promise<bigint | undefined> {
  const row = await tables(tx)
    .insertInto('company.legal_entity')
    .values(entity)
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** The id of the new market, or undefined when the code is taken. */
export async function addMarket(
  tx: Tx,
  market: NewMarket & { legalEntityId: bigint; calendarId: bigint },
): Promise<bigint | undefined> {
  const row = await tables(tx)
    .insertInto('company.market')
    .values({
      code: market.code,
      name: market.name,
      country: market.country,
      currency: market.currency,
      time_zone: market.timeZone,
      language: market.language,
      legal_entity_id: market.legalEntityId,
      calendar_id: market.calendarId,
    })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

function tables(tx: Tx) {
  return tx.$extendTables<CompanyTables>()
}

function marketRows(tx: Tx) {
  return tables(tx)
    .selectFrom('company.market as market')
    .innerJoin('company.calendar as calendar', 'calendar.id', 'market.calendar_id')
    .select([
      'market.id',
      'market.code',
      'market.name',
      'market.country',
      'market.currency',
      'market.time_zone',
      'market.language',
      'market.legal_entity_id',
      'calendar.id as calendar_id',
      'calendar.code as calendar_code',
      'calendar.period_kind',
      'calendar.time_zone as calendar_zone',
    ])
}

type MarketRow = Awaited<ReturnType<ReturnType<typeof marketRows>['execute']>>[number]

function marketOf(row: MarketRow): Market {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    country: row.country,
    currency: row.currency,
    timeZone: row.time_zone,
    language: row.language,
    legalEntityId: row.legal_entity_id,
    calendar: {
      id: row.calendar_id,
      code: row.calendar_code,
      kind: row.period_kind,
      timeZone: row.calendar_zone,
    },
  }
}
