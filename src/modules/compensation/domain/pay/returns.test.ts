import { expect, test } from 'vitest'
import { campaignPeriod } from '#shared/period.ts'
import { bought, headOf, payInput, periodNamed, person, placed, planOf } from '#test/support/pay-field.ts'
import type { LineInput } from './pay-input.ts'
import { runPay, runVersions } from './run-pay.ts'

const people = [person('A'), person('B', 'A')]
const ofSponsor =
  'kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 1, rate: 10 %, unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person'

function returned(orderId: string, day: string, pv: number, more: Partial<LineInput> = {}): LineInput {
  return bought(orderId, 'B', day, -pv, { ofOrderId: '1', ...more })
}

/** What A gets in minor units, period by period, the state of each feeding the next; `more` are further keys of the plan. */
function paid(
  returns: string,
  lines: readonly LineInput[],
  labels: readonly string[],
  team = ofSponsor,
  more = '',
): readonly bigint[] {
  const plan = planOf(`${headOf(`returns: ${returns}\n${more}`)}bonuses:\n  team: {${team}}`)
  let input = payInput({ people, lines })
  return labels.map((label) => {
    const result = runPay(plan, input, periodNamed(label))
    input = { ...input, state: result.state }
    return result.earnings.find((one) => one.personId === 'A')?.minor ?? 0n
  })
}

test('not more than the whole order is taken back', () => {
  const lines = [bought('1', 'B', '2026-09-10', 100), returned('2', '2026-10-05', 150)]
  expect(paid('{mode: reverse}', lines, ['2026-09', '2026-10'])).toEqual([1000n, -1000n])
})

test('a binary reverses no order: a return is negative volume on its side where the plan counts it, and nothing where not', () => {
  const binary =
    'kind: binary, tree: placement, on: PV, own_volume: none, cycle: {strong: 100, weak: 100}, cycles: whole, strong_side: once, per_cycle: 10, over_cap: flush, carry: both, unqualified: keep, before_first_qualified: keep, evaluated: period, qualified: true, rounding: half_up, rounded_per: person'
  const bought300 = [bought('1', 'L', '2026-09-10', 300), bought('2', 'R', '2026-09-10', 100)]
  const lines = [
    ...bought300,
    // Of the 200 that wait on the left one half comes back; 300 more arrive on the right.
    bought('3', 'L', '2026-10-05', -100, { ofOrderId: '1' }),
    bought('4', 'R', '2026-10-06', 300),
  ]
  const field = [
    person('A'),
    person('L', 'A', placed('placement', 'A', 'left')),
    person('R', 'A', placed('placement', 'A', 'right')),
  ]
  const pays = (returns: string): readonly bigint[] => {
    const plan = planOf(`${headOf(`returns: ${returns}`)}bonuses:\n  team: {${binary}}`)
    let input = payInput({ people: field, lines, trees: ['placement'] })
    return ['2026-09', '2026-10'].map((label) => {
      const result = runPay(plan, input, periodNamed(label))
      input = { ...input, state: result.state }
      return result.earnings.find((one) => one.personId === 'A')?.minor ?? 0n
    })
  }
  expect(pays('{mode: reverse, volumes: counted}')).toEqual([1000n, 1000n])
  expect(pays('{mode: net}')).toEqual([1000n, 1000n])
  expect(pays('{mode: reverse, volumes: ignored}')).toEqual([1000n, 2000n])
})

test('a return on the last day of the window counts, one on the day after does not', () => {
  const lines = [bought('1', 'B', '2026-09-10', 100), returned('2', '2026-10-05', 50)]
  for (const mode of ['reverse', 'recompute']) {
    expect(paid(`{mode: ${mode}, window_days: 25}`, lines, ['2026-10'])).toEqual([-500n])
    expect(paid(`{mode: ${mode}, window_days: 24}`, lines, ['2026-10'])).toEqual([0n])
  }
})

test('a period that is computed anew for a second return does not take back the first one again', () => {
  const lines = [
    bought('1', 'B', '2026-09-10', 100),
    returned('2', '2026-10-05', 50),
    returned('3', '2026-11-05', 20),
  ]
  expect(paid('{mode: recompute}', lines, ['2026-09', '2026-10', '2026-11'])).toEqual([1000n, -500n, -200n])
})

test('what comes back on the last day of a campaign takes back what it brought there', () => {
  const head = headOf(
    'returns: {mode: reverse}\nacross: by_end\ncampaigns: {spring: {from: 2026-09-20, to: 2026-10-02}}',
  )
  const plan = planOf(`${head}bonuses:\n  team: {${ofSponsor}, calendar: campaign}`)
  const spring = campaignPeriod('spring', '2026-09-20', '2026-10-02', 'UTC')
  if (!spring) throw new Error('no campaign')
  const lines = [bought('1', 'B', '2026-10-02', 100), returned('2', '2026-10-02', 40)]
  const result = runPay(plan, payInput({ people, lines }), spring)
  expect(result.earnings.map((one) => [one.personId, one.minor])).toEqual([['A', 600n]])
})

const sale = bought('1', 'B', '2026-09-10', 100)
const both = ['2026-09', '2026-10']

test('no more is taken back than the caps and limits had left of the order', () => {
  // The order brings 10.00, of which 5.00 are paid; a half of it comes back, or all.
  for (const [team, more] of [
    [`${ofSponsor}, cap: 5`, ''],
    [`${ofSponsor}, company_cap: 5`, ''],
    [`${ofSponsor}, leg_cap: 5`, ''],
    [ofSponsor, 'limits: [{name: most of one, bonuses: [team], per: person, most: 5}]'],
    [ofSponsor, 'limits: [{name: most of all, bonuses: all, per: company, most: 5}]'],
  ] as const) {
    const after = (pv: number) =>
      paid('{mode: reverse}', [sale, returned('2', '2026-10-05', pv)], both, team, more)
    expect([team, more, after(50)]).toEqual([team, more, [500n, -250n]])
    expect([team, more, after(100)]).toEqual([team, more, [500n, -500n]])
  }
})

test('what a cap left is spread over the orders of the person, and the cap of a leg over those of the leg', () => {
  // B's order brings 10.00, that of C 30.00: with a cap of 20.00 a half of each is paid; from a leg at most 12.00.
  const field = payInput({
    people: [...people, person('C', 'A')],
    lines: [sale, bought('3', 'C', '2026-09-12', 300), returned('2', '2026-10-05', 100)],
  })
  for (const [cap, back] of [
    ['cap: 20', -500n],
    ['leg_cap: 12', -1000n],
  ] as const) {
    const plan = planOf(`${headOf('returns: {mode: reverse}')}bonuses:\n  team: {${ofSponsor}, ${cap}}`)
    expect(runPay(plan, field, periodNamed('2026-10')).earnings.map((one) => one.minor)).toEqual([back])
  }
})

test('a period that is computed anew keeps within its own limits, and those of the present leave the difference alone', () => {
  const limited = 'limits: [{name: most of one, bonuses: [team], per: person, most: 5}]'
  const next = bought('4', 'B', '2026-10-20', 100)
  for (const [team, more] of [
    [`${ofSponsor}, cap: 5`, ''],
    [ofSponsor, limited],
  ] as const) {
    const after = (pv: number, ...lines: LineInput[]) =>
      paid('{mode: recompute}', [sale, returned('2', '2026-10-05', pv), ...lines], both, team, more)
    // 100 brings 10.00 and is paid 5.00; 50 would have brought 5.00, and 20 brings 2.00.
    expect([team, more, after(50)]).toEqual([team, more, [500n, 0n]])
    expect([team, more, after(80)]).toEqual([team, more, [500n, -300n]])
    // October pays 5.00 of the 10.00 of its own order.
    expect([team, more, after(80, next)]).toEqual([team, more, [500n, 200n]])
  }
})

test('matching does not read what its own earlier period, computed anew, takes back already', () => {
  const rest = 'qualified: true, rounding: half_up, rounded_per: person'
  const plan = planOf(`${headOf('returns: {mode: recompute}')}bonuses:
  each: {kind: amount, for_each: purchases, base: "volume:PV", rate: 20 %, ${rest}}
  match: {${ofSponsor.replace('on: PV', 'on_earned: [each]').replace('10 %', '50 %')}}`)
  const pay = (label: string, lines: readonly LineInput[]) =>
    runPay(plan, payInput({ people, lines }), periodNamed(label)).earnings.map((one) => [
      one.personId,
      one.minor,
    ])
  const lines = [sale, returned('2', '2026-10-05', 100)]
  expect(pay('2026-09', lines)).toEqual([
    ['A', 1000n],
    ['B', 2000n],
  ])
  expect(pay('2026-10', lines)).toEqual([
    ['A', -1000n],
    ['B', -2000n],
  ])
  // With 30 of October: 20 % of them are 6.00, and a half of that 3.00.
  expect(pay('2026-10', [...lines, bought('3', 'B', '2026-10-20', 30)])).toEqual([
    ['A', -700n],
    ['B', -1400n],
  ])
})

test('in a month of two versions each takes back what returned in its own stretch', () => {
  const text = `${headOf('returns: {mode: recompute}')}bonuses:\n  team: {${ofSponsor}}`
  const second = text.replace('version: 1', 'version: 2').replace('2026-01-01', '2026-10-15')
  const lines = [sale, returned('2', '2026-10-05', 50), returned('3', '2026-10-20', 20)]
  const result = runVersions(
    [planOf(text), planOf(second)],
    payInput({ people, lines }),
    periodNamed('2026-10'),
  )
  expect(result.earnings.map((one) => one.minor)).toEqual([-700n])
})
