import { expect, test } from 'vitest'
import { passDifferences, passesOf } from '#test/support/compare-passes.ts'
import { payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import type { EarnedInput } from '../pay/pay-input.ts'
import { runPay } from '../pay/run-pay.ts'
import { PayProblem } from '../pay/world.ts'
import { fieldOfInput } from './field-of-input.ts'

const october = periodNamed('2026-10')
const plan = planOf(`
openfield: 2
plan: given
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
given_pay: [outside]
paid: kind = distributor
without_owner: company
measures: {all so far: 'earned(outside, fixed)'}
bonuses:
  fixed: {kind: amount, amount: 5, cap: 7, qualified: true, rounding: half_up, rounded_per: person}
  match: {kind: levels, tree: sponsor, on_earned: [outside], starts_at: upline, steps: levels, counts: everybody, depth: 1, rate: 10 %,
    unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person}
limits:
  - {name: most, bonuses: [fixed, match], per: person, most: 6}
  - {name: of all, bonuses: [fixed, match], per: company, most: 14}
`)

const given = (
  personId: string,
  bonus: string,
  amount: string,
  rest: Partial<EarnedInput> = {},
): EarnedInput => ({
  personId,
  bonus,
  period: '2026-10',
  amountMicro: BigInt(Math.round(Number(amount) * 1e6)),
  currency: 'EUR',
  ...rest,
})

function paid(earned: readonly EarnedInput[], rest: Parameters<typeof payInput>[0] = {}) {
  const input = payInput({ people: [person('a'), person('b', 'a'), person('c', 'b')], earned, ...rest })
  const [walked, passed] = [runPay(plan, input, october), passesOf(plan, input, october)]
  if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
  expect(passDifferences(plan, walked, passed)).toEqual([])
  return passed.bonuses.map(({ minor }) => [...minor].join(' ')).join(', ')
}

test('pay that files give is matched, and uses caps and limits of its bonus first', () => {
  // The limit of all leaves 14 of 15.56: a match of 10 % of 5.55 beside three times 5.
  expect(paid([given('b', 'outside', '5.55')])).toBe('449 449 449, 50 0 0')
  // The cap leaves b 3 of 5, the limit of a person 2, and the limit of all 10 of 12.
  expect(paid([given('b', 'fixed', '4')])).toBe('416 166 416, 0 0 0')
  expect(paid([given('b', 'outside', '5.55', { period: '2026-09' })])).toBe('466 466 466, 0 0 0')
})

test('what a period of another calendar paid counts in the one that it ends in, for rules alone', () => {
  const state = [
    { personId: 'c', period: '2026-W40', name: 'paid outside', value: '3' },
    { personId: 'c', period: '2026-W44', name: 'paid outside', value: '100' },
    { personId: 'c', period: '2026-W42', name: 'paid fixed', value: '6' },
  ]
  expect(paid([], { state })).toBe('457 457 457, 0 27 0')
})

test('given pay is converted at the rate of its own period, and not at all without one', () => {
  const dollars = [given('b', 'outside', '8', { currency: 'USD', period: '2026-10' })]
  const rate = (period: string, ratePico: bigint) => ({ period, from: 'USD', to: 'EUR', ratePico })
  const rates = [rate('2026-10', 925_500_000_000n), rate('2026-09', 1_000_000_000n)]
  expect(paid(dollars, { rates })).toBe('444 444 444, 65 0 0')
  const none = payInput({ people: [person('b')], earned: dollars, rates: [rate('2026-09', 1n)] })
  expect(() => fieldOfInput(plan, none, october)).toThrow(PayProblem)
})
