import type { Generated } from 'kysely'
import type { Rounding } from '#shared/ratio.ts'

export type TaxTables = {
  'tax.version': { version: bigint }
  'tax.rate': {
    id: Generated<bigint>
    market_id: bigint
    class: string
    rate_ppm: bigint
    rounding: Rounding
    country: string | null
    valid_from: Date
    valid_until: Date | null
  }
}
