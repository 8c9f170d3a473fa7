import { expect, test } from 'vitest'
import { bought, payInput, periodNamed, person, placed, planOf } from '#test/support/pay-field.ts'
import { figuresOf, walkedFigures } from '../../figures/figures.ts'
import type { StateInput } from '../../pay/pay-input.ts'

const plan = (limit: string) =>
  planOf(`
openfield: 2
plan: two sides
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
negative_volume: kept
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
bonuses:
  sides: {kind: binary, tree: placement, on: PV, cycles: whole, evaluated: period, own_volume: none,
    cycle: {strong: 20, weak: 10}, strong_side: once, per_cycle: 5, over_cap: flush, carry: both${limit},
    unqualified: keep, before_first_qualified: keep, qualified: true, rounding: half_up, rounded_per: person}
`)

const people = [
  person('a'),
  person('b', 'a', placed('placement', 'a', 'left')),
  person('c', 'a', placed('placement', 'a', 'right')),
]

/** What is carried on the left of a after each month, by the month in which it arose. */
function carried(limit: string, amounts: readonly (readonly [string, string, number])[]) {
  let state: readonly StateInput[] = []
  return ['2026-09', '2026-10', '2026-11'].map((label) => {
    const lines = amounts.map(([buyer, day, pv], index) => bought(String(index), buyer, day, pv))
    const input = payInput({ people, lines, trees: ['placement'], state })
    const figures = figuresOf(plan(limit), input, periodNamed(label))
    expect(figures.byPasses).toBe(true)
    expect(figures.state()).toEqual(walkedFigures(plan(limit), input, periodNamed(label)).state())
    state = figures.state()
    return state
      .filter((row) => row.name === 'sides left')
      .map((row) => [row.period, row.value])
      .join(' ')
  })
}

test('cycles use up the oldest volume first', () => {
  // September 100 alone; October 50 against 10: one cycle takes 20 of September.
  expect(
    carried('', [
      ['b', '2026-09-02', 100],
      ['b', '2026-10-02', 50],
      ['c', '2026-10-03', 10],
      ['c', '2026-11-03', 40],
    ]),
  ).toEqual(['2026-09,100', '2026-09,80 2026-10,50', '2026-10,50'])
})

test('volume that is taken back is taken from the newest, and a debt is made up for first', () => {
  expect(
    carried('', [
      ['b', '2026-09-02', 30],
      ['b', '2026-10-02', -10],
      ['b', '2026-11-02', 5],
    ]),
  ).toEqual(['2026-09,30', '2026-09,20', '2026-09,20 2026-11,5'])
  expect(
    carried('', [
      ['b', '2026-09-02', 30],
      ['b', '2026-10-02', -45],
      ['b', '2026-11-02', 25],
    ]),
  ).toEqual(['2026-09,30', '2026-10,-15', '2026-11,10'])
  expect(
    carried('', [
      ['b', '2026-09-02', 30],
      ['b', '2026-10-02', 20],
      ['b', '2026-11-02', -25],
    ]),
  ).toEqual(['2026-09,30', '2026-09,30 2026-10,20', '2026-09,25'])
})

test('a limit keeps the oldest', () => {
  expect(
    carried(', carry_limit: 40', [
      ['b', '2026-09-02', 30],
      ['b', '2026-10-02', 30],
    ]),
  ).toEqual(['2026-09,30', '2026-09,30 2026-10,10', '2026-09,30 2026-10,10'])
})
