import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { askedAge, brokenLimit, NO_LIMITS, type LimitedGoods } from './limits.ts'

const DAY = 1
const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null })
const limits = fc.record({
  perOrder: orNull(fc.integer({ min: 1, max: 6 })),
  perBuyer: orNull(fc.record({ most: fc.integer({ min: 1, max: 8 }), days: fc.constant(DAY) })),
  minAge: orNull(fc.constantFrom(16, 18)),
  countries: fc.subarray(['NO', 'SE']),
})
const goods = fc.array(
  fc.record({
    product: fc.constantFrom('10', '29'),
    pieces: fc.integer({ min: 1, max: 9 }),
    boughtBefore: fc.integer({ min: 0, max: 9 }),
    limits,
  }),
  { maxLength: 4 },
)
const buyer = fc.record({ country: fc.constantFrom('NO', 'SE', 'DK'), ofAge: fc.constantFrom(0, 16, 18) })

/** Slow and plain: puts the pieces in one at a time and looks at each whether it was one too many. */
function mayBuy(one: LimitedGoods, { country, ofAge }: { country: string; ofAge: number }): boolean {
  let [inOrder, everBought] = [0, one.boughtBefore]
  for (let piece = 0; piece < one.pieces; piece++) {
    inOrder += 1
    everBought += 1
    if (one.limits.perOrder !== null && inOrder > one.limits.perOrder) return false
    if (one.limits.perBuyer && everBought > one.limits.perBuyer.most) return false
  }
  const isSent = one.limits.countries.length === 0 || new Set(one.limits.countries).has(country)
  return isSent && (one.limits.minAge ?? 0) <= ofAge
}

test('an order may be placed exactly when each single piece of it may be', () => {
  fc.assert(
    fc.property(goods, buyer, (all, who) => {
      const broken = brokenLimit(all, who)
      expect(broken === undefined).toBe(all.every((one) => mayBuy(one, who)))
      const first = all.find((one) => !mayBuy(one, who))
      expect(broken?.product).toBe(first?.product)
    }),
  )
})

test('what a buyer is told is left is exactly what may still be bought', () => {
  const held = fc.record({
    most: fc.integer({ min: 1, max: 8 }),
    before: fc.nat(9),
    pieces: fc.integer({ min: 1, max: 9 }),
  })
  fc.assert(
    fc.property(held, ({ most, before, pieces }) => {
      const one = {
        product: '10',
        boughtBefore: before,
        limits: { ...NO_LIMITS, perBuyer: { most, days: 30 } },
      }
      const who = { country: undefined, ofAge: undefined }
      const left = Math.max(0, most - before)
      const broken = brokenLimit([{ ...one, pieces }], who)
      expect(broken).toEqual(pieces > left ? { is: 'buyer', product: '10', most, days: 30, left } : undefined)
    }),
  )
})

test('the oldest age that is asked for counts, and what was not asked yet stands in nobody’s way', () => {
  expect(askedAge([NO_LIMITS, undefined, { ...NO_LIMITS, minAge: 16 }, { ...NO_LIMITS, minAge: 18 }])).toBe(
    18,
  )
  expect(askedAge([NO_LIMITS])).toBeUndefined()
  const wine = {
    product: '10',
    pieces: 1,
    boughtBefore: 0,
    limits: { ...NO_LIMITS, minAge: 18, countries: ['NO'] },
  }
  expect(brokenLimit([wine], { country: undefined, ofAge: undefined })).toBeUndefined()
  expect(brokenLimit([wine], { country: 'NO', ofAge: 17 })).toEqual({ is: 'age', product: '10', age: 18 })
})
