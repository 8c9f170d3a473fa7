import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { asksRegion, sameTaxes, taxesIn, type TaxPlace } from './tax-place.ts'
import type { TaxRate, TaxRule, TaxTable } from './tax.ts'
import { taxOf, type TaxedItem } from './taxed.ts'

const PPM = 1_000_000n
const always = { fromMs: 0, untilMs: null }
const rate = (of: Partial<TaxRate> & { ratePpm: bigint }): TaxRate => ({
  class: 'standard',
  name: '',
  rounding: 'half_up',
  ...always,
  ...of,
})
const rule = (of: Partial<TaxRule> = {}): TaxRule => ({
  prices: 'exclusive',
  rounding: 'half_up',
  level: 'order',
  source: 'tables',
  elseTables: false,
  codes: {},
  ...always,
  ...of,
})
const table = (rates: readonly TaxRate[], rules: readonly TaxRule[]): TaxTable => ({
  version: 1n,
  rates,
  rules,
})
const item = (minor: bigint, taxClass = 'standard'): TaxedItem => ({ taxClass, minor })

const california = [
  rate({ name: 'State tax', country: 'US', region: 'CA', ratePpm: 60_000n }),
  rate({ name: 'County tax', country: 'US', region: 'CA', ratePpm: 2_500n }),
  rate({
    name: 'County tax',
    country: 'US',
    region: 'CA',
    postal: { from: '900', until: '908' },
    ratePpm: 35_000n,
  }),
  rate({ name: 'State tax', country: 'US', region: 'OR', ratePpm: 0n }),
  rate({ name: 'VAT', ratePpm: 190_000n }),
]

test('state and county add up, come on top of the price, and the narrowest place counts of each', () => {
  const of = table(california, [rule()])
  const taxes = (place: TaxPlace, ...minors: bigint[]) =>
    taxOf(taxesIn(of, place), { atMs: 1, items: minors.map((minor) => item(minor)) })
  // 9.5 % of 10.00 and 10.05 is 1.90475: 1.90, and of each line 0.95 of it.
  expect(taxes({ country: 'US', region: 'CA', postalCode: '90210-1234' }, 1000n, 1005n)).toEqual({
    ok: true,
    value: {
      isAdded: true,
      taxes: [95n, 95n],
      parts: [
        { name: 'County tax', ratePpm: 35_000n, netMinor: 2005n, taxMinor: 70n },
        { name: 'State tax', ratePpm: 60_000n, netMinor: 2005n, taxMinor: 120n },
      ],
    },
  })
  expect(taxes({ country: 'US', region: 'CA', postalCode: '94105' }, 10_000n)).toMatchObject({
    value: { taxes: [625n] },
  })
  expect(taxes({ country: 'US', region: 'OR', postalCode: '97035' }, 10_000n)).toMatchObject({
    value: { taxes: [0n], parts: [{ name: 'State tax', taxMinor: 0n }] },
  })
  expect(taxes({ country: 'DE', postalCode: '90210' }, 10_000n)).toMatchObject({ value: { taxes: [1900n] } })
  expect(
    [{ country: 'US' }, { country: 'US', region: 'CA' }, { country: 'DE' }].map((at) => asksRegion(of, at)),
  ).toEqual([true, false, false])
  const [la, sf, berlin, home] = [
    { country: 'US', region: 'CA', postalCode: '90001' },
    { country: 'US', region: 'CA', postalCode: '94105' },
    { country: 'DE', postalCode: '10115' },
    { country: 'DE', postalCode: '80331' },
  ]
  expect(sameTaxes(of, la, { ...la, postalCode: '90899' })).toBe(true)
  expect(sameTaxes(of, la, sf)).toBe(false)
  expect(sameTaxes(of, berlin, home)).toBe(true)
})

test('what a service says of a class is split over its goods, and it is asked again for other amounts', () => {
  const of = table([], [rule({ source: 'stripe', codes: { reduced: 'txcd_1' } })])
  const items = [
    item(1000n),
    item(500n, 'reduced'),
    item(333n),
    { ...item(490n), isShipping: true },
    item(0n),
  ]
  const asked = taxOf(of, { atMs: 1, items })
  const amounts = [
    { taxClass: 'reduced', isShipping: false, minor: 500n, code: 'txcd_1' },
    { taxClass: 'standard', isShipping: false, minor: 1333n, code: undefined },
    { taxClass: 'standard', isShipping: true, minor: 490n, code: undefined },
  ]
  expect(asked).toMatchObject({ value: { taxes: [0n, 0n, 0n, 0n, 0n], asks: { source: 'stripe', amounts } } })
  const said = amounts.map((amount, at) => {
    const taxMinor = [0n, 100n, 30n][at] ?? 0n
    return {
      ...amount,
      taxMinor,
      parts: [{ name: 'State', ratePpm: 75_000n, netMinor: amount.minor, taxMinor }],
    }
  })
  const answer = { source: 'stripe', reference: 'taxcalc_1', amounts: said } as const
  expect(taxOf(of, { atMs: 1, items, answer })).toMatchObject({
    value: {
      isAdded: true,
      taxes: [75n, 0n, 25n, 30n, 0n],
      parts: [{ name: 'State', netMinor: 2323n, taxMinor: 130n }],
    },
  })
  expect(taxOf(of, { atMs: 1, items: [item(1001n)], answer })).toMatchObject({ value: { asks: {} } })
  // An estimate asks nobody and leaves open what the tables do not say.
  expect(taxOf(of, { atMs: 1, items, estimates: true })).toMatchObject({
    value: { isOpen: true, taxes: [0n, 0n, 0n, 0n, 0n] },
  })
})

/** What a definition allows as the rounded quotient: the only whole number that fits. */
function roundedSlowly(num: bigint, den: bigint, rounding: TaxRule['rounding']): bigint {
  const near = num / den
  for (const whole of [near, near + 1n]) {
    const off = whole * den - num
    const isExact = off === 0n
    if (rounding === 'up' && off >= 0n && off < den) return whole
    if (rounding === 'down' && off <= 0n && -off < den) return whole
    if (rounding === 'half_up' && 2n * off > -den && 2n * off <= den) return whole
    const isHalf = 2n * (off < 0n ? -off : off) === den
    if (
      rounding === 'half_even' &&
      (isExact || 2n * (off < 0n ? -off : off) < den || (isHalf && whole % 2n === 0n))
    )
      return whole
  }
  throw new Error('nothing fits')
}

/** A whole in parts that add up: floors first, then a unit to the largest remainder, again and again. */
function splitSlowly(whole: bigint, weights: readonly bigint[]): bigint[] {
  const all = weights.reduce((a, b) => a + b, 0n)
  if (all === 0n) return weights.map(() => 0n)
  const parts = weights.map((weight) => (whole * weight) / all)
  const given = new Set<number>()
  while (parts.reduce((a, b) => a + b, 0n) < whole) {
    let best = -1
    for (const [at, weight] of weights.entries()) {
      const over = (whole * weight) % all
      if (!given.has(at) && (best < 0 || over > (whole * (weights[best] ?? 0n)) % all)) best = at
    }
    given.add(best)
    parts[best] = (parts[best] ?? 0n) + 1n
  }
  return parts
}

const place = fc.record({
  country: fc.constantFrom('US', 'CA'),
  region: fc.constantFrom('CA', 'NY', undefined),
  postalCode: fc.constantFrom('90210', '10001', '9 0-2-1-1', undefined),
})
const aRate = fc
  .record({
    class: fc.constantFrom('standard', 'reduced'),
    name: fc.constantFrom('State', 'County'),
    ratePpm: fc.bigInt({ min: 0n, max: 400_000n }),
    country: fc.constantFrom('US', 'CA', null),
    region: fc.constantFrom('CA', 'NY', null),
    postal: fc.constantFrom({ from: '90', until: '90' }, { from: '1', until: '90210' }, null),
    fromMs: fc.constantFrom(0, 5),
    untilMs: fc.constantFrom(5, 9, null),
  })
  .filter(({ fromMs, untilMs }) => untilMs === null || untilMs > fromMs)
  .map((one) => rate(one.country === null ? { ...one, region: null, postal: null } : one))
const drawn = fc.record({
  rates: fc.array(aRate, { maxLength: 12 }),
  of: fc.record({
    prices: fc.constantFrom('exclusive', 'inclusive'),
    rounding: fc.constantFrom('half_up', 'half_even', 'up', 'down'),
    level: fc.constantFrom('order', 'line'),
  }),
  place,
  atMs: fc.nat(8),
  items: fc.array(
    fc.record({
      taxClass: fc.constantFrom('standard', 'reduced'),
      minor: fc.oneof(fc.bigInt({ min: 0n, max: 200n }), fc.bigInt({ min: 0n, max: 10n ** 10n })),
    }),
    { minLength: 1, maxLength: 12 },
  ),
})

/** The rates that count of a class, looked for one by one as the words say. */
function ratesSlowly(rates: readonly TaxRate[], taxClass: string, at: TaxPlace, atMs: number): TaxRate[] {
  const code = (at.postalCode ?? '').replaceAll(/[^0-9]/g, '')
  const fits = rates.filter((one) => {
    if (one.class !== taxClass || atMs < one.fromMs || (one.untilMs !== null && atMs >= one.untilMs))
      return false
    if (one.country !== null && one.country !== at.country) return false
    if (one.region !== null && one.region !== at.region) return false
    if (!one.postal) return true
    return (
      code !== '' &&
      code.slice(0, one.postal.from.length) >= one.postal.from &&
      code.slice(0, one.postal.until.length) <= one.postal.until
    )
  })
  const own = fits.some(({ country }) => country !== null)
    ? fits.filter(({ country }) => country !== null)
    : fits
  return ['State', 'County'].flatMap((name) => {
    const named = own.filter((one) => one.name === name)
    for (const isPostal of [true, false])
      for (const isRegion of [true, false]) {
        const found = named.find(
          (one) => (one.postal !== null) === isPostal && (one.region !== null) === isRegion,
        )
        if (found) return [found]
      }
    return []
  })
}

test('the tax of whatever goods, rates, rules and places is what a slow count says, and its parts add up', () => {
  fc.assert(
    fc.property(drawn, ({ rates, of, place: at, atMs, items }) => {
      const taxed = taxOf(taxesIn(table(rates, [rule(of)]), at), { atMs, items })
      const classes = [...new Set(items.map(({ taxClass }) => taxClass))]
      const counted = new Map(classes.map((one) => [one, ratesSlowly(rates, one, at, atMs)]))
      const isKnown = [...counted.values()].every((found) => found.length > 0)
      expect(taxed.ok ? undefined : taxed.refusal.code).toBe(isKnown ? undefined : 'tax.rate_missing')
      if (!taxed.ok) return
      const isAdded = of.prices === 'exclusive'
      const expected = items.map(() => 0n)
      for (const [taxClass, found] of counted) {
        const places = [...items.keys()].filter((index) => items[index]?.taxClass === taxClass)
        const amounts = places.map((index) => items[index]?.minor ?? 0n)
        const all = found.reduce((sum, { ratePpm }) => sum + ratePpm, 0n)
        const taxOfSum = (minor: bigint) => roundedSlowly(minor * all, isAdded ? PPM : PPM + all, of.rounding)
        const parts =
          of.level === 'line'
            ? amounts.map(taxOfSum)
            : splitSlowly(taxOfSum(amounts.reduce((a, b) => a + b, 0n)), amounts)
        for (const [nth, index] of places.entries()) expected[index] = parts[nth] ?? 0n
      }
      expect(taxed.value.taxes).toEqual(expected)
      const total = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n)
      expect(total(taxed.value.parts.map(({ taxMinor }) => taxMinor))).toBe(total(expected))
      for (const [index, { minor }] of items.entries()) {
        const tax = taxed.value.taxes[index] ?? -1n
        expect(tax >= 0n && tax <= minor).toBe(true)
      }
    }),
    { numRuns: process.env['OPENFIELD_TEST_LONG'] === '1' ? 20_000 : 500 },
  )
})
