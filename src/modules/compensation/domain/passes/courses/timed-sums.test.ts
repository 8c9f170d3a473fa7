import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '#shared/random.ts'
import { OutOfRange } from '../code.ts'
import { timedSums } from './timed-sums.ts'

/** Rows of so few places that stretches have many of them, and of so many that they have few. */
const fields = fc.record({
  rows: fc.constantFrom(0, 1, 255, 256, 257, 2_048, 5_000, 20_000),
  places: fc.constantFrom(1, 7, 300, 9_000),
  seed: fc.nat(),
})

test('sums over places up to a row are those of all rows looked at one by one', () => {
  fc.assert(
    fc.property(fields, ({ rows, places, seed }) => {
      const { below } = seededRandom(seed)
      const place = Int32Array.from({ length: rows }, () => below(places))
      const value = Float64Array.from({ length: rows }, () => below(2_000) - 1_000)
      const { sum, rowsAt } = timedSums(places, place, value)
      for (let question = 0; question < 60; question++) {
        const [a, b, most] = [below(places + 1), below(places + 1), below(rows + 1)]
        const [from, until] = [Math.min(a, b), Math.max(a, b)]
        let expected = 0
        for (let row = 0; row < most; row++)
          if ((place[row] ?? 0) >= from && (place[row] ?? 0) < until) expected += value[row] ?? 0
        expect(sum(from, until, most)).toBe(expected)
      }
      const one = below(places)
      expect([...rowsAt(one)]).toEqual([...place.keys()].filter((row) => place[row] === one))
    }),
    { numRuns: 40 },
  )
})

test('what together may leave the range of exact numbers is refused', () => {
  const large = Float64Array.of(2 ** 52, -(2 ** 52), 1)
  expect(() => timedSums(1, new Int32Array(3), large)).toThrow(OutOfRange)
})
