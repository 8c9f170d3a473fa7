import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compiledFields, compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { periodNamed, planOf } from '#test/support/pay-field.ts'
import { figuresOf, walkedFigures } from './figures.ts'
import { standingColumns } from './standing-columns.ts'
import { expectedTold, standingTold } from './told.ts'

const period = periodNamed('2026-10')

test('columns of everybody say what is told of each single person, by passes and by a walk alike', () => {
  let [byPasses, ranked] = [0, 0]
  fc.assert(
    fc.property(compiledPlans, compiledFields, (text, input) => {
      const plan = planOf(text)
      const personIds = input.people.map((_, index) => BigInt(index + 1))
      for (const figures of [figuresOf(plan, input, period), walkedFigures(plan, input, period)]) {
        byPasses += figures.byPasses ? 1 : 0
        const given = figures.byPasses ? BigInt64Array.from(personIds) : personIds
        const columns = standingColumns({ figures, personIds: given, seq: 0n, generation: 0 })
        expect([...columns.ids]).toEqual(personIds.map(Number))
        personIds.forEach((id, person) => {
          const { rank, ownVolume, branchVolume } = standingTold(figures, id, person)
          const orNone = (value: bigint | null): number => (value === null ? Number.NaN : Number(value))
          expect(columns.rank[person]).toBe(rank === null ? 0 : rank.place + 1)
          expect(columns.own[person]).toBe(orNone(ownVolume))
          expect(columns.branch[person]).toBe(orNone(branchVolume))
          const { active } = expectedTold({ figures, personIds }, person)
          expect(columns.active[person]).toBe(active.yes ? 1 : 0)
          ranked += rank === null ? 0 : 1
        })
      }
    }),
    { numRuns: 15 },
  )
  expect(byPasses).toBeGreaterThan(8)
  expect(ranked).toBeGreaterThan(10)
})
