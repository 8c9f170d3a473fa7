import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TaxRate, TaxTable } from './tax.ts'
import { taxesIn } from './tax-place.ts'
import { taxOf } from './taxed.ts'

const always = { fromMs: 0, untilMs: null }
const rate = (name: string, ratePpm: bigint): TaxRate => ({
  class: name,
  ratePpm,
  rounding: 'half_up',
  ...always,
})
const table = (rates: readonly TaxRate[]): TaxTable => ({ version: 1n, rates })
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

test('what is delivered to a country is taxed by its own rates while they hold, and by those of no country else', () => {
  const country = fc.constantFrom('NO', 'SE', 'DK', null)
  const dated = { fromMs: fc.nat(4), untilMs: fc.constantFrom(3, 6, null) }
  const aRate = fc.record({ country, ratePpm: fc.bigInt({ min: 0n, max: 400_000n }), ...dated })
  fc.assert(
    fc.property(fc.array(aRate), fc.nat(6), fc.constantFrom('NO', 'SE', 'FI'), (rates, atMs, to) => {
      const of = table(rates.map((one) => ({ ...rate('standard', one.ratePpm), ...one })))
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
    }),
  )
})
