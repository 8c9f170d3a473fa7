import type { ColumnType, Generated } from 'kysely'
import type { ImageFormat } from '#shared/image.ts'
import type { PriceKind, ProductState } from '../domain/price-book.ts'

type Json = ColumnType<unknown, string, string>

export type ChangeKind = 'create' | 'edit' | 'price' | 'bulk' | 'import' | 'undo'

export type CatalogTables = {
  'catalog.version': { version: bigint }
  'catalog.category': {
    id: Generated<bigint>
    code: string
    art: string
    texts: Json
    position: Generated<number>
    parent_id: Generated<bigint | null>
  }
  'catalog.product': {
    id: Generated<bigint>
    code: string
    category_id: bigint
    art: string
    state: Generated<ProductState>
    tax_class: string
    weight_grams: number
    texts: Json
    tags: Generated<string[]>
    limits: ColumnType<unknown, string | undefined, string>
    revision: Generated<number>
    parent_id: Generated<bigint | null>
    options: ColumnType<unknown, string | undefined, string>
    choice: ColumnType<unknown, string | null | undefined, string>
    own: Generated<string[]>
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
    taken_back_at: Generated<Date | null>
  }
  'catalog.kit_part': {
    id: Generated<bigint>
    kit_id: bigint
    part_id: bigint
    quantity: number
    from_version: bigint
    until_version: bigint | null
  }
  'catalog.import': {
    id: Generated<bigint>
    at: Generated<Date>
    account_id: bigint | null
    file_name: string
    format: 'csv' | 'xlsx'
    columns: Json
    plan: Buffer
    checked_at: Generated<Date>
    change_id: bigint | null
  }
  'catalog.import_row': {
    import_id: bigint
    sheet: 'categories' | 'goods' | 'prices' | 'campaign'
    n: number
    cells: string[]
    odd: Json
    code: string
    outcome: 'new' | 'changed' | 'same' | 'rejected'
    things: Json
    problems: Json
  }
  'catalog.image': {
    id: Generated<bigint>
    hash: string
    width: number
    height: number
    added_at: Generated<Date>
  }
  'catalog.image_file': { image_id: bigint; format: ImageFormat; width: number; sha256: string }
  'catalog.product_image': { product_id: bigint; image_id: bigint; position: number; alt: Json }
  'catalog.cost': {
    id: Generated<bigint>
    product_id: bigint
    currency: string
    minor: bigint
    valid_from: Date
    valid_until: Date | null
  }
  'catalog.campaign': {
    id: Generated<bigint>
    code: string
    texts: Json
    market_id: bigint | null
    from_day: ColumnType<unknown, string, string>
    until_day: ColumnType<unknown, string, string>
    revision: Generated<number>
  }
  'catalog.change': {
    id: Generated<bigint>
    at: Generated<Date>
    account_id: bigint | null
    kind: ChangeKind
    undoes: bigint | null
  }
  'catalog.change_item': {
    change_id: bigint
    n: number
    product_id: bigint | null
    category_id: bigint | null
    market_id: bigint | null
    kind: PriceKind | null
    before: Json | null
    after: Json | null
  }
}
