import { textIn, type Price, type ProductText, type Texts } from './price-book.ts'
import type { ProductFields } from './product-fields.ts'

type Named = Readonly<{ code: string; texts: Texts<Readonly<{ name: string }>> }>

/** What can be chosen of a family, such as its shade or size, with the values that there are, in their order. */
export type ProductOption = Named & Readonly<{ values: readonly Named[] }>

/** One value of every option: `{ shade: 'rose', size: 'm' }`. */
export type Choice = Readonly<Record<string, string>>

/** Of a variant's family, what the variant takes from it. */
export type Family = Readonly<{
  id: bigint
  code: string
  category: string
  /** The name of the family, without a choice. */
  texts: Texts<ProductText>
  choice: Choice
  /** Prices of the family in this market. */
  prices: readonly Price[]
  /**
   * The ids of all variants that have the limits of the family, this one among them, on which their pieces are counted together;
   * undefined for a variant with limits of its own.
   */
  limitedWith: readonly bigint[] | undefined
}>

/** Fields that a variant may have of its own; it always has its own state. */
export const OWN_FIELDS = [
  'art',
  'category',
  'limits',
  'tags',
  'taxClass',
  'texts',
  'weightGrams',
] as const satisfies readonly (keyof ProductFields)[]
export type OwnField = (typeof OWN_FIELDS)[number]

/** Every way to choose one value of each option, in the order of options and values; none without options. */
export function combinations(options: readonly ProductOption[]): readonly Choice[] {
  if (options.length === 0) return []
  return options.reduce<readonly Choice[]>(
    (choices, { code, values }) =>
      choices.flatMap((choice) => values.map((value) => ({ ...choice, [code]: value.code }))),
    [{}],
  )
}

/** Whether two choices are the same, in whatever order their options stand. */
export function isSameChoice(left: Choice, right: Choice): boolean {
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key])
}

/** Whether a choice takes one known value of every option, and nothing else. */
export function isChoiceOf(options: readonly ProductOption[], choice: Choice): boolean {
  return (
    Object.keys(choice).length === options.length &&
    options.every(({ code, values }) => values.some((value) => value.code === choice[code]))
  )
}

/** Variants in the order of their options' values. */
export function byChoice<T extends Readonly<{ choice: Choice }>>(
  options: readonly ProductOption[],
  variants: readonly T[],
): readonly T[] {
  const place = ({ choice }: T): readonly number[] =>
    options.map(({ code, values }) => values.findIndex((value) => value.code === choice[code]))
  return variants.toSorted((a, b) => {
    const [left, right] = [place(a), place(b)]
    const differs = left.findIndex((one, index) => one !== right[index])
    return differs === -1 ? 0 : (left[differs] ?? 0) - (right[differs] ?? 0)
  })
}

/** A choice in words: `Shade: Rose, Size: M`. */
export function choiceText(
  options: readonly ProductOption[],
  choice: Choice,
  ...languages: readonly (string | undefined)[]
): string {
  return options
    .flatMap(({ code, texts, values }) => {
      const value = values.find((one) => one.code === choice[code])
      return value ? [`${textIn(texts, ...languages).name}: ${textIn(value.texts, ...languages).name}`] : []
    })
    .join(', ')
}

/**
 * Texts of a variant that has none of its own: those of its family in every language that anything of it is written in, with the
 * choice in the name: `Lip colour — Shade: Rose`.
 */
export function variantTexts(
  texts: Texts<ProductText>,
  options: readonly ProductOption[],
  choice: Choice,
): Texts<ProductText> {
  const named = options.flatMap((option) => [option, ...option.values])
  const languages = new Set([texts, ...named.map((one) => one.texts)].flatMap((one) => Object.keys(one)))
  return Object.fromEntries(
    [...languages].map((language) => {
      const text = textIn(texts, language)
      return [language, { ...text, name: `${text.name} — ${choiceText(options, choice, language)}` }]
    }),
  )
}
