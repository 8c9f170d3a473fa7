import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compiledFields, compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { periodNamed, planOf } from '#test/support/pay-field.ts'
import { explanationTold } from '../explain/explain.ts'
import { fieldOfInput } from '../passes/field-of-input.ts'
import { historyOf } from '../pay/history.ts'
import { columnWorld } from './column-world.ts'
import { figuresByPasses, figuresOf } from './figures.ts'
import { passWorld } from './pass-world.ts'

test('people in columns are explained as those of an input are, though nobody’s orders are made before they are asked for', () => {
  let told = 0
  fc.assert(
    fc.property(compiledPlans, compiledFields, (text, input) => {
      const [plan, period] = [planOf(text), periodNamed('2026-10')]
      const figures = figuresOf(plan, input, period)
      const { passed } = figures
      if (!passed) throw new Error('every one of these plans compiles')
      const { population, book } = figures.world
      const field = fieldOfInput(plan, input, period)
      const ground = columnWorld({
        plan,
        period,
        field,
        people: population.people,
        numberOf: (id) => population.numberOf.get(id),
        input: { ...input, people: [], lines: [] },
        history: historyOf(plan, input.state, period, period.fromMs),
        ordersOf: (person) => book.orders.filter(({ buyer }) => buyer === person),
        orderOf: (id) => book.byId.get(id),
      })
      const byColumns = figuresByPasses({ world: passWorld(ground, passed), field, passed }, () => {
        throw new Error('nothing needs the whole walk')
      })
      const personIds = population.people.map((_, person) => BigInt(person))
      for (const person of population.people.keys())
        for (const { name } of plan.bonuses) {
          const one = explanationTold({ figures: byColumns, personIds }, person, name)
          expect(one).toEqual(explanationTold({ figures, personIds }, person, name))
          told += one?.sources.length ?? 0
        }
    }),
    { numRuns: 60 },
  )
  expect(told).toBeGreaterThan(50)
})
