import { ok, refuse, type Result } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { planVariants, refuseVariants, type WantedVariant } from '../domain/plan-variants.ts'
import type { PriceKind } from '../domain/price-book.ts'
import { diffFields } from '../domain/product-fields.ts'
import { isSameChoice, type ProductOption } from '../domain/variants.ts'
import { changedProducts, type RevisedProduct } from '../store/changed-products.ts'
import { addChange, writeFields, type ChangeItem } from '../store/changes.ts'
import { isPart, kitParts, nextVersion } from '../store/kits.ts'
import { hasLaterPrice } from '../store/prices.ts'
import { addVariants, variantCodes, type NewVariant } from '../store/variants.ts'
import { freeCodes } from './free-codes.ts'
import { goodsMarkets } from './market-goods.ts'
import { heldPrice, writeChange } from './write-change.ts'

/** A price that a variant has of its own from now on. */
export type VariantPrice = Readonly<{
  market: string
  kind: PriceKind
  minor: bigint
  volumes: Readonly<Record<string, bigint>>
}>

export type SavedVariants = Readonly<{
  code: string
  /** The revision of the family that was looked at. */
  revision: number
  options: readonly ProductOption[]
  variants: readonly (WantedVariant & Readonly<{ prices?: readonly VariantPrice[] | undefined }>)[]
  accountId: bigint | null
  /** When the prices begin, for goods that the program brings in; now where nothing is said. */
  fromMs?: number | undefined
}>

/**
 * Writes what can be chosen of a product and all its variants in one go: new ones are made, known ones changed, prices set. Without
 * options and variants it is a plain product again. What is made is one change, which is not taken back, and all else a second one,
 * which can be. Refused as `catalog.product_not_found`, `catalog.product_conflict` when somebody else changed it meanwhile,
 * `catalog.variant_conflict` for a variant, `catalog.family_kit_conflict` for a kit or a part of one, as `refuseVariants`, or as a
 * price is.
 */
export async function saveVariants(
  tx: Tx,
  input: SavedVariants,
): Promise<Result<Readonly<{ id: bigint; revision: number; made: number; changed: number }>>> {
  const [family] = await changedProducts(tx, [input.code], { holds: true })
  if (!family) return refuse('catalog.product_not_found', { code: input.code })
  const known = await changedProducts(tx, await variantCodes(tx, family.id), { holds: true })
  const refused = await refuseFamily(tx, family, known, input)
  if (refused) return refused
  const plan = planVariants(family.fields, known, input.variants)
  if (!plan.ok) return plan
  const by = { accountId: input.accountId }
  const options = diffFields({ ...family.fields, options: family.options }, { options: input.options })
  if (options) await writeFields(tx, [{ productId: family.id, fields: options.after }])
  const made = await makeVariants(tx, family.id, plan.value.make)
  const created: ChangeItem[] = [
    ...(options ? [{ is: 'fields', productId: family.id, ...options } as const] : []),
    ...made.map(({ id, variant }) => ({ is: 'fields', productId: id, before: {}, after: variant }) as const),
  ]
  if (created.length > 0) await addChange(tx, { kind: 'create', ...by }, created)
  const now = await changedProducts(tx, await variantCodes(tx, family.id))
  const prices = await priceItems(tx, input, now)
  if (!prices.ok) return prices
  const edits = plan.value.edit.map(
    ({ variant, diff }) => ({ is: 'fields', productId: variant.id, ...diff }) as const,
  )
  const items: ChangeItem[] = [...edits, ...prices.value]
  if (items.length > 0) await writeChange(tx, { kind: 'edit', ...by }, items)
  const changed = new Set(items.map(({ productId }) => productId)).size
  const revision = family.revision + (options ? 1 : 0)
  return ok({ id: family.id, revision, made: made.length, changed })
}

async function refuseFamily(
  tx: Tx,
  family: RevisedProduct,
  known: readonly RevisedProduct[],
  input: SavedVariants,
): Promise<Result<never> | undefined> {
  if (family.parentId !== null) return refuse('catalog.variant_conflict', { product: family.code })
  if (family.revision !== input.revision) return refuse('catalog.product_conflict', { code: family.code })
  // Whoever makes kits waits, so that of two at once one sees what the other did.
  await nextVersion(tx)
  const isKit = (await kitParts(tx, family.id)).length > 0 || (await isPart(tx, family.id))
  if (isKit) return refuse('catalog.family_kit_conflict', { product: family.code })
  return refuseVariants(input.options, known, input.variants)
}

async function makeVariants(tx: Tx, familyId: bigint, wanted: readonly WantedVariant[]) {
  const codes = await freeCodes(tx, wanted.length)
  const variants = wanted.flatMap(({ choice, state, weightGrams }, place): readonly NewVariant[] => {
    const code = codes[place]
    const own = weightGrams === null ? [] : (['weightGrams'] as const)
    return code === undefined ? [] : [{ code, choice, state, weightGrams: weightGrams ?? undefined, own }]
  })
  const ids = await addVariants(tx, familyId, variants)
  return variants.flatMap(({ code, state, own, weightGrams }) => {
    const id = ids.get(code)
    return id === undefined ? [] : [{ id, variant: { state, own, weightGrams } }]
  })
}

async function priceItems(
  tx: Tx,
  input: SavedVariants,
  variants: readonly RevisedProduct[],
): Promise<Result<readonly ChangeItem[]>> {
  const atMs = input.fromMs ?? (await companyNow(tx))
  const markets = [...(await goodsMarkets(tx)).values()]
  const items: Extract<ChangeItem, { is: 'price' }>[] = []
  for (const { choice, prices = [] } of input.variants) {
    const product = variants.find((one) => one.choice && isSameChoice(one.choice, choice))
    for (const { market: code, kind, minor, volumes } of product ? prices : []) {
      const market = markets.find((one) => one.code === code)
      if (!market) return refuse('catalog.market_not_found', { market: code }, 'variants')
      if (!product) continue
      if (minor < 0n) return refuse('catalog.price_negative', {}, 'variants')
      const before = heldPrice(product, { marketId: market.id, kind, atMs })
      if (before?.minor === minor && sameVolumes(before.volumes, volumes)) continue
      const after = { minor, volumes, fromMs: atMs, untilMs: null }
      items.push({ is: 'price', productId: product.id, marketId: market.id, kind, before, after })
    }
  }
  const places = items.map(({ productId, marketId, kind }) => ({ productId, marketId, kind, fromMs: atMs }))
  if (places.length > 0 && (await hasLaterPrice(tx, places)))
    return refuse('catalog.price_conflict', {}, 'variants')
  return ok(items)
}

function sameVolumes(
  left: Readonly<Record<string, bigint>>,
  right: Readonly<Record<string, bigint>>,
): boolean {
  const names = Object.keys(left)
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name])
}
