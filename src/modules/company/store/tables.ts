import type { ColumnType, Generated } from 'kysely'
import type { PeriodKind } from '#shared/period.ts'

export type CompanyTables = {
  'company.currency': { code: string; digits: number }
  'company.legal_entity': {
    id: Generated<bigint>
    code: string
    name: string
    country: string
    currency: string
  }
  'company.calendar': { id: Generated<bigint>; code: string; period_kind: PeriodKind; time_zone: string }
  'company.market': {
    id: Generated<bigint>
    code: string
    name: string
    country: string
    currency: string
    time_zone: string
    language: string
    legal_entity_id: bigint
    calendar_id: bigint
  }
  'company.setting': {
    id: Generated<bigint>
    name: string
    market_id: bigint | null
    valid_from: string
    value: ColumnType<unknown, string, never>
    recorded_at: Generated<Date>
  }
}
