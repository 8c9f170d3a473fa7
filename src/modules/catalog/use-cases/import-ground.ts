import { listMarkets } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { MarketScope } from '#platform/sessions/viewer.ts'
import type { SheetPart } from '../domain/import/goods-sheet.ts'
import type { ImportGround, ImportSheet } from '../domain/import/plan-import.ts'
import { changedProducts, productCodes } from '../store/changed-products.ts'
import { listCategories } from '../store/goods.ts'
import { kitParts, nextVersion } from '../store/kits.ts'
import { knownTaxClasses } from '../store/product-list.ts'

/** Who imports, and where they may change goods: nobody is the program itself. */
export type Importer = Readonly<{ accountId: bigint | null; scope: MarketScope }>

/** The catalogue as an import sees it, with the version that its kits would have; undefined while nothing is held. */
export type LoadedGround = Readonly<{ ground: ImportGround; version: bigint | undefined }>

/**
 * Everything that the rows of an import are held against, for whoever imports. `holds`: products and kits stay as they are until this
 * transaction ends.
 */
export async function importGround(
  tx: Tx,
  of: Readonly<{ sheets: readonly ImportSheet[]; importer: Importer; holds?: boolean }>,
): Promise<LoadedGround> {
  const { sheets, holds = false } = of
  const { scope } = of.importer
  const codes = namedCodes(sheets)
  if (holds) await changedProducts(tx, codes, { holds })
  // After the products, as every change of goods does it, so that two of them never wait for each other.
  const version = holds ? await nextVersion(tx) : undefined
  // Every change raises the version: from here on nothing changes, and what others added before is seen.
  const products = await changedProducts(tx, codes)
  const categories = await listCategories(tx)
  const markets = await listMarkets(tx)
  const ground = {
    nowMs: await companyNow(tx),
    mayEdit: scope === 'everywhere',
    artOfCategory: new Map(categories.map(({ code, art }) => [code, art])),
    taxClasses: new Set(await knownTaxClasses(tx)),
    markets: new Map(
      markets.map(({ id, code, currency, timeZone }) => {
        const mayPrice = scope === 'everywhere' || scope.has(id)
        return [code, { id, code, currency, timeZone, mayPrice }] as const
      }),
    ),
    products: new Map(products.map((product) => [product.code, product])),
    kits: await kitsByCode(tx),
  }
  return { ground, version }
}

/** What kits are made of now, by the kit's code. */
export async function kitsByCode(tx: Tx): Promise<ReadonlyMap<string, readonly SheetPart[]>> {
  const parts = Map.groupBy(await kitParts(tx), ({ kitId }) => kitId)
  const codes = await productCodes(tx, [...parts.keys()])
  return new Map(
    [...parts].map(([id, own]) => [
      codes.get(id) ?? '',
      own.map(({ code, quantity }) => ({ product: code, quantity })),
    ]),
  )
}

/** Every code that a row names, as product or as part of a kit. */
function namedCodes(sheets: readonly ImportSheet[]): readonly string[] {
  const codes = new Set<string>()
  for (const { header, rows } of sheets) {
    const columns = ['code', 'product', 'parts'].map((name) => header.indexOf(name)).filter((at) => at >= 0)
    for (const { cells } of rows)
      for (const at of columns) for (const [code] of (cells[at] ?? '').matchAll(/\d{2,12}/g)) codes.add(code)
  }
  return [...codes]
}
