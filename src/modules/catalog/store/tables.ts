import type { ColumnType, Generated } from 'kysely'
import type { PriceKind } from '../domain/price-book.ts'

type Json = ColumnType<unknown, string, string>

export type CatalogTables = {
  'catalog.version': { version: bigint }
  'catalog.category': {
    id: Generated<bigint>
    code: string
    art: string
    texts: Json
    position: Generated<number>
  }
  'catalog.product': {
    id: Generated<bigint>
    code: string
    category_id: bigint
    art: string
    state: Generated<'active' | 'withdrawn'>
    tax_class: string
    weight_grams: number
    texts: Json
  }
  'catalog.price': {
    id: Generated<bigint>
    product_id: bigint
    market_id: bigint
    kind: PriceKind
    minor: bigint
    volumes: Json
    valid_from: Date
    valid_until: Date | null
  }
}
