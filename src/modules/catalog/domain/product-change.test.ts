import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { NO_LIMITS } from './limits.ts'
import type { PriceKind } from './price-book.ts'
import { changedBy, planBulk, type ChangedProduct, type PriceChange } from './product-change.ts'
import { diffFields, hasStill, type ProductFields } from './product-fields.ts'

const PPM = 1_000_000n
const minor = fc.bigInt({ min: 0n, max: 10n ** 12n })
const ppm = fc.bigInt({ min: -999_999n, max: 10_000_000n })
const stepMinor = fc.constantFrom(1n, 5n, 10n, 50n, 99n, 100n)

test('a percentage is rounded once: to a multiple of the step, and never further away than half of it', () => {
  fc.assert(
    fc.property(minor, ppm, stepMinor, (from, by, step) => {
      const after = changedBy(from, { ppm: by, stepMinor: step })
      expect(after % step).toBe(0n)
      // In millionths of a minor unit, so that nothing is rounded while it is looked at.
      const away = after * PPM - from * (PPM + by)
      expect(away * 2n).toBeLessThanOrEqual(step * PPM)
      expect(away * 2n).toBeGreaterThan(-step * PPM)
      expect(after >= 0n).toBe(true)
    }),
  )
})

test('nothing changes by nothing, a dearer price stays dearer or equal, and half goes up', () => {
  fc.assert(
    fc.property(minor, minor, ppm, stepMinor, (one, other, by, step) => {
      expect(changedBy(one, { ppm: 0n, stepMinor: 1n })).toBe(one)
      const [low, high] = one < other ? [one, other] : [other, one]
      const change = { ppm: by, stepMinor: step }
      expect(changedBy(low, change) <= changedBy(high, change)).toBe(true)
    }),
  )
  expect(changedBy(1050n, { ppm: 100_000n, stepMinor: 10n })).toBe(1160n)
  expect(changedBy(999n, { ppm: -500_000n, stepMinor: 1n })).toBe(500n)
})

const fields: ProductFields = {
  state: 'active',
  category: 'home',
  art: 'soap',
  taxClass: 'standard',
  weightGrams: 100,
  tags: ['winter'],
  texts: { en: { name: 'Soap', summary: '', description: '' } },
  limits: NO_LIMITS,
}
const always = { fromMs: 0, untilMs: null, volumes: { PV: 1n } }
const retail = { kind: 'retail', minor: 1000n, marketId: 1n, ...always } as const

test('a price that is planned already stands in the way of a percentage; other markets and kinds do not', () => {
  const raise: PriceChange = {
    set: 'price',
    marketId: 1n,
    kinds: ['retail', 'distributor'],
    ppm: 100_000n,
    stepMinor: 1n,
    fromMs: 500,
  }
  const planned = { ...retail, fromMs: 900 }
  const rowsOf = (prices: ChangedProduct['prices']) =>
    planBulk([{ id: 1n, code: '10', fields, prices }], raise).map((row) =>
      row.is === 'price' ? [row.before.kind, row.minor] : row.is === 'problem' ? row.code : row.is,
    )
  expect(rowsOf([retail])).toEqual([['retail', 1100n]])
  expect(rowsOf([{ ...retail, untilMs: 900 }, planned])).toEqual(['catalog.price_conflict'])
  expect(rowsOf([retail, { ...planned, marketId: 2n }])).toEqual([['retail', 1100n]])
  expect(rowsOf([{ ...retail, untilMs: 500 }])).toEqual(['catalog.price_missing'])
  expect(rowsOf([{ ...retail, minor: 0n }])).toEqual(['same'])
})

test('which price a percentage starts from is what a search through every moment finds', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 5 })
  const kinds = fc.constantFrom<PriceKind>('retail', 'preferred', 'distributor')
  fc.assert(
    fc.property(cuts, kinds, fc.integer({ min: 0, max: 25 }), (unsorted, kind, fromMs) => {
      const begins = [0, ...unsorted.toSorted((a, b) => a - b)]
      const prices = begins.map((from, n) => {
        const untilMs = begins[n + 1] ?? null
        return { kind, marketId: 1n, minor: BigInt(n + 1) * 100n, volumes: {}, fromMs: from, untilMs }
      })
      const change = { set: 'price', marketId: 1n, kinds: [kind], ppm: 1_000_000n, stepMinor: 1n } as const
      const [row] = planBulk([{ id: 1n, code: '10', fields, prices }], { ...change, fromMs })
      const begun = begins.filter((from) => from <= fromMs)
      const isPlanned = begun.length < begins.length || begins.includes(fromMs)
      const expected = isPlanned
        ? { is: 'problem', code: 'catalog.price_conflict' }
        : { is: 'price', minor: BigInt(begun.length) * 200n }
      expect(row).toMatchObject(expected)
    }),
  )
})

test('what differs is told field by field, whatever the order of keys, and taking it back gives what was', () => {
  const texts = { en: { description: '', summary: '', name: 'Soap' } }
  expect(diffFields(fields, { ...fields, texts })).toBeUndefined()
  const diff = diffFields(fields, { ...fields, weightGrams: 120, tags: ['summer', 'winter'] })
  expect(diff).toEqual({
    before: { weightGrams: 100, tags: ['winter'] },
    after: { weightGrams: 120, tags: ['summer', 'winter'] },
  })
  expect(
    hasStill({ ...fields, weightGrams: 120, tags: ['summer', 'winter'], art: 'jar' }, diff?.after ?? {}),
  ).toBe(true)
  expect(hasStill({ ...fields, weightGrams: 130 }, diff?.after ?? {})).toBe(false)
})
