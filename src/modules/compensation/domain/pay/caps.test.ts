import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import type { PayInput } from './pay-input.ts'
import { runPay } from './run-pay.ts'

function paid(more: string, input: PayInput): readonly (readonly [string, bigint])[] {
  const plan = planOf(
    `${headOf()}bonuses:\n  own: {kind: amount, base: PV, rate: 10 %, qualified: true, rounding: half_up, rounded_per: person, ${more}}`,
  )
  return runPay(plan, input, periodNamed('2026-10')).earnings.map((one) => [one.personId, one.minor])
}

const people = [person('A'), person('B')]

test('pay that is given by a file uses a cap first', () => {
  const earned = [
    { personId: 'A', bonus: 'own', period: '2026-10', amountMicro: 3_000_000n, currency: 'EUR' },
    { personId: 'B', bonus: 'own', period: '2026-10', amountMicro: 30_000_000n, currency: 'EUR' },
    { personId: 'A', bonus: 'own', period: '2026-09', amountMicro: 5_000_000n, currency: 'EUR' },
  ]
  const lines = [bought('1', 'A', '2026-10-05', 100), bought('2', 'B', '2026-10-05', 100)]
  expect(paid('cap: 8', payInput({ people, lines, earned }))).toEqual([
    ['A', 500n],
    ['B', 0n],
  ])
})

test('the caps of people come before the cap of the company', () => {
  const lines = [bought('1', 'A', '2026-10-05', 100), bought('2', 'B', '2026-10-05', 40)]
  // 10 and 4, capped to 8 and 4; these 12 are scaled to 9. Scaled first, nobody would reach the cap.
  expect(paid('cap: 8, company_cap: 9', payInput({ people, lines }))).toEqual([
    ['A', 600n],
    ['B', 300n],
  ])
})

test('a limit over bonuses is used in the order of its list', () => {
  const keys = 'base: PV, rate: 10 %, qualified: true, rounding: half_up, rounded_per: person'
  const plan = planOf(
    `${headOf('limits: [{name: most, bonuses: [second, first], per: person, most: 15}]')}bonuses:
  first: {kind: amount, ${keys}}
  second: {kind: amount, ${keys}}`,
  )
  const input = payInput({ people: [person('A')], lines: [bought('1', 'A', '2026-10-05', 100)] })
  const { earnings } = runPay(plan, input, periodNamed('2026-10'))
  expect(earnings.map((one) => [one.bonus, one.minor])).toEqual([
    ['first', 500n],
    ['second', 1000n],
  ])
})
