import { expect, test } from 'vitest'
import { passDifferences, passesOf } from '#test/support/compare-passes.ts'
import { bought, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { exactText } from '#shared/exact.ts'
import type { LineInput, PersonInput } from '../../pay/pay-input.ts'
import { runPay } from '../../pay/run-pay.ts'

type Team = Readonly<{ people: readonly PersonInput[]; lines: readonly LineInput[] }>

/** What a bonus pays in cents, and where its potential went; the walk from every order has to say the same. */
function paidBy(bonus: string, { people, lines }: Team): string {
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
bonuses:
  team: {${bonus}, qualified: PV != 7, rounding: half_up}`)
  const period = periodNamed('2026-10')
  const input = payInput({ people, lines })
  const passed = passesOf(plan, input, period)
  if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
  expect(passDifferences(plan, runPay(plan, input, period), passed)).toEqual([])
  const [team] = passed.bonuses
  if (!team) throw new Error('the plan has one bonus')
  const paid = people.flatMap(({ id }, at) => (team.minor[at] ? [`${id} ${team.minor[at]}`] : []))
  const { potential, skipped, capped } = team.sums
  return `${paid.join(', ')}; ${[potential, skipped, capped].map((sum) => exactText(sum)).join(' ')}`
}

const bottomUp = [person('A'), person('B', 'A'), person('C', 'B')]
const order = (id: string, buyer: string, pv: number, row = 1): LineInput => ({
  ...bought(id, buyer, '2026-10-02', pv),
  row,
})
const levels =
  'kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, unpaid: to_company'

test('each order is rounded once for each payee, its lines together and other orders apart', () => {
  const rule = `${levels}, depth: 1, rate: 0.1 %, rounded_per: line`
  // A line of 4 is 0.4 of a cent, an order of 8 nearly one: rounded, that is nothing and one.
  const apart = { people: bottomUp, lines: [order('1', 'C', 4), order('2', 'C', 4), order('3', 'C', 4)] }
  expect(paidBy(rule, apart)).toBe('; 0.012 0 0')
  const together = {
    people: bottomUp,
    lines: [order('1', 'C', 4), order('1', 'C', 4, 2), order('2', 'C', 4)],
  }
  expect(paidBy(rule, together)).toBe('B 1; 0.012 0 0')
})

test('a difference is rounded in every order, and what is lost stays as it was found', () => {
  const rule = `kind: differential, tree: sponsor, on: PV, rate: if PV >= 100 then 0.5 % else 0.15 %, against: path_maximum, own: paid,
    unpaid: to_company, rounded_per: line`
  const lines = [order('1', 'C', 3), order('2', 'C', 3), order('3', 'A', 100), order('4', 'B', 7)]
  // C: 0.45 of a cent twice; A: 1.05 twice, all of 0.5 on the own order, 2.45 of what B sold, who may not be paid the own 1.05.
  expect(paidBy(rule, { people: bottomUp, lines })).toBe('A 54; 0.565 0.0105 0')
})

test('what comes from below each one directly under a person is capped alone, after it was rounded', () => {
  const people = [...bottomUp, person('D', 'A')]
  const lines = [order('1', 'B', 10), order('2', 'C', 15), order('3', 'D', 9), order('4', 'A', 50)]
  const rule = `${levels}, depth: 2, rate: 10 %, leg_cap: 2, rounded_per: line`
  // From B and C come 2.50, of which 2 are left; from D 0.90; B gets 1.50 from C.
  expect(paidBy(rule, { people, lines })).toBe('A 290, B 150; 4.9 0 0.5')
  expect(
    paidBy(rule.replace('upline', 'source').replace('depth: 2', 'depth: 3'), { people, lines }),
  ).toContain('A 790')
})

test('nobody above whoever ends the way is paid, and that one is', () => {
  const people = [...bottomUp, person('D', 'C')]
  const lines = [order('1', 'D', 20), order('2', 'B', 100)]
  const rule = `${levels}, depth: unlimited, rate: 10 %, rounded_per: person`
  expect(paidBy(rule, { people, lines })).toBe('A 1200, B 200, C 200; 16 0 0')
  expect(paidBy(`${rule}, stop_at: rank >= Silver`, { people, lines })).toBe('A 1000, B 200, C 200; 14 0 0')
})

test('a rate goes by the level of an unlimited depth, by the rank of the source and by the highest one between', () => {
  const people = [...bottomUp, person('D', 'C')]
  const lines = [order('1', 'D', 20), order('2', 'B', 100)]
  const paid = (rate: string) =>
    paidBy(`${levels}, depth: unlimited, rate: ${rate}, rounded_per: person`, { people, lines })
  expect(paid('if level >= 3 then 5 % else 10 %')).toBe('A 1100, B 200, C 200; 15 0 0')
  expect(paid('if path rank >= Silver then 1 % else 10 %')).toBe('A 1020, B 200, C 200; 14.2 0 0')
  expect(paid('if source.rank >= Silver then 1 % else 10 %')).toBe('A 300, B 200, C 200; 7 0 0')
})

test('a part that is passed up is turned into money by the units of whoever gets it, and a lost one by those of who lost it', () => {
  const lines = [order('1', 'C', 20), order('2', 'B', 7), order('3', 'A', 100)]
  const rule = `${levels}, depth: 1, rate: 10 %, unit_value: if rank >= Silver then 3 else 2, rounded_per: person`
  // B may not be paid the 2 points for C: above it they are worth 3 each, to the company 2.
  expect(paidBy(rule.replace('to_company', 'pass_up'), { people: bottomUp, lines })).toBe('A 810; 8.1 0 0')
  expect(paidBy(rule, { people: bottomUp, lines })).toBe('A 210; 6.1 4 0')
})
