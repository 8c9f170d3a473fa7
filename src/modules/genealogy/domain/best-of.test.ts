import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestOf } from './best-of.ts'
import { codesBeginning } from './team.ts'

const LONG = process.env['OPENFIELD_TEST_LONG'] === '1'

test('a page of the best is the one that sorting everybody finds, whatever the keys and wherever the page lies', () => {
  const asked = fc.record({
    size: fc.constantFrom(0, 1, 7, 300, 25_000),
    // Few different keys, many, rising, falling, and only the first ones good: what samples go wrong on.
    shape: fc.constantFrom('few', 'many', 'rising', 'falling', 'first', 'unknown'),
    seed: fc.nat(1_000_000),
    matched: fc.constantFrom(1, 3, 1000),
    sign: fc.constantFrom(1 as const, -1 as const),
    isHidden: fc.boolean(),
    limit: fc.integer({ min: 1, max: 60 }),
    offset: fc.oneof(fc.nat(100), fc.nat(25_000)),
  })
  fc.assert(
    fc.property(asked, ({ size, shape, seed, matched, sign, isHidden, limit, offset }) => {
      const chance = (place: number): number => ((place + seed) * 2_654_435_761) % 4_294_967_296
      const keyOf = (place: number): number =>
        ({
          few: chance(place) % 3,
          many: chance(place),
          rising: place,
          falling: -place,
          first: place < 40 ? place : 1_000,
          unknown: place % 5 === 0 ? Number.NaN : 1,
        })[shape]
      const all = Array.from({ length: size }, (_, place) => place).filter(
        (place) => chance(place + 1) % matched === 0,
      )
      const values = Float64Array.from({ length: size }, (_, place) => keyOf(place))
      const ties = Float64Array.from({ length: size }, (_, place) => (place * 7919) % 1_000_003)
      const depths = Int32Array.from({ length: size }, (_, place) => place % 4)
      const seen = isHidden ? { depths, depth: 1 } : undefined
      const orderOf = (place: number): number => {
        const value = values[place] ?? 0
        return Number.isNaN(value) || (isHidden && place % 4 !== 1) ? Number.POSITIVE_INFINITY : sign * value
      }
      const sorted = all.toSorted((a, b) => {
        const [first, second] = [orderOf(a), orderOf(b)]
        return first === second ? (ties[a] ?? 0) - (ties[b] ?? 0) : first - second
      })
      const told = bestOf(Int32Array.from(all), { values, sign, ties, seen }, { limit, offset })
      expect(told).toEqual(sorted.slice(offset, offset + limit))
    }),
    { numRuns: LONG ? 2_000 : 25 },
  )
})

test('numbers that begin with some digits lie in one stretch for each length', () => {
  const among = { least: 10_000_000, most: 20_999_999_999 }
  const isIn = (digits: string, code: number): boolean =>
    codesBeginning(digits, among).some(({ from, until }) => code >= from && code < until)
  fc.assert(
    fc.property(
      fc.integer({ min: among.least, max: among.most }),
      fc.integer({ min: 1, max: 9_999 }),
      (code, prefix) => {
        expect(isIn(String(prefix), code)).toBe(String(code).startsWith(String(prefix)))
        expect(isIn(String(code).slice(0, 5), code)).toBe(true)
      },
    ),
    { numRuns: 200 },
  )
})
