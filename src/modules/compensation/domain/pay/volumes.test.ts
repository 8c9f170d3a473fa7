import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import type { LineInput } from './pay-input.ts'
import { runPay } from './run-pay.ts'

const paid = (bonus: string, lines: readonly LineInput[]) => {
  const plan = planOf(
    `${headOf('negative_volume: to_zero')}bonuses:\n  own: {${bonus}, qualified: true, rounding: half_up, rounded_per: person}`,
  )
  return runPay(plan, payInput({ people: [person('A'), person('B', 'A')], lines }), periodNamed('2026-10'))
}

test('volume below zero is zero where the plan says so, and pays nothing', () => {
  const result = paid('kind: amount, base: 10 - PV, rate: 100 %', [
    bought('1', 'A', '2026-10-05', 20),
    bought('2', 'A', '2026-10-06', -50),
  ])
  expect(result.volumes.map(({ name, of }) => [name, of(0)])).toEqual([['PV', 0]])
  expect(result.earnings.map((one) => [one.personId, one.minor])).toEqual([
    ['A', 1000n],
    ['B', 1000n],
  ])
})

test('a negative line uses up the oldest positive lines of its buyer', () => {
  const result = paid(
    'kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 1, rate: 10 %, unpaid: to_company',
    [
      bought('3', 'B', '2026-10-20', -120),
      bought('1', 'B', '2026-10-05', 100),
      bought('2', 'B', '2026-10-06', 100),
    ],
  )
  expect(result.lines.map((line) => [line.sourceOrder, line.base, line.amount])).toEqual([
    ['2', 80_000_000, 8_000_000],
  ])
})
