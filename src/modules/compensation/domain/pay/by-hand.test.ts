import { expect, test } from 'vitest'
import { passDifferences, passesOf } from '#test/support/compare-passes.ts'
import { differencesOf } from '#test/support/generated/compare-pay.ts'
import { bought, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import type { AdjustmentInput } from './pay-input.ts'
import { runPay } from './run-pay.ts'

const plan = planOf(`
openfield: 2
plan: by hand
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
ranks:
  - {rank: Silver, needs: PV >= 100}
  - {rank: Gold, needs: PV >= 200}
bonuses:
  own: {kind: amount, base: PV, rate: 10 %, qualified: PV >= 50, rounding: half_up, rounded_per: person}
  prize: {kind: amount, amount: 7, qualified: rank >= Gold, rounding: half_up, rounded_per: person}
`)

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`)

/** Who is paid what in a month, by the run, the passes and the checker alike; A bought 100 in each month, B 10. */
function paid(
  month: string,
  adjustments: readonly Omit<AdjustmentInput, 'personId' | 'reason' | 'value'>[],
): string {
  const people = [person('A'), person('B')]
  const lines = ['2026-09', '2026-10', '2026-11'].flatMap((one) => [
    bought(`a ${one}`, 'A', `${one}-05`, 100),
    bought(`b ${one}`, 'B', `${one}-05`, 10),
  ])
  const rows = adjustments.flatMap((one) =>
    one.name === 'own' && one.kind === 'waiver'
      ? [{ ...one, personId: 'B', value: '', reason: 'by hand' }]
      : [{ ...one, personId: 'A', value: '', reason: 'by hand' }],
  )
  const input = payInput({ people, lines, adjustments: rows })
  const period = periodNamed(month)
  const run = runPay(plan, input, period)
  const told = run.earnings
    .filter(({ minor }) => minor !== 0n)
    .map(({ personId, bonus, minor }) => `${personId} ${bonus} ${minor}`)
  expect(differencesOf(plan, input, period)).toEqual([])
  const passed = passesOf(plan, input, period)
  if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
  expect(passDifferences(plan, run, passed)).toEqual([])
  return told.toSorted().join(', ')
}

test('a correction without an end holds in the month of its moment, one with an end in every month that has a moment of it', () => {
  const from = { kind: 'exclusion', name: 'own', atMs: day('2026-09-20') } as const
  expect(paid('2026-10', [])).toBe('A own 1000')
  expect(paid('2026-09', [{ ...from, untilMs: undefined }])).toBe('')
  expect(paid('2026-10', [{ ...from, untilMs: undefined }])).toBe('A own 1000')
  expect(paid('2026-10', [{ ...from, untilMs: day('2026-10-01') }])).toBe('A own 1000')
  expect(paid('2026-10', [{ ...from, untilMs: day('2026-10-01') + 1 }])).toBe('')
  expect(paid('2026-11', [{ ...from, untilMs: day('2026-10-02') }])).toBe('A own 1000')
})

test('a rank is granted while it holds, and an exclusion is stronger than a waiver', () => {
  const during = { atMs: day('2026-09-20'), untilMs: day('2026-11-05') }
  const gold = { kind: 'rank', name: 'Gold', ...during } as const
  expect(paid('2026-10', [gold])).toBe('A own 1000, A prize 700')
  expect(paid('2026-10', [gold, { kind: 'exclusion', name: 'all', ...during }])).toBe('')
  expect(paid('2026-10', [{ kind: 'waiver', name: 'own', ...during }])).toBe('A own 1000, B own 100')
  const both = [
    { kind: 'waiver', name: 'prize', ...during },
    { kind: 'exclusion', name: 'prize', ...during },
  ] as const
  expect(paid('2026-10', both.slice(0, 1))).toBe('A own 1000, A prize 700')
  expect(paid('2026-10', both)).toBe('A own 1000')
})

test('who is kept from a bonus by hand is told so', () => {
  const input = payInput({
    people: [person('A'), person('B', 'A')],
    lines: [bought('1', 'A', '2026-10-05', 100)],
    adjustments: [
      {
        personId: 'A',
        kind: 'exclusion',
        name: 'own',
        value: '',
        atMs: day('2026-10-01'),
        untilMs: undefined,
        reason: 'under review',
      },
    ],
  })
  const { skipped } = runPay(plan, input, periodNamed('2026-10'))
  expect(skipped[0]).toMatchObject({
    personId: 'A',
    bonus: 'own',
    reason: 'not_qualified',
    missing: 'excluded: under review',
  })
})
