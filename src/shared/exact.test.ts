import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  big,
  divide,
  exactMicro,
  exactRatio,
  exactWhole,
  floorDivide,
  multiply,
  wholeSteps,
  type Exact,
} from './exact.ts'

/** Millionths, small and large, and fractions of them. */
const numbers: fc.Arbitrary<Exact> = fc.oneof(
  fc.integer({ min: -3_000, max: 3_000 }),
  fc.integer({ min: -9_000, max: 9_000 }).map((whole) => whole * 1_000_000),
  fc.maxSafeInteger(),
  fc.tuple(fc.maxSafeInteger(), fc.constantFrom(3, 7, 60)).map(([n, d]) => exactRatio(BigInt(n), BigInt(d))),
)

test('quotients and whole steps of plain numbers are those of fractions', () => {
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const [x, y] = [big(a), big(b)]
      fc.pre(y.n !== 0n)
      expect(divide(a, b)).toEqual(exactRatio(x.n * y.d, x.d * y.n))
      if (y.n < 0n) return
      const steps = floorDivide(a, b)
      const reached = (count: bigint): boolean => count * y.n * x.d <= x.n * y.d
      expect([reached(steps), reached(steps + 1n)]).toEqual([true, false])
      expect(wholeSteps(a, b)).toEqual(exactWhole(steps))
      expect(multiply(a, b)).toEqual(exactRatio(x.n * y.n, x.d * y.d * 1_000_000_000_000n))
      expect(exactWhole(steps)).toEqual(exactMicro(steps * 1_000_000n))
    }),
    { numRuns: 2_000 },
  )
})
