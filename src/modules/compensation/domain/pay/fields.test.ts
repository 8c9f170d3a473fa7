import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { runPay } from './run-pay.ts'

test('guests of a party are its different buyers besides host and seller, and every order of nobody', () => {
  const plan = planOf(
    `${headOf()}bonuses:\n  host: {kind: amount, for_each: hosted parties, amount: guests, qualified: true, rounding: half_up, rounded_per: person}`,
  )
  const party = {
    partyId: 'p',
    hostId: 'A',
    sellerId: 'B',
    type: '',
    atMs: periodNamed('2026-10-05').fromMs,
    closedAtMs: undefined,
    attributes: new Map(),
  }
  const buyers = ['A', 'B', 'C', 'C', '', '']
  const lines = buyers.map((id, at) => bought(`${at}`, id, '2026-10-05', 10, { partyId: 'p' }))
  const people = [person('A'), person('B', 'A'), person('C', 'A')]
  const result = runPay(plan, payInput({ people, lines, parties: [party] }), periodNamed('2026-10'))
  expect(result.earnings.map((one) => [one.personId, one.minor])).toEqual([['A', 300n]])
})
