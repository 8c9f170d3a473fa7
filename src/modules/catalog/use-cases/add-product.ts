import { ok, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { NO_LIMITS } from '../domain/limits.ts'
import { tidyTags } from '../domain/product-fields.ts'
import { addChange } from '../store/changes.ts'
import { createProduct, type NewProduct } from './create-product.ts'

/** Adds a product as a draft, which nobody can buy yet, and keeps who did it. Refused as `createProduct`. */
export async function addProduct(
  tx: Tx,
  input: Omit<NewProduct, 'limits' | 'state'> & Readonly<{ accountId: bigint | null }>,
): Promise<Result<Readonly<{ id: bigint; code: string }>>> {
  const { accountId, ...product } = input
  const made = await createProduct(tx, { ...product, state: 'draft' })
  if (!made.ok) return made
  const { category, art, taxClass, weightGrams, texts } = product
  const tags = tidyTags(product.tags ?? [])
  const after = {
    state: 'draft',
    category,
    art,
    taxClass,
    weightGrams,
    tags,
    texts,
    limits: NO_LIMITS,
  } as const
  const item = { is: 'fields', productId: made.value.id, before: {}, after } as const
  await addChange(tx, { kind: 'create', accountId }, [item])
  return ok(made.value)
}
