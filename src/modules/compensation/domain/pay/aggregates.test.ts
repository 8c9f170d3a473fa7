import { expect, test } from 'vitest'
import { bought, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { checkPay } from '../checker/check-pay.ts'
import { runPay } from './run-pay.ts'

const plan = planOf(`
openfield: 2
plan: test
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: 'true'
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
measures:
  least: min(downline where PV != 0, PV)
  greatest: max(downline where PV != 0, PV)
`)
const october = periodNamed('2026-10')

test('the least and the greatest of a downline do not count a leg in which nobody is meant', () => {
  const people = [person('a'), person('b', 'a'), person('c', 'a'), person('d', 'c')]
  const told = (id: string, amounts: readonly number[]) => {
    const lines = amounts.map((amount, at) =>
      bought(String(at + 1), at === 0 ? 'b' : 'd', '2026-10-05', amount),
    )
    const input = payInput({ people, lines })
    const number = people.findIndex((one) => one.id === id)
    const micro = (name: string) =>
      runPay(plan, input, october)
        .measures.find((one) => one.name === name)
        ?.of(number)
    const checked = checkPay(plan, input, october, [id]).people[0]?.measures
    return {
      run: [micro('least'), micro('greatest')],
      checked: [checked?.get('least'), checked?.get('greatest')],
    }
  }
  // Only b has volume: the leg of c has nobody who is meant.
  expect(told('a', [40])).toMatchObject({ run: [40_000_000, 40_000_000], checked: [{ n: 40n }, { n: 40n }] })
  expect(told('a', [-40])).toMatchObject({
    run: [-40_000_000, -40_000_000],
    checked: [{ n: -40n }, { n: -40n }],
  })
  expect(told('a', [40, -10])).toMatchObject({
    run: [-10_000_000, 40_000_000],
    checked: [{ n: -10n }, { n: 40n }],
  })
  expect(told('b', [40])).toMatchObject({ run: [0, 0], checked: [{ n: 0n }, { n: 0n }] })
})
