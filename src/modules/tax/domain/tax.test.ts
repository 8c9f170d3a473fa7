import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { shippingOf, type ShippingRate, type TaxRate, type TaxTable } from './tax.ts'
import { taxesIn } from './tax-place.ts'
import { taxOf } from './taxed.ts'

const always = { fromMs: 0, untilMs: null }
const rate = (name: string, ratePpm: bigint): TaxRate => ({
  class: name,
  ratePpm,
  rounding: 'half_up',
  ...always,
})
const table = (rates: readonly TaxRate[], shipping: readonly ShippingRate[] = []): TaxTable => ({
  version: 1n,
  rates,
  shipping,
})
const containedTax = (of: TaxTable, input: Parameters<typeof taxOf>[1]) => {
  const taxed = taxOf(of, input)
  return taxed.ok ? { ok: true as const, value: taxed.value.taxes } : taxed
}
const amount = fc.bigInt({ min: 0n, max: 10_000_000n })

test('19 % within 119.00 is 19.00, and of 20.00 with two lines the cents go to the larger remainder', () => {
  const german = table([rate('standard', 190_000n), rate('reduced', 70_000n)])
  const taxes = (items: { taxClass: string; minor: bigint }[]) => containedTax(german, { atMs: 1, items })
  expect(taxes([{ taxClass: 'standard', minor: 11_900n }])).toEqual({ ok: true, value: [1900n] })
  // 19/119 of 20.00 is 3.193; of 14.99 it is 2.393, of 5.01 it is 0.7999.
  expect(
    taxes([
      { taxClass: 'standard', minor: 1499n },
      { taxClass: 'standard', minor: 501n },
    ]),
  ).toEqual({ ok: true, value: [239n, 80n] })
  expect(taxes([{ taxClass: 'luxury', minor: 1n }])).toMatchObject({
    refusal: { code: 'tax.rate_missing', params: { class: 'luxury' } },
  })
})

test('a rate holds from its first moment to before its end', () => {
  const changing = table([
    { ...rate('standard', 190_000n), untilMs: 100 },
    { ...rate('standard', 160_000n), fromMs: 100 },
  ])
  const taxAt = (atMs: number) =>
    containedTax(changing, { atMs, items: [{ taxClass: 'standard', minor: 11_600n }] })
  expect(taxAt(99)).toEqual({ ok: true, value: [1852n] })
  expect(taxAt(100)).toEqual({ ok: true, value: [1600n] })
})

test('the parts of a tax add up to the tax of the whole, and none exceeds its item', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 1_000_000n }),
      fc.array(amount, { minLength: 1, maxLength: 40 }),
      (ratePpm, amounts) => {
        const items = amounts.map((minor) => ({ taxClass: 'standard', minor }))
        const whole = amounts.reduce((left, right) => left + right, 0n)
        const taxed = containedTax(table([rate('standard', ratePpm)]), { atMs: 1, items })
        const one = containedTax(table([rate('standard', ratePpm)]), {
          atMs: 1,
          items: [{ taxClass: 'standard', minor: whole }],
        })
        if (!taxed.ok || !one.ok) throw new Error('a tax was refused')
        expect(taxed.value.reduce((left, right) => left + right, 0n)).toBe(one.value[0])
        for (const [place, tax] of taxed.value.entries()) {
          expect(tax >= 0n && tax <= (amounts[place] ?? 0n)).toBe(true)
        }
        // The definition itself: net and tax at the rate give the gross, within half a unit of rounding.
        const tax = one.value[0] ?? 0n
        const off = (whole - tax) * ratePpm - tax * 1_000_000n
        expect(2n * (off < 0n ? -off : off) <= 1_000_000n + ratePpm).toBe(true)
      },
    ),
  )
})

test('shipping is the cheapest row that fits, and the hint is the nearest sum from which it costs less', () => {
  const row = (fromMinor: bigint, upToGrams: number | null, minor: bigint): ShippingRate => ({
    fromMinor,
    upToGrams,
    minor,
    taxClass: 'standard',
    ...always,
  })
  const rates = table(
    [],
    [row(0n, null, 900n), row(0n, 1000, 490n), row(5000n, null, 300n), row(9000n, null, 0n)],
  )
  const shipping = (subtotalMinor: bigint, grams: number) =>
    shippingOf(rates, { subtotalMinor, grams, atMs: 1 })
  expect(shipping(100n, 800)).toMatchObject({
    value: { shipping: { minor: 490n }, cheaper: { missingMinor: 4900n, minor: 300n } },
  })
  expect(shipping(100n, 1001)).toMatchObject({ value: { shipping: { minor: 900n } } })
  expect(shipping(5000n, 5000)).toMatchObject({
    value: { shipping: { minor: 300n }, cheaper: { missingMinor: 4000n, minor: 0n } },
  })
  expect(shipping(9000n, 1)).toEqual({
    ok: true,
    value: { shipping: { minor: 0n, taxClass: 'standard' }, cheaper: undefined },
  })
  expect(shippingOf(table([]), { subtotalMinor: 1n, grams: 1, atMs: 1 })).toMatchObject({
    refusal: { code: 'tax.shipping_missing' },
  })
})

test('what is delivered to a country is taxed and sent by its own rows while they hold, and by those of no country else', () => {
  const country = fc.constantFrom('NO', 'SE', 'DK', null)
  const dated = { fromMs: fc.nat(4), untilMs: fc.constantFrom(3, 6, null) }
  const aRate = fc.record({ country, ratePpm: fc.bigInt({ min: 0n, max: 400_000n }), ...dated })
  const aRow = fc.record({ country, minor: amount, ...dated })
  fc.assert(
    fc.property(
      fc.array(aRate),
      fc.array(aRow),
      fc.nat(6),
      fc.constantFrom('NO', 'SE', 'FI'),
      (rates, rows, atMs, to) => {
        const of = table(
          rates.map((one) => ({ ...rate('standard', one.ratePpm), ...one })),
          rows.map((one) => ({ fromMinor: 0n, upToGrams: null, taxClass: 'standard', ...one })),
        )
        const narrow = taxesIn(of, { country: to })
        const holding = <T extends { country: string | null; fromMs: number; untilMs: number | null }>(
          all: T[],
        ) => {
          const now = all.filter((one) => one.fromMs <= atMs && (one.untilMs ?? 99) > atMs)
          const own = now.filter((one) => one.country === to)
          return own.length > 0 ? own : now.filter((one) => one.country === null)
        }
        const [first] = holding(rates)
        const taxed = containedTax(narrow, { atMs, items: [{ taxClass: 'standard', minor: 10_000n }] })
        const whole = table([rate('standard', first?.ratePpm ?? 0n)])
        expect(taxed.ok).toBe(first !== undefined)
        expect(
          taxed.ok ? taxed : containedTax(whole, { atMs, items: [{ taxClass: 'standard', minor: 10_000n }] }),
        ).toEqual(containedTax(whole, { atMs, items: [{ taxClass: 'standard', minor: 10_000n }] }))
        const least = holding(rows).toSorted((a, b) => Number(a.minor - b.minor))[0]?.minor
        const shipped = shippingOf(narrow, { subtotalMinor: 1n, grams: 1, atMs })
        expect(shipped.ok ? shipped.value.shipping.minor : undefined).toBe(least)
      },
    ),
  )
})
