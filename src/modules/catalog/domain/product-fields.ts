import type { ProductLimits } from './limits.ts'
import type { ProductState, ProductText, Texts } from './price-book.ts'
import type { OwnField, ProductOption } from './variants.ts'

/** What people write about a product, apart from its prices. */
export type ProductFields = Readonly<{
  state: ProductState
  category: string
  art: string
  taxClass: string
  weightGrams: number
  tags: readonly string[]
  texts: Texts<ProductText>
  limits: ProductLimits
  /** The fields that a variant has of its own, in order; all others are those of its family. Undefined for what is no variant. */
  own?: readonly OwnField[] | undefined
  /** What can be chosen of it; undefined where that is not looked at. */
  options?: readonly ProductOption[] | undefined
}>

export const PRODUCT_FIELDS = [
  'state',
  'category',
  'art',
  'taxClass',
  'weightGrams',
  'tags',
  'texts',
  'limits',
  'own',
  'options',
] as const satisfies readonly (keyof ProductFields)[]

/** Some fields with their values, as they lie in the log of changes. */
export type SomeFields = Readonly<{ [Name in keyof ProductFields]?: ProductFields[Name] | undefined }>

export type FieldDiff = Readonly<{ before: SomeFields; after: SomeFields }>

/** What differs between two states of a product; undefined when nothing does. Fields that `after` leaves out stay. */
export function diffFields(before: ProductFields, after: SomeFields): FieldDiff | undefined {
  const changed = PRODUCT_FIELDS.filter(
    (field) => after[field] !== undefined && !isSame(before[field], after[field]),
  )
  if (changed.length === 0) return undefined
  return { before: pick(before, changed), after: pick(after, changed) }
}

/** Whether a product still has the values that a change gave it. */
export function hasStill(now: ProductFields, values: SomeFields): boolean {
  return PRODUCT_FIELDS.every((field) => values[field] === undefined || isSame(now[field], values[field]))
}

/** Tags in their one order, each once. */
export function tidyTags(tags: Iterable<string>): readonly string[] {
  return [...new Set(tags)].sort()
}

/** Some fields of a product by their names. */
export function pick(fields: SomeFields, names: readonly (keyof ProductFields)[]): SomeFields {
  return Object.fromEntries(names.map((name) => [name, fields[name]]))
}

function isSame(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right)
}

/** JSON with sorted keys: the database gives keys back in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
