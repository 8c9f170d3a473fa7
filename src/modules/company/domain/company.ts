import type { PeriodKind } from '#shared/period.ts'

/** A company in law: it invoices, owes tax and pays. */
export type LegalEntity = Readonly<{
  id: bigint
  code: string
  name: string
  country: string
  currency: string
}>

/** How time is cut into periods. */
export type Calendar = Readonly<{ id: bigint; code: string; kind: PeriodKind; timeZone: string }>

/** Where goods are sold: one country, one currency, one zone of time, one legal entity. */
export type Market = Readonly<{
  id: bigint
  code: string
  name: string
  country: string
  currency: string
  timeZone: string
  language: string
  legalEntityId: bigint
  calendar: Calendar
}>

export type NewLegalEntity = Omit<LegalEntity, 'id'>
export type NewMarket = Omit<Market, 'id' | 'legalEntityId' | 'calendar'> &
  Readonly<{ legalEntityCode: string; calendarCode: string }>
