import { refuse, type Result } from '#shared/refusal.ts'
import type { ProductState } from './price-book.ts'
import { diffFields, type FieldDiff, type ProductFields } from './product-fields.ts'
import { isChoiceOf, isSameChoice, type Choice, type OwnField, type ProductOption } from './variants.ts'

/** How many variants a family has at most. */
export const VARIANTS_MAX = 200

/** A variant as it is wished: whether it is sold, and what it weighs where that differs from its family (null: it does not). */
export type WantedVariant = Readonly<{
  choice: Choice
  state: ProductState
  weightGrams: number | null
}>

type KnownVariant = Readonly<{ code: string; choice: Choice | null; fields: ProductFields }>

/** What is to be done to the variants of a family. */
export type VariantPlan<V> = Readonly<{
  make: readonly WantedVariant[]
  edit: readonly Readonly<{ variant: V; diff: FieldDiff }>[]
}>

/**
 * Why options and variants cannot be so, or undefined: `catalog.option_twice`, `catalog.choice_unknown`, `catalog.choice_twice`,
 * `catalog.option_used_conflict` with the variant whose choice would no longer be one, or `catalog.too_many_variants`.
 */
export function refuseVariants(
  options: readonly ProductOption[],
  known: readonly KnownVariant[],
  wanted: readonly WantedVariant[],
): Result<never> | undefined {
  const codes = [options, ...options.map(({ values }) => values)].map((all) => all.map(({ code }) => code))
  if (codes.some((all) => new Set(all).size < all.length))
    return refuse('catalog.option_twice', {}, 'options')
  const lost = known.find(({ choice }) => choice && !isChoiceOf(options, choice))
  if (lost) return refuse('catalog.option_used_conflict', { product: lost.code }, 'options')
  if (wanted.some(({ choice }) => !isChoiceOf(options, choice)))
    return refuse('catalog.choice_unknown', {}, 'variants')
  const isTwice = wanted.some(({ choice }, place) =>
    wanted.slice(0, place).some((other) => isSameChoice(other.choice, choice)),
  )
  if (isTwice) return refuse('catalog.choice_twice', {}, 'variants')
  const made = wanted.filter((one) => !variantOf(known, one.choice)).length
  if (known.length + made > VARIANTS_MAX)
    return refuse('catalog.too_many_variants', { most: VARIANTS_MAX }, 'variants')
  return undefined
}

/**
 * What makes the variants of a family as they are wished; those that are not named stay as they are. Refused as
 * `catalog.state_conflict` where one that was on sale should become a draft.
 */
export function planVariants<V extends KnownVariant>(
  family: Pick<ProductFields, 'weightGrams'>,
  known: readonly V[],
  wanted: readonly WantedVariant[],
): Result<VariantPlan<V>> {
  const edit: { variant: V; diff: FieldDiff }[] = []
  const make: WantedVariant[] = []
  for (const one of wanted) {
    const variant = variantOf(known, one.choice)
    if (!variant) {
      make.push(one)
      continue
    }
    if (one.state === 'draft' && variant.fields.state !== 'draft')
      return refuse('catalog.state_conflict', { code: variant.code }, 'variants')
    const own = ownWith(variant.fields.own ?? [], 'weightGrams', one.weightGrams !== null)
    const weightGrams = one.weightGrams ?? family.weightGrams
    const diff = diffFields(variant.fields, { state: one.state, weightGrams, own })
    if (diff) edit.push({ variant, diff })
  }
  return { ok: true, value: { make, edit } }
}

/** Fields of one's own with one more or one less of them, in their order. */
export function ownWith(own: readonly OwnField[], field: OwnField, isOwn: boolean): readonly OwnField[] {
  const others = own.filter((one) => one !== field)
  return isOwn ? [...others, field].sort() : others
}

function variantOf<V extends KnownVariant>(known: readonly V[], choice: Choice): V | undefined {
  return known.find((one) => one.choice && isSameChoice(one.choice, choice))
}
