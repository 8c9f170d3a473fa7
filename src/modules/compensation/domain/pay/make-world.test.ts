import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { runPay } from './run-pay.ts'

const own = 'qualified: true, rounding: half_up, rounded_per: person'

test('of two facts that hold at the end of the period the one that began later counts, in any order of rows', () => {
  const plan = planOf(`${headOf()}bonuses:\n  gift: {kind: amount, amount: 'fact:gift', ${own}}`)
  const fact = (value: string, from: string) => ({
    scope: 'person' as const,
    id: 'A',
    name: 'gift',
    value,
    fromMs: periodNamed(from).fromMs,
    untilMs: undefined,
  })
  const facts = [fact('5', '2026-10-01'), fact('7', '2026-10-10'), fact('9', '2026-11-01')]
  for (const rows of [facts, facts.toReversed()]) {
    const result = runPay(plan, payInput({ people: [person('A')], facts: rows }), periodNamed('2026-10'))
    expect(result.earnings.map((one) => one.minor)).toEqual([700n])
  }
})

test('a party counts in the period in which it was closed', () => {
  const plan = planOf(
    `${headOf()}bonuses:\n  host: {kind: amount, for_each: hosted parties, base: total, rate: 10 %, ${own}}`,
  )
  const party = {
    partyId: 'p',
    hostId: 'A',
    sellerId: '',
    type: '',
    atMs: periodNamed('2026-09-28').fromMs,
    closedAtMs: periodNamed('2026-10-03').fromMs,
    attributes: new Map(),
  }
  const lines = [bought('1', 'B', '2026-09-28', 40, { partyId: 'p' })]
  const input = payInput({ people: [person('A'), person('B', 'A')], lines, parties: [party] })
  const paid = (label: string) => runPay(plan, input, periodNamed(label)).earnings.map((one) => one.minor)
  expect([paid('2026-09'), paid('2026-10')]).toEqual([[], [400n]])
})

test('a week that ends after the month is not yet paid in it', () => {
  const plan = planOf(`${headOf('across: by_end')}bonuses:
  weekly: {kind: amount, for_each: purchases, amount: '1', calendar: week, ${own}}
  monthly: {kind: amount, amount: 10 - earned(weekly), ${own}}`)
  let input = payInput({
    people: [person('A')],
    lines: [bought('1', 'A', '2026-10-20', 1), bought('2', 'A', '2026-10-28', 1)],
  })
  for (const week of ['2026-W43', '2026-W44'])
    input = { ...input, state: runPay(plan, input, periodNamed(week)).state }
  // The second week ends on November 1.
  expect(runPay(plan, input, periodNamed('2026-10')).earnings.map((one) => one.minor)).toEqual([900n])
})
