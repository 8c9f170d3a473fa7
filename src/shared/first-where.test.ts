import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstWhere } from './first-where.ts'

test('the first place that is found is the one that looking at all of them finds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 20 })),
      fc.integer({ min: -1, max: 21 }),
      (numbers, least) => {
        const sorted = numbers.toSorted((a, b) => a - b)
        const found = sorted.findIndex((number) => number >= least)
        const at = firstWhere(sorted.length, (place) => (sorted[place] ?? 0) >= least)
        expect(at).toBe(found === -1 ? sorted.length : found)
      },
    ),
  )
})
