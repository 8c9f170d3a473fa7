import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactOf } from '#shared/exact.ts'
import { firstPlaces } from './first-places.ts'

test('the first of a long ranking are those of all of it', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 60 }), (seed, places) => {
      const people = Array.from({ length: 3_000 }, (_, person) => ({
        person,
        points: Math.abs((seed + person * 7_919) % 97) + 1,
        tie: (person * 31) % 11,
      }))
      const found = firstPlaces(
        places,
        people.map(({ person, points }) => ({ person, score: exactOf(points) })),
        (person) => [exactOf(people[person]?.tie ?? 0)],
      )
      const sorted = people.toSorted((a, b) => b.points - a.points || a.tie - b.tie || a.person - b.person)
      expect(found).toEqual(sorted.slice(0, places).map(({ person }) => person))
    }),
    { numRuns: 20, seed: 1 },
  )
})
