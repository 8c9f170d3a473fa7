import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { runPay } from './run-pay.ts'

test('a rate that is given the other way round is turned around', () => {
  const plan = planOf(
    `${headOf()}bonuses:\n  own: {kind: amount, base: PV, rate: 100 %, qualified: true, rounding: half_up, rounded_per: person, pays_in: 'attr:currency', converted_per: person}`,
  )
  const input = payInput({
    people: [person('A', undefined, { attributes: new Map([['currency', 'USD']]) })],
    lines: [bought('1', 'A', '2026-10-05', 10)],
    rates: [{ period: '2026-10', from: 'USD', to: 'EUR', ratePico: 800_000_000_000n }],
  })
  const paid = runPay(plan, input, periodNamed('2026-10')).earnings
  expect(paid.map((one) => `${one.minor} ${one.currency}`)).toEqual(['1250 USD'])
})
