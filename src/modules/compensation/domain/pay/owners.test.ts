import { expect, test } from 'vitest'
import { bought, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { checkPay } from '../checker/check-pay.ts'
import { runPay } from './run-pay.ts'

const planIn = (currency: string, withoutOwner = 'company') =>
  planOf(`
openfield: 2
plan: test
version: 1
effective: 2026-01-01
time_zone: UTC
currency: ${currency}
calendar: month
paid: 'true'
without_owner: ${withoutOwner}
returns: {mode: reverse, volumes: ignored}
volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
bonuses:
  share: {kind: amount, base: PV, rate: 12.3456 %, qualified: true, rounding: half_up, rounded_per: person}
`)

const october = periodNamed('2026-10')
const people = [person('a'), person('b', 'a')]

test('currencies with no and with three decimals are paid in their own minor unit', () => {
  const lines = [bought('1', 'a', '2026-10-05', 101)]
  const paid = (currency: string) => runPay(planIn(currency), payInput({ people, lines }), october).earnings
  expect(paid('JPY').map((one) => [one.currency, one.minor])).toEqual([['JPY', 12n]])
  expect(paid('KWD').map((one) => [one.currency, one.minor])).toEqual([['KWD', 12_469n]])
  expect(paid('EUR').map((one) => [one.currency, one.minor])).toEqual([['EUR', 1_247n]])
})

test('volume of the seller is the buyer’s where nobody sold, and the company’s where nobody bought either', () => {
  const lines = [
    bought('1', 'a', '2026-10-05', 100, { sellerId: 'b' }),
    bought('2', 'a', '2026-10-06', 40),
    bought('3', '', '2026-10-07', 7),
  ]
  const { volumes } = runPay(planIn('EUR'), payInput({ people, lines }), october)
  expect([0, 1].map((number) => volumes[0]?.of(number))).toEqual([40_000_000, 100_000_000])
})

test('a plan that refuses volume without an owner names the order', () => {
  const lines = [bought('3', '', '2026-10-07', 7)]
  expect(() => runPay(planIn('EUR', 'refuse'), payInput({ people, lines }), october)).toThrow('the order 3')
})

test('an order of history needs no owner, also where its return has an earlier period computed again', () => {
  const lines = [
    bought('1', '', '2026-09-05', 100),
    bought('2', 'a', '2026-10-05', -100, { ofOrderId: '1' }),
    bought('3', 'a', '2026-10-06', 100),
  ]
  const input = payInput({ people, lines })
  const { earnings } = runPay(planIn('EUR', 'refuse'), input, october)
  expect(earnings.map((one) => [one.personId, one.minor])).toEqual([['a', 1_235n]])
  const checked = checkPay(planIn('EUR', 'refuse'), input, october, ['a'])
  expect(checked.people[0]?.earnings.get('share')?.minor).toBe(1_235n)
})
