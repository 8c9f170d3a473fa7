import { ok, refuse, type Result } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { planBulk, type BulkChange, type PlannedRow } from '../domain/product-change.ts'
import { changedProducts } from '../store/changed-products.ts'
import type { ChangeItem } from '../store/changes.ts'
import { knownTaxClasses } from '../store/product-list.ts'
import { listCategories } from '../store/goods.ts'
import { logged, writeChange } from './write-change.ts'

/** How many products one step changes at most. */
export const BULK_PRODUCTS_MAX = 2_000

/** What is done to which products. A price begins now where no moment is said. */
export type BulkInput = Readonly<{
  codes: readonly string[]
  change: Exclude<BulkChange, { set: 'price' }> | (Omit<BulkPrice, 'fromMs'> & { fromMs: number | undefined })
}>
type BulkPrice = Extract<BulkChange, { set: 'price' }>

/**
 * What a change of many products would do; nothing is written. Refused as `catalog.too_many_products`,
 * `catalog.category_unknown`, `catalog.tax_class_unknown` or `catalog.price_in_the_past`.
 */
export async function previewChange(tx: Tx, input: BulkInput): Promise<Result<readonly PlannedRow[]>> {
  const change = await checkChange(tx, input)
  if (!change.ok) return change
  return ok(planBulk(await changedProducts(tx, input.codes), change.value))
}

/**
 * Changes many products in one step, which can be taken back as one. What the preview told as a problem stays as it is. Gives the
 * rows as they were found and the change; refused as the preview, or as `catalog.nothing_changes`.
 */
export async function changeProducts(
  tx: Tx,
  input: BulkInput & Readonly<{ accountId: bigint | null }>,
): Promise<Result<Readonly<{ change: bigint; rows: readonly PlannedRow[] }>>> {
  const change = await checkChange(tx, input)
  if (!change.ok) return change
  const rows = planBulk(await changedProducts(tx, input.codes, { holds: true }), change.value)
  const items = rows.flatMap(itemsOf)
  if (items.length === 0) return refuse('catalog.nothing_changes')
  return ok({ change: await writeChange(tx, { kind: 'bulk', accountId: input.accountId }, items), rows })
}

async function checkChange(tx: Tx, { codes, change }: BulkInput): Promise<Result<BulkChange>> {
  if (codes.length > BULK_PRODUCTS_MAX)
    return refuse('catalog.too_many_products', { most: BULK_PRODUCTS_MAX }, 'codes')
  if (change.set === 'category') {
    const categories = await listCategories(tx)
    if (categories.every(({ code }) => code !== change.to))
      return refuse('catalog.category_unknown', { code: change.to }, 'change')
  }
  // What is taxed is known to a later module; here a mistyped class is one that no product has.
  if (change.set === 'taxClass' && !(await knownTaxClasses(tx)).includes(change.to))
    return refuse('catalog.tax_class_unknown', { code: change.to }, 'change')
  if (change.set !== 'price') return ok(change)
  const now = await companyNow(tx)
  const { fromMs = now } = change
  return fromMs < now ? refuse('catalog.price_in_the_past', {}, 'change') : ok({ ...change, fromMs })
}

function itemsOf(row: PlannedRow): readonly ChangeItem[] {
  const productId = row.product.id
  if (row.is === 'fields') return [{ is: 'fields', productId, ...row.diff }]
  if (row.is !== 'price') return []
  const { before, marketId, minor, fromMs } = row
  const after = { minor, volumes: before.volumes, fromMs, untilMs: null }
  return [{ is: 'price', productId, marketId, kind: before.kind, before: logged(before), after }]
}
