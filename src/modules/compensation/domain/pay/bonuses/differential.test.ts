import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { runPay } from '../run-pay.ts'

const rated = (id: string, sponsor: string | undefined, rate: string) =>
  person(id, sponsor, { attributes: new Map([['rate', rate]]) })

test('what was taken below is that of the nearest one, or the highest on the way', () => {
  const input = payInput({
    people: [
      rated('A', undefined, '0.2'),
      rated('B', 'A', '0.15'),
      rated('C', 'B', '0.05'),
      rated('D', 'C', '0.1'),
    ],
    lines: [bought('1', 'D', '2026-10-05', 100)],
  })
  const paid = (against: string) => {
    const plan = planOf(
      `${headOf()}bonuses:\n  team: {kind: differential, tree: sponsor, on: PV, rate: 'attr:rate', against: ${against}, own: paid, unpaid: pass_up, qualified: true, rounding: half_up, rounded_per: person}`,
    )
    return runPay(plan, input, periodNamed('2026-10')).earnings.map((one) => `${one.personId} ${one.minor}`)
  }
  expect(paid('path_maximum')).toEqual(['A 500', 'B 500', 'D 1000'])
  expect(paid('first_line')).toEqual(['A 500', 'B 1000', 'D 1000'])
})
