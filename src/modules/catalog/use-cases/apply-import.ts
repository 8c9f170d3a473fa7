import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { CategoryItem } from '../domain/import/category-sheet.ts'
import type { ImportItem } from '../domain/import/plan-import.ts'
import { writeCategories } from '../store/categories.ts'
import { addChange, writeFields, type CategoryChange, type ChangeItem } from '../store/changes.ts'
import { holdImport, importById, importSheets, markApplied } from '../store/imports.ts'
import { writeParts } from '../store/kits.ts'
import { insertProducts } from '../store/new-products.ts'
import { campaignsByCodes } from '../store/campaigns.ts'
import { removePositions, writePositions } from '../store/positions.ts'
import { addPrices } from '../store/prices.ts'
import { checkImport, type CheckedImport } from './check-import.ts'
import { logged } from './write-change.ts'
import type { Importer } from './import-ground.ts'

/**
 * Does exactly what an import was looked at as, in one step that can be taken back as one; rejected rows stay undone. Gives the change
 * and how many rows it was. Refused as `catalog.import_not_found`, `catalog.import_conflict` once applied,
 * `catalog.import_changed_conflict` when its rows would do something else by now, or `catalog.nothing_changes`.
 */
export async function applyImport(
  tx: Tx,
  of: Readonly<{ id: bigint; importer: Importer }>,
): Promise<Result<Readonly<{ change: bigint; rows: number }>>> {
  await holdImport(tx, of.id)
  const kept = await importById(tx, of.id)
  if (!kept) return refuse('catalog.import_not_found')
  if (kept.changeId !== null) return refuse('catalog.import_conflict')
  const sheets = await importSheets(tx, of.id)
  const checked = await checkImport(tx, { sheets, importer: of.importer, holds: true })
  if (!checked.hash.equals(kept.plan)) return refuse('catalog.import_changed_conflict')
  const rows = checked.plan.filter(({ items }) => items.length > 0)
  if (rows.length === 0) return refuse('catalog.nothing_changes')
  const items = await writeItems(
    tx,
    rows.flatMap((row) => row.items),
    checked,
  )
  const change = await addChange(tx, { kind: 'import', accountId: of.importer.accountId }, items)
  await markApplied(tx, { id: of.id, change })
  return ok({ change, rows: rows.length })
}

/** Writes what rows do, and gives the items as the log keeps them. */
async function writeItems(
  tx: Tx,
  all: readonly ImportItem[],
  { ground, version }: CheckedImport,
): Promise<readonly (ChangeItem | CategoryChange)[]> {
  const categories = await makeCategories(tx, all)
  const items = all.flatMap((item) => (item.is === 'category' ? [] : [item]))
  const made = await insertProducts(
    tx,
    items.flatMap((item) => (item.is === 'create' ? [item] : [])),
  )
  const ids = new Map([...ground.products.values()].map(({ code, id }) => [code, id]))
  for (const [code, id] of made) ids.set(code, id)
  const idOf = (code: string): bigint => {
    const id = ids.get(code)
    if (id === undefined) throw new Error(`the product ${code} of an import is not there`)
    return id
  }
  await writeFields(
    tx,
    items.flatMap((item) =>
      item.is === 'fields' ? [{ productId: idOf(item.code), fields: item.diff.after }] : [],
    ),
  )
  for (const item of items) {
    if (item.is !== 'parts' || version === undefined) continue
    const parts = item.after.map(({ product, quantity }) => ({ partId: idOf(product), quantity }))
    // One after the other: they go to one connection anyway, and kits are few.
    // oxlint-disable-next-line no-await-in-loop
    await writeParts(tx, { kitId: idOf(item.code), version, parts })
  }
  await printPositions(tx, items, idOf)
  const log = items.map((item) => logItem(item, { productId: idOf(item.code), nowMs: ground.nowMs }))
  await addPrices(
    tx,
    log.flatMap((item) => {
      if (item.is !== 'price' || item.after === null) return []
      const { productId, marketId, kind, after } = item
      return [{ productId, marketId, kind, ...after }]
    }),
  )
  return [...categories, ...log]
}

async function makeCategories(tx: Tx, all: readonly ImportItem[]): Promise<readonly CategoryChange[]> {
  const items = all.flatMap((item) => (item.is === 'category' ? [item] : []))
  const ids = await writeCategories(
    tx,
    items.map(({ code, after }) => ({ code, fields: after })),
  )
  return items.map((item) => ({ ...item, categoryId: ids.get(item.code) ?? 0n }))
}

/** Codes are taken out first, so that one can go from one product to another. */
async function printPositions(
  tx: Tx,
  all: readonly ImportItem[],
  idOf: (code: string) => bigint,
): Promise<void> {
  const items = all.flatMap((item) => (item.is === 'position' ? [item] : []))
  const campaigns = await campaignsByCodes(tx, [...new Set(items.map(({ campaign }) => campaign))])
  const placed = items.map((item) => ({ ...item, campaignId: campaigns.get(item.campaign)?.id ?? 0n }))
  await removePositions(
    tx,
    placed.filter(({ after }) => after === null),
  )
  await writePositions(
    tx,
    placed.flatMap(({ after, ...item }) =>
      after ? [{ ...item, ...after, productId: idOf(item.code) }] : [],
    ),
  )
}

function logItem(
  item: Exclude<ImportItem, CategoryItem>,
  { productId, nowMs }: Readonly<{ productId: bigint; nowMs: number }>,
): ChangeItem {
  if (item.is === 'create') return { is: 'fields', productId, before: {}, after: item.fields }
  if (item.is === 'fields') return { is: 'fields', productId, ...item.diff }
  if (item.is === 'parts') return { is: 'parts', productId, before: item.before, after: item.after }
  if (item.is === 'position') {
    const { campaign, printed, before, after } = item
    return { is: 'position', productId, campaign, printed, before, after }
  }
  const { marketId, kind, before, minor, volumes, fromMs } = item
  const after = { minor, volumes, fromMs: fromMs ?? nowMs, untilMs: null }
  return { is: 'price', productId, marketId, kind, before: before && logged(before), after }
}
