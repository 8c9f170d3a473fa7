import type { saveProductVariants, showProduct } from '#modules/catalog/contract.ts'
import type { Inside } from '#shared/contract.ts'
import { formatDecimal, parseDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'

type Product = Inside<typeof showProduct, 'response'>
type Saved = Inside<typeof saveProductVariants, 'body'>
export type Option = Product['options'][number]
export type Variant = Product['variants'][number]
export type Choice = Readonly<Record<string, string>>
export type Kind = 'retail' | 'preferred' | 'distributor'
export const KINDS = ['retail', 'preferred', 'distributor'] as const

/** A row of the table as it is being typed; `none` is not made yet. Empty fields are those of the family. */
export type TypedVariant = Readonly<{
  state: 'none' | Variant['state']
  weight: string
  prices: Readonly<Partial<Record<Kind, string>>>
}>

/** Every way to choose one value of each option. */
export function combinations(options: readonly Option[]): readonly Choice[] {
  if (options.length === 0) return []
  return options.reduce<readonly Choice[]>(
    (choices, { code, values }) =>
      choices.flatMap((choice) => values.map((value) => ({ ...choice, [code]: value.code }))),
    [{}],
  )
}

/** A choice as one key, in the order of the options. */
export function keyOf(options: readonly Option[], choice: Choice): string {
  return options.map(({ code }) => `${code}=${choice[code] ?? ''}`).join(' ')
}

/** A code for a new option or value: its name in plain letters, or its place where it has none. */
export function codeFor(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 36)
  const base = plain === '' ? 'v' : plain
  for (let n = 1; ; n++) {
    const code = n === 1 ? base : `${base}-${n}`
    if (!taken.includes(code)) return code
  }
}

type Market = Readonly<{ code: string; currency: string }>

/** What a family costs in a market now, by kind. */
export function familyPrices(product: Product, market: string, nowMs: number) {
  return product.prices.filter(
    (price) =>
      price.market === market &&
      price.validFrom <= nowMs &&
      (price.validUntil === null || price.validUntil > nowMs),
  )
}

/** A variant as the table shows it in a market. */
export function typedOf(variant: Variant | undefined, market: Market): TypedVariant {
  if (!variant) return { state: 'none', weight: '', prices: {} }
  const own = variant.prices.filter((price) => price.market === market.code)
  return {
    state: variant.state,
    weight: variant.weightGrams?.toString() ?? '',
    prices: Object.fromEntries(
      own.map(({ kind, price }) => [kind, formatDecimal(price.minor, currencyDigits(market.currency))]),
    ),
  }
}

/** An amount as it was typed, in minor units; undefined when it is none. */
export function readAmount(typed: string, currency: string): bigint | undefined {
  const minor = parseDecimal(typed.trim().replace(',', '.'), currencyDigits(currency))
  return typeof minor === 'bigint' && minor >= 0n ? minor : undefined
}

/** A row as the server takes it; undefined when something of it cannot be, null when there is nothing to write. */
export function readVariant(
  typed: TypedVariant,
  of: Readonly<{ choice: Choice; market: Market; product: Product; variant: Variant | undefined }>,
): Saved['variants'][number] | null | undefined {
  const { choice, market, product, variant } = of
  if (typed.state === 'none') return null
  const weightGrams = typed.weight.trim() === '' ? null : Number(typed.weight)
  if (weightGrams !== null && !(Number.isInteger(weightGrams) && weightGrams >= 0)) return undefined
  const prices: NonNullable<Saved['variants'][number]['prices']> = []
  for (const kind of KINDS) {
    const amount = typed.prices[kind]?.trim() ?? ''
    if (amount === '') continue
    const minor = readAmount(amount, market.currency)
    if (minor === undefined) return undefined
    const isOf = (price: { kind: Kind; market: string }): boolean =>
      price.kind === kind && price.market === market.code
    // A price keeps the volumes that this variant or its family has.
    const known = variant?.prices.find(isOf) ?? product.prices.findLast(isOf)
    prices.push({ market: market.code, kind, minor, volumes: known?.volumes ?? {} })
  }
  return { choice: { ...choice }, state: typed.state, weightGrams, prices }
}
