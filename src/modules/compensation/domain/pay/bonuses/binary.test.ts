import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, placed, planOf } from '#test/support/pay-field.ts'
import { checkPay } from '../../checker/check-pay.ts'
import type { LineInput } from '../pay-input.ts'
import { runPay } from '../run-pay.ts'

const people = [
  person('A'),
  person('L', 'A', placed('placement', 'A', 'left')),
  person('R', 'A', placed('placement', 'A', 'right')),
]

function pairs(keys: string) {
  return planOf(`${headOf()}bonuses:
  pairs: {kind: binary, tree: placement, on: PV, own_volume: none, per_cycle: 10, carry: both, unqualified: keep,
    before_first_qualified: keep, qualified: true, rounding: half_up, rounded_per: person, ${keys}}`)
}

/** What A gets, and what stays on the sides of A. */
function matched(keys: string, lines: readonly LineInput[]) {
  const result = runPay(pairs(keys), payInput({ people, lines }), periodNamed('2026-10'))
  const left = result.state.filter((row) => row.personId === 'A' && /left|right/.test(row.name))
  return {
    paid: result.earnings.find((one) => one.personId === 'A')?.minor,
    left: left.map((row) => `${row.name} ${row.value}`),
  }
}

test('a cap that keeps volume counts all weeks of a month together', () => {
  const lines = ['2026-10-06', '2026-10-13', '2026-10-20'].flatMap((day) => [
    bought(`l${day}`, 'L', day, 200),
    bought(`r${day}`, 'R', day, 200),
  ])
  const keys = 'cycle: {strong: 100, weak: 100}, cycles: whole, strong_side: once, cap: 30, over_cap: keep'
  expect(matched(`${keys}, evaluated: week`, lines)).toEqual({
    paid: 3000n,
    left: ['pairs left 100', 'pairs left 200', 'pairs right 100', 'pairs right 200'],
  })
})

test('the stronger side is chosen anew for each cycle, or once', () => {
  const lines = [bought('1', 'L', '2026-10-06', 5), bought('2', 'R', '2026-10-06', 5)]
  const keys = (side: string) =>
    `cycle: {strong: 2, weak: 1}, cycles: whole, strong_side: ${side}, evaluated: period`
  // From 5 and 5: left gives 2 and right 1, then the other way round, then as at first.
  expect(matched(keys('each_cycle'), lines)).toEqual({ paid: 3000n, left: ['pairs right 1'] })
  expect(matched(keys('once'), lines)).toEqual({ paid: 2000n, left: ['pairs left 1', 'pairs right 3'] })
})

test('a side that has just the minimum is enough, and one below it matches nothing', () => {
  const keys =
    'cycle: {strong: 1, weak: 1}, cycles: fractional, strong_side: once, evaluated: period, minimum_side: 10'
  const sides = (weaker: number) => [
    bought('1', 'L', '2026-10-06', 30),
    bought('2', 'R', '2026-10-06', weaker),
  ]
  expect(matched(keys, sides(10))).toEqual({ paid: 10_000n, left: ['pairs left 20'] })
  expect(matched(keys, sides(9))).toEqual({ paid: undefined, left: ['pairs left 30', 'pairs right 9'] })
})

test('carry_periods counts evaluations: days where each day is matched, though the bonus is paid by the month', () => {
  const keys = (evaluated: string) =>
    `cycle: {strong: 100, weak: 100}, cycles: whole, strong_side: once, carry_periods: 2, evaluated: ${evaluated}`
  const paid = (evaluated: string, day: string) => {
    // The left side has its volume on Monday 5 October.
    const lines = [bought('1', 'L', '2026-10-05', 100), bought('2', 'R', day, 100)]
    const checked = checkPay(
      pairs(keys(evaluated)),
      payInput({ people, lines, trees: ['placement'] }),
      periodNamed('2026-10'),
    )
    const minor = matched(keys(evaluated), lines).paid ?? 0n
    expect(checked.people.find((one) => one.id === 'A')?.earnings.get('pairs')?.minor).toBe(minor)
    return minor
  }
  expect([paid('day', '2026-10-07'), paid('day', '2026-10-08')]).toEqual([1000n, 0n])
  expect([paid('week', '2026-10-25'), paid('week', '2026-10-26')]).toEqual([1000n, 0n])
  expect(paid('period', '2026-10-31')).toBe(1000n)
})
