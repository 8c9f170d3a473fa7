import { hashText } from '#platform/text-files/canonical-hash.ts'
import type { Tx } from '#platform/postgres/database.ts'
import {
  planImport,
  planText,
  type ImportItem,
  type ImportSheet,
  type PlannedImportRow,
} from '../domain/import/plan-import.ts'
import { NO_LIMITS } from '../domain/limits.ts'
import type { ProductFields, SomeFields } from '../domain/product-fields.ts'
import type { GoodsMarket } from '../domain/price-book.ts'
import type { ShownThing } from '../domain/shown-thing.ts'
import type { CheckedRow } from '../store/imports.ts'
import { importGround, type Importer, type LoadedGround } from './import-ground.ts'
import { goodsMarkets } from './market-goods.ts'
import { categoryThings, fieldThings, partsThing, positionThing, priceThings } from './show-changes.ts'

export type CheckedImport = LoadedGround &
  Readonly<{ plan: readonly PlannedImportRow[]; hash: Buffer; rows: readonly CheckedRow[] }>

/** What the sheets would do to the catalogue as it is now; nothing is written. */
export async function checkImport(
  tx: Tx,
  of: Readonly<{ sheets: readonly ImportSheet[]; importer: Importer; holds?: boolean }>,
): Promise<CheckedImport> {
  const loaded = await importGround(tx, of)
  const markets = await goodsMarkets(tx)
  const plan = planImport(of.sheets, loaded.ground)
  const rows = plan.map(({ items, ...row }) => ({
    ...row,
    things: items.flatMap((item) => itemThings(item, markets)),
  }))
  return { ...loaded, plan, rows, hash: Buffer.from(hashText(planText(plan)), 'hex') }
}

function itemThings(item: ImportItem, markets: ReadonlyMap<bigint, GoodsMarket>): readonly ShownThing[] {
  if (item.is === 'create') return fieldThings({ before: {}, after: saidOf(item.fields) })
  if (item.is === 'fields') return fieldThings(item.diff)
  if (item.is === 'category') return categoryThings(item)
  if (item.is === 'parts') return [partsThing(item)]
  if (item.is === 'position') return [positionThing(item, markets)]
  const { minor, volumes, fromMs } = item
  return priceThings({ ...item, after: { minor, volumes, fromMs } }, markets)
}

/** Of a new product what there is to say: no tags and no limits are nothing. */
function saidOf({ tags, limits, ...fields }: ProductFields): SomeFields {
  const isFree = JSON.stringify(limits) === JSON.stringify(NO_LIMITS)
  return { ...fields, ...(tags.length === 0 ? {} : { tags }), ...(isFree ? {} : { limits }) }
}
