import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { runPay } from '../run-pay.ts'

test('what a shared fund leaves over goes to whoever lost most by cutting to whole cents', () => {
  const plan = planOf(
    `${headOf()}bonuses:\n  pool: {kind: pool, fund: '100', divide: by_shares, shares: PV, nobody: to_company, residue: shared, qualified: true, rounding: half_up, rounded_per: person}`,
  )
  const input = payInput({
    people: [person('A'), person('B'), person('C')],
    lines: [
      bought('1', 'A', '2026-10-05', 4),
      bought('2', 'B', '2026-10-05', 2),
      bought('3', 'C', '2026-10-05', 1),
    ],
  })
  // 57.142…, 28.571…4 and 14.285…7: the cent that is left goes to C.
  const { earnings } = runPay(plan, input, periodNamed('2026-10'))
  expect(earnings.map((one) => [one.personId, one.minor])).toEqual([
    ['A', 5714n],
    ['B', 2857n],
    ['C', 1429n],
  ])
})
