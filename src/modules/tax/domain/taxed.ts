import { allocate } from '#shared/allocate.ts'
import { divideRounded, PPM } from '#shared/ratio.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { answersAmounts, type TaxAmount, type TaxAnswer } from './tax-service.ts'
import { holdsAt, type TaxRate, type TaxRule, type TaxServiceName, type TaxTable } from './tax.ts'

/** An amount in minor units, with the tax in it or without, as the market's rule says. */
export type TaxedItem = Readonly<{ taxClass: string; minor: bigint; isShipping?: boolean }>

/** A rate of a bill by its name. */
export type NamedRate = Readonly<{ name: string; ratePpm: bigint }>

/** A named rate with what it was taken of, without tax, and what it came to. */
export type TaxPart = NamedRate & Readonly<{ netMinor: bigint; taxMinor: bigint }>

export type Taxed = Readonly<{
  /** The tax comes on top of the amounts; else it is contained in them. */
  isAdded: boolean
  /** Of each amount, in the order given. */
  taxes: readonly bigint[]
  /** Adds up to the taxes. */
  parts: readonly TaxPart[]
  /** What a service is to be asked for first: until then no tax is told. */
  asks?: Readonly<{ source: TaxServiceName; amounts: readonly TaxAmount[] }> | undefined
  /** Of some goods nobody knows the tax as long as it is only estimated. */
  isOpen?: boolean | undefined
}>

type TaxInput = Readonly<{
  atMs: number
  items: readonly TaxedItem[]
  /** What a service said, where one is asked. */
  answer?: TaxAnswer | undefined
  estimates?: boolean | undefined
}>

/**
 * The tax of each amount. The tax of a class is that of the sum of its amounts and of all its rates together, rounded once and split
 * over the amounts, so that what the items show always adds up to what is owed; where the market rounds by line, that of each amount is
 * rounded. Contained in the sum it is sum · rate / (1 + rate), and on top of it sum · rate. Where a service reckons, its answer is split
 * the same way. An estimate is made by the tables alone and leaves open what they do not say. Refused as `tax.rate_missing` for a class
 * without a rate at that moment.
 */
export function taxOf(table: TaxTable, input: TaxInput): Result<Taxed> {
  const rule = table.rules?.find((one) => holdsAt(one, input.atMs))
  if (rule && rule.source !== 'tables' && input.estimates !== true)
    return ok(byService(rule, rule.source, input))
  const isAdded = rule?.prices === 'exclusive'
  let isOpen = false
  const taxes = input.items.map(() => 0n)
  const parts: TaxPart[] = []
  const classes = Map.groupBy(input.items.keys(), (index) => input.items[index]?.taxClass ?? '')
  for (const [taxClass, indexes] of classes) {
    const rates = ratesOf(table, { taxClass, atMs: input.atMs })
    const [first] = rates
    if (!first && input.estimates === true) {
      isOpen = true
      continue
    }
    if (!first) return refuse('tax.rate_missing', { class: taxClass })
    const ratePpm = sumOf(rates.map((rate) => rate.ratePpm))
    const rounding = rule?.rounding ?? first.rounding
    const taxed = (minor: bigint) => divideRounded(minor * ratePpm, isAdded ? PPM : PPM + ratePpm, rounding)
    const amounts = indexes.map((index) => input.items[index]?.minor ?? 0n)
    const sum = sumOf(amounts)
    const split = rule?.level === 'line' ? amounts.map(taxed) : allocate(taxed(sum), amounts)
    for (const [place, index] of indexes.entries()) taxes[index] = split[place] ?? 0n
    const tax = sumOf(split)
    const net = isAdded ? sum : sum - tax
    parts.push(...splitByRate(rates.map(namedRate), { netMinor: net, taxMinor: tax }))
  }
  return ok({ isAdded, taxes, parts: joined(parts), ...(isOpen ? { isOpen } : {}) })
}

/** What a service said of the amounts, split over them; without an answer to them what it is to be asked for. */
function byService(rule: TaxRule, source: TaxServiceName, { items, answer }: TaxInput): Taxed {
  const isAdded = rule.prices === 'exclusive'
  const taxes = items.map(() => 0n)
  const amounts = amountsOf(items, rule)
  if (amounts.length === 0) return { isAdded, taxes, parts: [] }
  if (!answer || !answersAmounts(answer, amounts))
    return { isAdded, taxes, parts: [], asks: { source, amounts } }
  for (const { taxClass, isShipping, taxMinor } of answer.amounts) {
    const indexes = [...items.keys()].filter((index) => isOf(items[index], { taxClass, isShipping }))
    const split = allocate(
      taxMinor,
      indexes.map((index) => items[index]?.minor ?? 0n),
    )
    for (const [place, index] of indexes.entries()) taxes[index] = split[place] ?? 0n
  }
  return { isAdded, taxes, parts: joined(answer.amounts.flatMap(({ parts }) => parts)) }
}

/** The goods of each class together, and delivery by itself. */
function amountsOf(items: readonly TaxedItem[], { codes }: TaxRule): readonly TaxAmount[] {
  const kinds = Map.groupBy(items, ({ taxClass, isShipping = false }) => `${isShipping} ${taxClass}`)
  return [...kinds.values()]
    .map((of) => ({
      taxClass: of[0]?.taxClass ?? '',
      isShipping: of[0]?.isShipping ?? false,
      minor: sumOf(of.map(({ minor }) => minor)),
      code: codes[of[0]?.taxClass ?? ''],
    }))
    .filter(({ minor }) => minor > 0n)
    .toSorted((a, b) => Number(a.isShipping) - Number(b.isShipping) || (a.taxClass < b.taxClass ? -1 : 1))
}

function isOf(item: TaxedItem | undefined, of: Pick<TaxAmount, 'taxClass' | 'isShipping'>): boolean {
  return item?.taxClass === of.taxClass && (item.isShipping ?? false) === of.isShipping
}

/**
 * The rates of a class at a moment, of a table that `taxesIn` narrowed to a place: of each name one, the narrowest; of no country only
 * where none is of the country.
 */
export function ratesOf(
  table: TaxTable,
  of: Readonly<{ taxClass: string; atMs: number }>,
): readonly TaxRate[] {
  const held = table.rates.filter((rate) => rate.class === of.taxClass && holdsAt(rate, of.atMs))
  const own = held.filter((rate) => (rate.country ?? null) !== null)
  const counted = own.length > 0 ? own : held
  return counted.filter((rate, place) => counted.findIndex((one) => one.name === rate.name) === place)
}

export function namedRate({ name, ratePpm }: TaxRate): NamedRate {
  return { name: name ?? '', ratePpm }
}

/** The tax of several rates together as parts, by largest remainder. */
export function splitByRate(
  rates: readonly NamedRate[],
  of: Readonly<{ netMinor: bigint; taxMinor: bigint }>,
): readonly TaxPart[] {
  const split = allocate(
    of.taxMinor,
    rates.map(({ ratePpm }) => ratePpm),
  )
  return rates.map((rate, place) => ({ ...rate, netMinor: of.netMinor, taxMinor: split[place] ?? 0n }))
}

/** Parts of the same name and rate as one. */
function joined(parts: readonly TaxPart[]): readonly TaxPart[] {
  return [...Map.groupBy(parts, ({ name, ratePpm }) => `${ratePpm} ${name}`).values()].flatMap((same) => {
    const [first] = same
    return first
      ? [
          {
            ...first,
            netMinor: sumOf(same.map(({ netMinor }) => netMinor)),
            taxMinor: sumOf(same.map(({ taxMinor }) => taxMinor)),
          },
        ]
      : []
  })
}

function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((left, right) => left + right, 0n)
}
