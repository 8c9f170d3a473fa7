import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { diffFields, pick, tidyTags, type ProductFields, type SomeFields } from '../domain/product-fields.ts'
import { OWN_FIELDS } from '../domain/variants.ts'
import { changedProducts, productCodes, type RevisedProduct } from '../store/changed-products.ts'
import { listCategories } from '../store/goods.ts'
import { writeChange } from './write-change.ts'

export type ProductEdit = Readonly<{
  code: string
  /** The revision that was looked at. */
  revision: number
  /** Limits that are left out stay, and so does what a variant has of its own. What it does not have so is left as its family has it. */
  fields: Omit<ProductFields, 'limits' | 'options'> &
    Readonly<{ limits?: ProductFields['limits'] | undefined }>
  accountId: bigint | null
}>

/**
 * Writes what a product is; its prices are set apart. Gives its new revision and the change, which is undefined when nothing
 * differs. Refused as `catalog.product_not_found`, `catalog.category_unknown`, `catalog.text_missing`, `catalog.state_conflict`
 * when what was sold should become a draft, or `catalog.product_conflict` when somebody else changed it meanwhile.
 */
export async function editProduct(
  tx: Tx,
  edit: ProductEdit,
): Promise<Result<Readonly<{ id: bigint; revision: number; change: bigint | undefined }>>> {
  const [product] = await changedProducts(tx, [edit.code], { holds: true })
  if (!product) return refuse('catalog.product_not_found', { code: edit.code })
  const { category, texts, state } = edit.fields
  const categories = await listCategories(tx)
  if (categories.every((one) => one.code !== category))
    return refuse('catalog.category_unknown', { code: category }, 'category')
  if (Object.keys(texts).length === 0) return refuse('catalog.text_missing', {}, 'texts')
  if (state === 'draft' && product.fields.state !== 'draft')
    return refuse('catalog.state_conflict', { code: edit.code }, 'state')
  const written = { ...edit.fields, tags: tidyTags(edit.fields.tags) }
  const wished =
    product.parentId === null ? { ...written, own: undefined } : await wishedOfVariant(tx, product, written)
  const diff = diffFields(product.fields, wished)
  // A second press that changes nothing more is no conflict.
  if (!diff) return ok({ id: product.id, revision: product.revision, change: undefined })
  if (product.revision !== edit.revision) return refuse('catalog.product_conflict', { code: edit.code })
  const by = { kind: 'edit', accountId: edit.accountId } as const
  const change = await writeChange(tx, by, [{ is: 'fields', productId: product.id, ...diff }])
  return ok({ id: product.id, revision: product.revision + 1, change })
}

/** A variant as it is wished: the fields of its own as they were written, all others as its family has them. */
async function wishedOfVariant(
  tx: Tx,
  variant: RevisedProduct,
  written: ProductEdit['fields'],
): Promise<SomeFields> {
  const own = [...(written.own ?? variant.fields.own ?? [])].sort()
  const codes =
    variant.parentId === null ? new Map<bigint, string>() : await productCodes(tx, [variant.parentId])
  const [family] = await changedProducts(tx, [...codes.values()])
  if (!family) throw new Error('a variant has no family')
  const taken = OWN_FIELDS.filter((field) => !own.includes(field))
  return { ...written, ...pick(family.fields, taken), own }
}
