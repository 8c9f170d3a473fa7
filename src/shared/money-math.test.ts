import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { allocate } from './allocate.ts'
import { divideRounded, roundRatio, addRatios, ratio } from './ratio.ts'

const amount = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n })

test('the parts of an allocation add up and each is within one unit of its share', () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(amount, weights, (total, parts) => {
      const split = allocate(total, parts)
      expect(split.reduce((a, b) => a + b, 0n)).toBe(total)
      const sum = parts.reduce((a, b) => a + b, 0n)
      if (sum === 0n) return
      split.forEach((part, i) => {
        const distance = part * sum - total * (parts[i] ?? 0n)
        expect(distance < sum && distance > -sum).toBe(true)
      })
    }),
  )
})

test('a negative total is split like the positive one', () => {
  expect(allocate(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n])
})

test('each rounding does what its name says', () => {
  expect([5n, 15n, -5n, -15n].map((n) => divideRounded(n, 10n, 'half_up'))).toEqual([1n, 2n, -1n, -2n])
  expect([5n, 15n, 25n, -25n].map((n) => divideRounded(n, 10n, 'half_even'))).toEqual([0n, 2n, 2n, -2n])
  expect([19n, -19n].map((n) => divideRounded(n, 10n, 'down'))).toEqual([1n, -1n])
})

test('rounding a return gives the opposite of rounding the sale', () => {
  fc.assert(
    fc.property(amount, fc.bigInt({ min: 1n, max: 10n ** 6n }), (num, den) => {
      for (const rule of ['half_up', 'half_even', 'down'] as const) {
        expect(divideRounded(-num, den, rule)).toBe(-divideRounded(num, den, rule))
      }
    }),
  )
})

test('sums of ratios are exact', () => {
  const third = ratio(1n, 3n)
  expect(addRatios(addRatios(third, third), third)).toEqual(ratio(1n))
  expect(roundRatio(ratio(1n, -2n), 'half_up')).toBe(-1n)
})
