import { expect, test } from 'vitest'
import { exactText } from '#shared/exact.ts'
import { changeableVolumes } from '#test/support/changeable-volumes.ts'
import { passDifferences } from '#test/support/compare-passes.ts'
import { bought, headOf, payInput, periodNamed, person, placed, planOf } from '#test/support/pay-field.ts'
import type { PayInput } from '../../pay/pay-input.ts'
import { runPay } from '../../pay/run-pay.ts'
import { atPerson } from '../compiler.ts'
import { fieldOfInput } from '../field-of-input.ts'
import { renewableRun } from '../renew/renewable-run.ts'
import { runPasses, type PassResult } from '../run-passes.ts'
import { columnValue } from './column-values.ts'
import { exactCompanyRule, exactRule } from './exact-rule.ts'

const period = periodNamed('2026-10')

/** A run of measures over a field, held against the walk. */
function passedOf(measures: string, input: PayInput): PassResult {
  const plan = planOf(headOf(`measures:\n${measures}`))
  const passed = runPasses(plan, fieldOfInput(plan, input, period), period)
  expect(passDifferences(plan, runPay(plan, input, period), passed)).toEqual([])
  return passed
}

/** What everybody's measure is, in the order of ids. */
function told({ columns }: PassResult, name: string): string {
  const column = columns.get(`measure:${name}`)
  if (!column) return 'nothing'
  const valueOf = columnValue(column)
  return Array.from({ length: 3 }, (_, at) => {
    const value = valueOf(at)
    return typeof value === 'number' || typeof value === 'object' ? exactText(value, 6) : String(value)
  }).join(' ')
}

const three = payInput({
  people: [person('a'), person('b', 'a'), person('c', 'a')],
  lines: [
    bought('1', 'a', '2026-10-02', 10, { amountMicro: 1_234_500n }),
    bought('2', 'b', '2026-10-02', 20, { amountMicro: 2n }),
    bought('3', 'c', '2026-10-03', 30, { amountMicro: 7_000_000n }),
  ],
})

test('an asked number has the decimals that its values need, also where it reads what its own pass computes', () => {
  const passed = passedOf(
    `  own: sum(purchases, amount)
  twice: sum(legs, twice) + sum(purchases where volume:PV * 2 >= self.PV, amount)
  below: count(legs where twice > self.own)`,
    three,
  )
  expect(told(passed, 'own')).toBe('1.2345 0.000002 7')
  expect(told(passed, 'twice')).toBe('8.234502 0.000002 7')
  expect(told(passed, 'below')).toBe('1 0 0')
})

test('a quotient stays exact as a measure, and in what reads it', () => {
  const passed = passedOf(
    `  third: PV / 3
  whole again: third * 3
  steps: floor(third, 1)
  part: share(PV, sum(everyone, PV))
  of legs: sum(legs, third)
  of team: max(team, part)
  more: if PV > 10 then third else 1
  is a tenth: part = 1 / 6`,
    three,
  )
  expect(told(passed, 'third')).toBe('3.333333 6.666666 10')
  expect(told(passed, 'whole again')).toBe('10 20 30')
  expect(told(passed, 'steps')).toBe('3 6 10')
  expect(told(passed, 'of legs')).toBe('16.666666 0 0')
  expect(told(passed, 'of team')).toBe('0.5 0.333333 0.5')
  expect(told(passed, 'more')).toBe('1 6.666666 10')
  expect(told(passed, 'is a tenth')).toBe('true false false')
})

test('what cannot be asked of everybody is asked of those whom the rule around it asks', () => {
  const passed = passedOf(
    `  by the legs: if count(legs) > 0 then floor(PV / count(legs), 0.5) else 7
  with own: if PV > 10 then floor(PV / (PV - 10), 0.5) + count(legs where PV > self.PV) else 0`,
    three,
  )
  expect(told(passed, 'by the legs')).toBe('5 7 7')
  expect(told(passed, 'with own')).toBe('0 2 1.5')
})

test('who stands below in one tree is asked about people below in another, once these are known', () => {
  // Among those without a sponsor c comes first.
  const people = [
    person('a', undefined, placed('placement', 'b')),
    person('b', undefined, placed('placement', 'c')),
    person('c'),
    person('d', 'a', placed('placement', 'a')),
  ]
  // Nothing was bought by d, so that a has somebody below who is not at 10.
  const lines = [bought('1', 'a', '2026-10-02', 10)]
  const input = payInput({ people, lines, trees: ['placement'] })
  const most = 'most: max(PV, max(legs in placement, most))'
  const second = 'of second: sum(level 2 in placement where all(downline, most = 10), most)'
  expect(told(passedOf(`  ${most}\n  ${second}`, input), 'of second')).toBe('0 0 0')
  const both = 'of both: sum(levels 1 to 2 in placement where any(team where most = 10), most)'
  expect(told(passedOf(`  ${most}\n  ${both}`, input), 'of both')).toBe('0 10 20')
})

test('rules of a bonus are exact where a column of whole multiples does not hold them', () => {
  const plan = planOf(headOf('measures: {third: PV / 3}'))
  const compiler = runPasses(plan, fieldOfInput(plan, three, period), period).compiler()
  const rule = plan.measures[0]?.rule
  if (!rule) throw new Error('the plan has a measure')
  const third = exactRule(compiler, rule, atPerson())
  expect([0, 1, 2].map((at) => exactText(third(at), 4))).toEqual(['3.3333', '6.6666', '10'])
  const all = planOf(headOf("measures: {part: 'sum(everyone, PV) / 7'}")).measures[0]?.rule
  if (!all) throw new Error('the plan has a measure')
  expect(exactText(exactCompanyRule(compiler, all)(), 4)).toBe('8.5714')
})

test('an asked number that becomes finer than its column lets the run be taken anew', () => {
  const plan = planOf(headOf("measures: {thousandth: 'min(last 1 periods, PV)'}"))
  const field = fieldOfInput(plan, three, period)
  const run = renewableRun(plan, field, period)
  expect(run.refused).toBeUndefined()
  field.volume('PV').values[1] = 25
  expect(run.renew([1])).toBe(1)
  expect(told(run.passed, 'thousandth')).toBe('10 25 30')
  field.volume('PV').values[1] = 0.125
  expect(() => run.renew([1])).toThrow('3 decimals')
})

test('whoever looks at others is asked again when these are others, and so is whoever is looked at by their positions', () => {
  const plan = planOf(
    headOf(`measures:
  good customers: count(sales where buyer.PV >= 20)
  sold by the strong: sum(purchases where seller.PV >= 50, amount)
  of all positions: sum(positions, PV)`),
  )
  const people = [
    person('a', undefined, { ownerId: 'o' }),
    person('b'),
    person('c', undefined, { ownerId: 'o' }),
  ]
  const sold = bought('1', 'b', '2026-10-02', 10, { sellerId: 'a' })
  const input = payInput({ people, lines: [sold, bought('2', 'a', '2026-10-02', 20)] })
  const field = fieldOfInput(plan, input, period)
  const run = renewableRun(plan, field, period)
  expect(told(run.passed, 'good customers')).toBe('1 0 0')
  field.volume('PV').values[1] = 20
  run.renew([1])
  expect(told(run.passed, 'good customers')).toBe('2 0 0')
  expect(told(run.passed, 'sold by the strong')).toBe('0 0 0')
  field.volume('PV').values[0] = 50
  run.renew([0])
  expect(told(run.passed, 'sold by the strong')).toBe('20 10 0')
  expect(told(run.passed, 'of all positions')).toBe('50 20 50')
})

test('who bought from somebody above is not asked again for an order below, and who stands above is by what changed alone', () => {
  const plan = planOf(
    headOf(`measures:
  group: sum(team, PV)
  good customers: count(sales where buyer.PV >= 20)
  strong positions: count(positions where any(legs where good customers > 0))
bonuses:
  customers: {kind: amount, for_each: sales where buyer.kind = retail, base: amount, rate: if self.strong positions > 1 then 50 % else 10 %,
    qualified: true, rounding: half_up, rounded_per: line}`),
  )
  const people = [
    person('a', undefined, { ownerId: 'o' }),
    person('b', 'a', { ownerId: 'o' }),
    person('c', 'b'),
    person('r', undefined, { kind: 'retail' }),
    person('s', undefined, { kind: 'retail' }),
  ]
  const lines = [
    bought('1', 'r', '2026-10-02', 30, { sellerId: 'a', amountMicro: 1_000_000n }),
    bought('2', 's', '2026-10-02', 10, { sellerId: 'c', amountMicro: 1_000_000n }),
    bought('3', 'r', '2026-10-02', 30, { sellerId: 'b', amountMicro: 1_000_000n }),
  ]
  const known = fieldOfInput(plan, payInput({ people, lines }), period)
  const field = { ...known, ...changeableVolumes(known) }
  const run = renewableRun(plan, field, period)
  expect(run.refused).toBeUndefined()
  const paid = () => run.passed.bonuses.flatMap(({ minor }) => [...minor])
  expect(paid()).toEqual([10, 10, 10, 0, 0])
  field.change('PV', 2, 5)
  // Only whoever stands above: no customer, and nobody else who sold to one.
  expect(run.renew([2])).toBe(3)
  field.change('PV', 4, 25)
  run.renew([4])
  // The leg of b has a good customer, and now both positions of the owner have such a leg.
  expect(paid()).toEqual([50, 50, 10, 0, 0])
})

test('what an order found of a group is another sum once somebody below counts no more, though no order came', () => {
  const plan = planOf(
    headOf(`  team PV: {group_of: PV, tree: sponsor, own: included, until: active legs >= 1}
measures:
  active legs: count(legs where PV >= 50)
  bought early: sum(purchases where before(team PV) < 15, amount)`),
  )
  const people = [person('a'), person('b', 'a'), person('c', 'b')]
  const lines = [
    bought('1', 'b', '2026-10-02', 20),
    bought('2', 'a', '2026-10-03', 5, { amountMicro: 7_000_000n }),
  ]
  const known = fieldOfInput(plan, payInput({ people, lines }), period)
  const field = { ...known, ...changeableVolumes(known) }
  const run = renewableRun(plan, field, period)
  expect(run.refused).toBeUndefined()
  expect(told(run.passed, 'bought early')).toBe('0 20 0')
  field.change('PV', 2, 60)
  run.renew([2])
  expect(told(run.passed, 'bought early')).toBe('7 20 0')
})

test('who is looked at when an order was placed, and had not joined by then, is paid nothing for it', () => {
  const plan = planOf(
    headOf(`changes: {orders: at_end, upline: at_end, payees: at_order, suspended: {rank: as_earned, carry: by_bonus}, terminated: {rank: as_earned, carry: by_bonus}}
bonuses:
  team: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 1, rate: 10 %, unpaid: to_company,
    qualified: true, rounding: half_up, rounded_per: person}`),
  )
  const people = [
    person('a', undefined, { joinedAtMs: Date.parse('2026-10-10T00:00:00Z') }),
    person('b', 'a'),
  ]
  const lines = [bought('1', 'b', '2026-10-05', 100), bought('2', 'b', '2026-10-15', 50)]
  const input = payInput({ people, lines })
  const passed = runPasses(plan, fieldOfInput(plan, input, period), period)
  expect(passDifferences(plan, runPay(plan, input, period), passed)).toEqual([])
  expect([...(passed.bonuses[0]?.minor ?? [])]).toEqual([500, 0])
})

test('what is asked of a week is not what the same words ask of its month', () => {
  const plan = planOf(
    headOf(`across: by_end
measures: {bought: 'sum(purchases, amount)'}
bonuses:
  weekly: {kind: amount, calendar: week, amount: '10 % * sum(purchases, amount) + 1 % * bought + accumulated(PV)', qualified: true,
    rounding: half_up, rounded_per: person}`),
  )
  const lines = [bought('1', 'a', '2026-10-05', 100), bought('2', 'a', '2026-10-01', 50)]
  const input = payInput({ people: [person('a')], lines })
  const week = periodNamed('2026-W41')
  const passed = runPasses(plan, fieldOfInput(plan, input, week), week)
  expect(passDifferences(plan, runPay(plan, input, week), passed)).toEqual([])
  expect([...(passed.bonuses[0]?.minor ?? [])]).toEqual([16_150])
})
