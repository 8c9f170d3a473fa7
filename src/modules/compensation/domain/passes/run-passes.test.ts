import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { passDifferences, passesOf } from '#test/support/compare-passes.ts'
import { compiledFields, compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { bought, payInput, periodNamed, person, placed, planOf } from '#test/support/pay-field.ts'
import { runPay } from '../pay/run-pay.ts'

test('passes over columns pay what the walk from every order pays, also with what an earlier month left', () => {
  fc.assert(
    fc.property(compiledPlans, compiledFields, (text, input) => {
      const plan = planOf(text)
      const before = runPay(plan, input, periodNamed('2026-09'))
      const period = periodNamed('2026-10')
      for (const state of [[], before.state]) {
        const now = { ...input, state }
        const passed = passesOf(plan, now, period)
        if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
        expect(passDifferences(plan, runPay(plan, now, period), passed)).toEqual([])
      }
    }),
    { numRuns: 150 },
  )
})

test('a sum over everybody of what each gathers from the legs is gathered before it is summed', () => {
  const plan = planOf(`
openfield: 2
plan: legs of all
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
active: PV >= 100
measures:
  part of all: count(legs where active) + sum(everyone, count(legs where active) + sum(legs, PV))
  teams of all: sum(everyone, max(team, PV) + count(levels 1 to 2))
  two trees: count(legs where PV >= 200) + sum(legs in placement, PV + count(legs where PV >= 200))
`)
  const people = [
    person('a'),
    person('b', 'a', placed('placement', 'c')),
    person('c', 'b', placed('placement', 'a')),
    person('d', 'b', placed('placement', 'a')),
  ]
  const lines = people.map(({ id }, index) => bought(String(index), id, '2026-10-02', 100 * index))
  const input = payInput({ people, lines, trees: ['placement'] })
  const passed = passesOf(plan, input, periodNamed('2026-10'))
  if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
  expect(passDifferences(plan, runPay(plan, input, periodNamed('2026-10')), passed)).toEqual([])
})

test('pay below zero makes room under a limit for the bonuses after it', () => {
  const plan = planOf(`
openfield: 2
plan: room
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
bonuses:
  own: {kind: amount, base: PV, rate: 10 %, qualified: true, rounding: half_up, rounded_per: person}
  fixed: {kind: amount, amount: 5, qualified: true, rounding: half_up, rounded_per: person}
limits:
  - {name: most, bonuses: all, per: person, most: 3}
`)
  const input = payInput({ people: [person('a')], lines: [bought('1', 'a', '2026-10-02', -10)] })
  const passed = passesOf(plan, input, periodNamed('2026-10'))
  if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
  expect(passed.bonuses.map(({ minor }) => minor[0])).toEqual([-100, 400])
  expect(passDifferences(plan, runPay(plan, input, periodNamed('2026-10')), passed)).toEqual([])
})
