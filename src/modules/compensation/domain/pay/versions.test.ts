import { expect, test } from 'vitest'
import { differencesOfVersions } from '#test/support/generated/compare-pay.ts'
import { bought, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { runVersions } from './run-pay.ts'
import { checkVersions } from '../checker/check-pay.ts'

const period = periodNamed('2026-10')

/** A version of a plan in which what B and those below buy pays the person above. */
const version = (number: number, effective: string, rate: string, more = '') =>
  planOf(`
openfield: 2
plan: versions
version: ${number}
effective: ${effective}
time_zone: UTC
currency: EUR
calendar: month
paid: "true"
without_owner: company
returns: {mode: reverse, volumes: ignored}
volumes:
  PV: {reads: "volume:PV", belongs_to: buyer}
bonuses:
  team: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 1, rate: ${rate}, unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person${more}}
  match: {kind: amount, amount: earned(team), qualified: true, rounding: half_up, rounded_per: person}
`)

const versions = [version(1, '2026-01-01', '10 %'), version(2, '2026-10-16', '20 %')] as const
const lines = [
  bought('1', 'B', '2026-10-05', 100),
  bought('2', 'B', '2026-10-20', 100),
  bought('3', 'B', '2026-10-25', -50, { ofOrderId: '1' }),
]
const people = [person('A'), person('B', 'A')]
const paid = (input: Parameters<typeof runVersions>[1]) => {
  const [, later] = versions
  expect(differencesOfVersions(versions, later, input, period)).toEqual([])
  return runVersions(versions, input, period)
    .earnings.filter((one) => one.minor !== 0n)
    .map((one) => `${one.personId} ${one.bonus} ${one.minor}`)
    .join(', ')
}

test('an order is paid, and given back, by the version of its time; all else goes by the last one', () => {
  expect(paid(payInput({ people, lines: lines.slice(0, 2) }))).toBe('A team 3000, A match 3000')
  // Half of the 10 that the first version paid comes back under the second one.
  expect(paid(payInput({ people, lines }))).toBe('A team 2500, A match 2500')
})

test('a correction by hand counts once, by the version of its time', () => {
  const correction = {
    personId: 'A',
    kind: 'bonus' as const,
    name: 'team',
    value: '7',
    atMs: Date.parse('2026-10-20T12:00:00Z'),
    untilMs: undefined,
    reason: 'promised',
  }
  expect(paid(payInput({ people, adjustments: [correction] }))).toBe('A team 700, A match 700')
})

test('each line and each amount that was not paid is told with the version of its order', () => {
  const input = payInput({ people, lines: lines.slice(0, 2) })
  const [one] = checkVersions(versions, input, period, ['A']).people
  expect(one?.lines.get('team')?.map(({ amount, level }) => [amount, level])).toEqual([
    [{ n: 10n, d: 1n }, 1],
    [{ n: 20n, d: 1n }, 1],
  ])
})

test.each([
  ['a person', ', cap: 25, cap_over: person', 'A team 2500, A match 2500'],
  ['a leg', ', leg_cap: 15', 'A team 2000, A match 2000'],
  ['the company', ', company_cap: 25', 'A team 2500, A match 2500'],
])('what a version paid earlier in the period has used up its part of the cap of %s', (_, cap, expected) => {
  const capped = [version(1, '2026-01-01', '10 %', cap), version(2, '2026-10-16', '20 %', cap)] as const
  const input = payInput({
    people: [...people, person('C', 'A')],
    lines: [...lines.slice(0, 2), bought('4', 'C', '2026-10-21', 25)],
  })
  expect(differencesOfVersions(capped, capped[1], input, period)).toEqual([])
  const paidOut = runVersions(capped, input, period)
    .earnings.filter((one) => one.minor !== 0n)
    .map((one) => `${one.personId} ${one.bonus} ${one.minor}`)
    .join(', ')
  expect(paidOut).toBe(expected)
})
