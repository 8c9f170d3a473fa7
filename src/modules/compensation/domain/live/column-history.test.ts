import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { periodNamed, planOf } from '#test/support/pay-field.ts'
import { stateColumns } from '../frozen/frozen-rows.ts'
import { historyOf } from '../pay/history.ts'
import { columnHistory } from './column-history.ts'

const plan = planOf(`
openfield: 2
plan: remembers
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
`)
const NAMES = ['rank', 'active', 'rank missed', 'rebate once', 'pairs left']
const PEOPLE = ['a', 'b', 'c', 'd']
const PERIODS = ['2026-06', '2026-07', '2026-09', '2026-10', '2026-11', '2026-W36', '']

const states = fc.uniqueArray(
  fc.record({
    personId: fc.constantFrom('', ...PEOPLE),
    name: fc.constantFrom(...NAMES),
    period: fc.constantFrom(...PERIODS),
    value: fc.constantFrom('', '1', 'Gold', '2.5'),
  }),
  { selector: ({ personId, name, period }) => `${personId} ${name} ${period}`, maxLength: 40 },
)

test('what columns remember of a person is what rows of a state tell', () => {
  let rows = 0
  fc.assert(
    fc.property(states, (state) => {
      const october = periodNamed('2026-10')
      const numbers = new Map(PEOPLE.map((id, number) => [id, number]))
      const told = historyOf(plan, state, october, october.fromMs)
      const columns = columnHistory(plan, stateColumns(state, numbers), october, {
        numberOf: (id) => numbers.get(id),
        idOf: (person) => PEOPLE[person] ?? '',
      })
      expect(columns.closedPeriod).toEqual(told.closedPeriod)
      for (const personId of ['', ...PEOPLE, 'nobody'])
        for (const name of NAMES) {
          expect(columns.closed(name, personId)).toBe(told.closed(name, personId))
          expect(columns.has(name, personId)).toBe(told.has(name, personId))
          expect(new Set(columns.rows(name, personId))).toEqual(new Set(told.rows(name, personId)))
          const dated = told.rows(name, personId).filter(({ period }) => period !== '')
          if (dated.length > 0) rows += dated.length
          expect(columns.latest(name, personId)).toBe(told.latest(name, personId))
          for (const period of PERIODS)
            expect(columns.at(name, personId, period)).toBe(told.at(name, personId, period))
        }
      for (const name of NAMES) expect(columns.newest(name)).toEqual(told.newest(name))
      expect(new Set(columns.periods)).toEqual(new Set(told.periods))
    }),
    { numRuns: 200, seed: 4 },
  )
  expect(rows).toBeGreaterThan(100)
})
