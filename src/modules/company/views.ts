import type { PeriodKind } from '#shared/period.ts'

/** What later modules may join: markets, legal entities and period calendars by id, currencies by code. */
export type CompanyViews = {
  'company.v_market': {
    id: bigint
    code: string
    country: string
    currency: string
    time_zone: string
    legal_entity_id: bigint
    calendar_id: bigint
  }
  'company.v_legal_entity': { id: bigint; code: string; country: string; currency: string }
  'company.v_currency': { code: string }
  'company.v_calendar': { id: bigint; code: string; period_kind: PeriodKind; time_zone: string }
}
