import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { divideRounded } from '#shared/ratio.ts'
import { scalingBy } from './scaling.ts'

const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'

test('a number scaled by a fraction is the rounded quotient of whole numbers, also beside a half', () => {
  const ratios = fc.record({
    up: fc.oneof(fc.bigInt(0n, 40n), fc.bigInt(0n, 10n ** 20n)),
    down: fc.oneof(fc.bigInt(1n, 40n), fc.bigInt(1n, 10n ** 20n)),
  })
  const values = fc.array(fc.oneof(fc.integer({ min: -60, max: 60 }), fc.maxSafeInteger()), { minLength: 20 })
  fc.assert(
    fc.property(
      ratios,
      values,
      fc.constantFrom('half_up', 'half_even', 'down'),
      ({ up, down }, all, rounding) => {
        const scale = scalingBy(up, down, rounding)
        for (const value of all)
          expect(scale(value)).toBe(Number(divideRounded(BigInt(value) * up, down, rounding)))
      },
    ),
    { numRuns: isLong ? 20_000 : 400, seed: 11 },
  )
})
