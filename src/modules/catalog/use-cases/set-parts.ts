import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { changedProducts } from '../store/changed-products.ts'
import { isPart, kitParts, nextVersion, writeParts } from '../store/kits.ts'

export type WantedPart = Readonly<{ product: string; quantity: number }>

/**
 * Says what a product is made of; no parts make it no kit. Orders that were placed before keep the parts that they had. Gives the kit's
 * id. Refused as `catalog.product_not_found`, `catalog.part_twice`, `catalog.part_unknown`, or `catalog.kit_of_kits_conflict`:
 * a part is no kit, and a kit is no part; or `catalog.family_kit_conflict`: a product with options is neither.
 */
export async function setParts(
  tx: Tx,
  input: Readonly<{ code: string; parts: readonly WantedPart[] }>,
): Promise<Result<bigint>> {
  const wanted = input.parts.map(({ product }) => product)
  if (new Set(wanted).size < wanted.length) return refuse('catalog.part_twice', {}, 'parts')
  // First of all, so that two who change kits do it one after the other and see what the other did.
  const version = await nextVersion(tx)
  const products = await changedProducts(tx, [input.code, ...wanted])
  const byCode = new Map(products.map((product) => [product.code, product.id]))
  const family = products.find(({ options }) => options.length > 0)
  if (family) return refuse('catalog.family_kit_conflict', { product: family.code }, 'parts')
  const kitId = byCode.get(input.code)
  if (kitId === undefined) return refuse('catalog.product_not_found', { code: input.code })
  const parts: { partId: bigint; quantity: number }[] = []
  const kits = new Set((await kitParts(tx)).map((part) => part.kitId))
  for (const { product, quantity } of input.parts) {
    const partId = byCode.get(product)
    if (partId === undefined) return refuse('catalog.part_unknown', { product }, 'parts')
    if (partId === kitId || kits.has(partId))
      return refuse('catalog.kit_of_kits_conflict', { product }, 'parts')
    parts.push({ partId, quantity })
  }
  if (parts.length > 0 && (await isPart(tx, kitId)))
    return refuse('catalog.kit_of_kits_conflict', { product: input.code }, 'parts')
  await writeParts(tx, { kitId, version, parts })
  return ok(kitId)
}
