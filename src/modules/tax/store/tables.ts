import type { Generated } from 'kysely'
import type { Rounding } from '#shared/ratio.ts'
import type { TaxSource } from '../domain/tax.ts'

export type TaxTables = {
  'tax.version': { version: bigint }
  'tax.rate': {
    id: Generated<bigint>
    market_id: bigint
    class: string
    rate_ppm: bigint
    rounding: Rounding
    name: Generated<string>
    country: string | null
    region: Generated<string | null>
    postal_from: Generated<string | null>
    postal_until: Generated<string | null>
    valid_from: Date
    valid_until: Date | null
  }
  'tax.calculation': {
    key: Buffer
    source: TaxSource
    reference: string
    answer: unknown
    expires_at: Date
  }
  'tax.rule': {
    id: Generated<bigint>
    market_id: bigint
    prices: 'inclusive' | 'exclusive'
    rounding: Rounding | 'up'
    level: 'order' | 'line'
    source: Generated<TaxSource>
    else_tables: Generated<boolean>
    codes: Generated<Record<string, string>>
    valid_from: Date
    valid_until: Date | null
  }
}
