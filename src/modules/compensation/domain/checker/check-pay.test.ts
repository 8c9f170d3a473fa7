import { describe, expect, test } from 'vitest'
import { bought, payInput, periodNamed, person, placed, planOf } from '#test/support/pay-field.ts'
import type { PayInput } from '../pay/pay-input.ts'
import { checkPay } from './check-pay.ts'
import { fractionText } from './fraction.ts'

const october = periodNamed('2026-10')

const head = `
openfield: 2
plan: tested
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: "volume:PV", belongs_to: buyer}
  group PV: {group_of: PV, tree: sponsor, own: included}
`

function plan(rest: string) {
  return planOf(`${head}${rest}`)
}

/** What people got by the only bonus of a plan, as text in minor units: `A 500, B 300`. */
function paid(rest: string, input: PayInput, bonus = 'bonus'): string {
  const { people } = checkPay(plan(rest), input, october)
  return people
    .map((one) => [one.id, one.earnings.get(bonus)?.minor ?? 0n] as const)
    .filter(([, minor]) => minor !== 0n)
    .map(([id, minor]) => `${id} ${minor}`)
    .join(', ')
}

/** A chain A > B > C > D > E in which C is inactive, and an order of 100 of E. */
const chain = payInput({
  people: [
    person('A'),
    person('B', 'A'),
    person('C', 'B', { status: 'inactive' }),
    person('D', 'C'),
    person('E', 'D'),
  ],
  lines: [bought('1', 'E', '2026-10-05', 100)],
})

describe('levels', () => {
  const levels = (counts: string, more = '') => `
active: status = active
bonuses:
  bonus:
    kind: levels
    tree: sponsor
    on: PV
    starts_at: upline
    steps: levels
    counts: ${counts}
    depth: 3
    rate: if level = 1 then 10 % else if level = 2 then 5 % else 2 %
    unpaid: to_company
    qualified: active
    rounding: half_up
    rounded_per: line
${more}`

  test('without compression the inactive uses up the second level', () => {
    expect(paid(levels('everybody'), chain)).toBe('B 200, D 1000')
  })

  test('with compression the inactive is passed over', () => {
    expect(paid(levels('active'), chain)).toBe('A 200, B 500, D 1000')
  })

  test('a level stays until somebody is paid on it', () => {
    expect(paid(levels('paid'), chain)).toBe('A 200, B 500, D 1000')
  })

  test('a lost part passes up at the rate of its level', () => {
    expect(paid(levels('everybody').replace('to_company', 'pass_up'), chain)).toBe('B 700, D 1000')
  })

  test('nobody above who stops is paid, the passed over included', () => {
    expect(paid(levels('active', '    stop_at: status = inactive'), chain)).toBe('D 1000')
  })

  test('generations: the leader closes his own, or his volume opens the next', () => {
    const generations = (own: string) => `
ranks: {given: [Gold]}
bonuses:
  bonus:
    kind: levels
    tree: sponsor
    on: PV
    starts_at: upline
    steps: generations
    boundary: rank >= Gold
    leader_volume: ${own}
    depth: 2
    rate: if level = 1 then 10 % else 5 %
    unpaid: to_company
    qualified: rank >= Gold
    rounding: half_up
    rounded_per: person
`
    const leaders = payInput({
      people: chain.people.map((one) => ({ ...one, rank: 'ABDE'.includes(one.id) ? 'Gold' : undefined })),
      lines: chain.lines,
    })
    expect(paid(generations('closes'), leaders)).toBe('B 500, D 1000')
    expect(paid(generations('opens'), leaders)).toBe('D 500')
  })
})

describe('differential', () => {
  // B has a lower rate than C below.
  const field = payInput({
    people: [
      person('A', undefined, { attributes: new Map([['rate', '0.21']]) }),
      person('B', 'A', { attributes: new Map([['rate', '0.09']]) }),
      person('C', 'B', { attributes: new Map([['rate', '0.15']]) }),
    ],
    lines: [bought('1', 'C', '2026-10-05', 100)],
  })
  const differential = (against: string, more: string) => `
bonuses:
  bonus:
    kind: differential
    tree: sponsor
    on: PV
    rate: attr:rate
    against: ${against}
    rounding: half_up
    rounded_per: person
${more}`

  test('against the first line, the highest below, or the source', () => {
    const rest = '    own: paid\n    unpaid: pass_up\n    qualified: true\n'
    expect(paid(differential('first_line', rest), field)).toBe('A 1200, C 1500')
    expect(paid(differential('path_maximum', rest), field)).toBe('A 600, C 1500')
    expect(paid(differential('source', rest), field)).toBe('A 600, C 1500')
  })

  test('the rate of the own volume counts as taken though it is not paid', () => {
    const rest = '    own: not_paid\n    unpaid: pass_up\n    qualified: true\n'
    expect(paid(differential('path_maximum', rest), field)).toBe('A 600')
  })

  test('who is not paid takes nothing, or the company takes it', () => {
    const rest = (unpaid: string) =>
      `    own: paid\n    unpaid: ${unpaid}\n    qualified: not (attr:rate = 0.15)\n`
    expect(paid(differential('path_maximum', rest('pass_up')), field)).toBe('A 1200, B 900')
    expect(paid(differential('path_maximum', rest('to_company')), field)).toBe('A 600')
  })
})

test('leadership: the guarantee is filled up out of what came from below', () => {
  // C brings 4 % of 20,000 = 800 to B; B's own share is 4 % of 5,000 = 200 and is filled up to 400 out of the 800.
  const leaders = payInput({
    people: [person('A'), person('B', 'A'), person('C', 'B')],
    lines: [bought('1', 'C', '2026-10-05', 20_000), bought('2', 'B', '2026-10-05', 5_000)],
  })
  const text = `
bonuses:
  bonus:
    kind: leadership
    tree: sponsor
    leader: true
    base: PV
    rate: 4 %
    guarantee: 4 % * 10000
    unpaid: pass_up
    qualified: true
    rounding: half_up
    rounded_per: person
`
  expect(paid(text, leaders)).toBe('A 40000, B 60000')
  // An unqualified leader keeps nothing: it passes up.
  expect(
    paid(text.replace('qualified: true', "qualified: not (joined > '2026-01-01')"), {
      ...leaders,
      people: leaders.people.map((one) =>
        one.id === 'B' ? { ...one, joinedAtMs: Date.parse('2026-02-01') } : one,
      ),
    }),
  ).toBe('A 100000')
})

describe('binary', () => {
  const binary = (more: string) =>
    `
bonuses:
  bonus:
    kind: binary
    tree: placement
    on: PV
    own_volume: none
    cycle: {strong: 200, weak: 100}
    cycles: whole
    strong_side: each_cycle
    per_cycle: 10
    unqualified: keep
    before_first_qualified: keep
    qualified: id
    rounding: half_up
    rounded_per: person
${more}`.replace('qualified: id', 'qualified: days(joined, period end) >= 0')
  const field = payInput({
    people: [
      person('A'),
      person('B', 'A', placed('placement', 'A', 'left')),
      person('C', 'A', placed('placement', 'A', 'right')),
      person('D', 'A', placed('placement', 'B', 'left')),
    ],
    trees: ['placement'],
    lines: [
      bought('1', 'B', '2026-10-05', 300),
      bought('2', 'D', '2026-10-06', 250),
      bought('3', 'C', '2026-10-07', 350),
    ],
  })
  const sides = (text: string, input: PayInput) =>
    checkPay(plan(text), input, october)
      .state.filter((row) => row.personId === 'A' && / (left|right)$/.test(row.name))
      .map((row) => `${row.name} ${row.period} ${row.value}`)
      .join(', ')

  test('the stronger side is chosen anew for each cycle, and the rest stays', () => {
    // 550 and 350: 200+100, 350/250; 200+100, 150/150; no third.
    const text = binary('    carry: both\n    evaluated: period')
    expect(paid(text, field)).toBe('A 2000')
    expect(sides(text, field)).toBe('bonus left 2026-10 150, bonus right 2026-10 150')
    expect(sides(text.replace('carry: both', 'carry: stronger'), field)).toBe('bonus left 2026-10 150')
  })

  test('carried volume is used first, and what is too old is dropped', () => {
    const text = binary('    carry: both\n    carry_periods: 1\n    evaluated: period')
    const before = [
      { personId: 'A', period: '2026-08', name: 'bonus right', value: '1000' },
      { personId: 'A', period: '2026-09', name: 'bonus right', value: '60' },
    ]
    // August is two periods old. Right 410, left 550: 350/310, 150/210, and with the sides changed 50/10.
    expect(paid(text, { ...field, state: before })).toBe('A 3000')
    expect(sides(text, { ...field, state: before })).toBe('bonus left 2026-10 50, bonus right 2026-10 10')
  })

  test('the cap pays whole cycles and keeps the volume of those not paid, or pays up to it and uses up all', () => {
    const keep = binary('    carry: both\n    evaluated: period\n    cap: 18\n    over_cap: keep')
    expect(paid(keep, field)).toBe('A 1000')
    expect(sides(keep, field)).toBe('bonus left 2026-10 350, bonus right 2026-10 250')
    const flush = keep.replace('over_cap: keep', 'over_cap: flush')
    expect(paid(flush, field)).toBe('A 1800')
    expect(sides(flush, field)).toBe('bonus left 2026-10 150, bonus right 2026-10 150')
  })

  test('above the most cycles the volume stays, is used up, or both sides are emptied', () => {
    const most = (over: string) =>
      binary(`    carry: both\n    evaluated: period\n    maximum_cycles: 1\n    over_maximum: ${over}`)
    for (const over of ['keep', 'flush', 'flush_all']) expect(paid(most(over), field)).toBe('A 1000')
    expect(sides(most('keep'), field)).toBe('bonus left 2026-10 350, bonus right 2026-10 250')
    expect(sides(most('flush'), field)).toBe('bonus left 2026-10 150, bonus right 2026-10 150')
    expect(sides(most('flush_all'), field)).toBe('')
  })

  test('a side below zero pays nothing and stays as a debt', () => {
    const text = binary('    carry: both\n    evaluated: period')
    const input = { ...field, lines: [...field.lines, bought('4', 'C', '2026-10-08', -400)] }
    expect(paid(text, input)).toBe('')
    expect(sides(text, input)).toBe('bonus left 2026-10 550, bonus right 2026-10 -50')
  })
})

describe('pools', () => {
  const field = payInput({
    people: [person('A'), person('B', 'A'), person('C', 'A')],
    lines: [
      bought('1', 'A', '2026-10-05', 300),
      bought('2', 'B', '2026-10-05', 300),
      bought('3', 'C', '2026-10-05', 100),
    ],
  })
  const pool = (more: string) => `
bonuses:
  bonus:
    kind: pool
    fund: 100
    nobody: carry
    rounding: down
    rounded_per: person
${more}`

  test('by shares, and what is left after rounding stays with the company', () => {
    const text = pool('    divide: by_shares\n    shares: 1\n    qualified: true')
    expect(paid(text, field)).toBe('A 3333, B 3333, C 3333')
  })

  test('by position, with ties settled by the rules and at last by the id', () => {
    const text = pool(
      '    divide: by_position\n    score: PV\n    ties: [group PV]\n    positions: {1: 50 %, 2-3: 10 %}\n    qualified: true',
    )
    expect(paid(text, field)).toBe('A 1000, B 5000, C 1000')
  })

  test('by fraction, not normalised; above 1 only where the plan allows it', () => {
    const text = (over: string) =>
      pool(`    divide: by_fraction\n    fraction: 40 %\n    over_100: ${over}\n    qualified: true`)
    expect(paid(text('allow'), field)).toBe('A 4000, B 4000, C 4000')
    expect(() => paid(text('refuse'), field)).toThrow('more than 1')
  })

  test('with nobody qualified the fund goes on to the next period', () => {
    const text = pool('    divide: by_shares\n    shares: 1\n    qualified: PV > 1000')
    const { state } = checkPay(plan(text), field, october)
    expect(state.filter((row) => row.name === 'bonus fund')).toEqual([
      { personId: '', period: '2026-10', name: 'bonus fund', value: '100' },
    ])
  })
})

test('ranks are kept through grace and fall one step', () => {
  const text = `
ranks:
  - {rank: Bronze, needs: PV >= 100}
  - {rank: Silver, needs: PV >= 200}
  - {rank: Gold, needs: PV >= 300}
rank_rules: {grace_periods: 1, demotion: one_step}
bonuses: {}
`
  const state = (missed: string) => [
    { personId: 'A', period: '2026-09', name: 'rank', value: 'Gold' },
    { personId: 'A', period: '2026-09', name: 'career rank', value: 'Gold' },
    { personId: 'A', period: '2026-09', name: 'rank missed', value: missed },
  ]
  const rank = (missed: string) => {
    const input = payInput({
      people: [person('A')],
      lines: [bought('1', 'A', '2026-10-05', 100)],
      state: state(missed),
    })
    return checkPay(plan(text), input, october).people.map((one) => [
      one.rank,
      one.earnedRank,
      one.careerRank,
    ])
  }
  expect(rank('0')).toEqual([['Gold', 'Bronze', 'Gold']])
  expect(rank('1')).toEqual([['Silver', 'Bronze', 'Gold']])
})

test('definitions read themselves in people below, and refuse to read themselves', () => {
  const text = `
measures:
  unused PV: PV + sum(legs where PV < 150, unused PV)
bonuses: {}
`
  const { people } = checkPay(
    plan(text),
    { ...chain, lines: [bought('1', 'E', '2026-10-05', 100), bought('2', 'D', '2026-10-05', 200)] },
    october,
  )
  expect(
    people.map((one) => {
      const value = one.measures.get('unused PV')
      return typeof value === 'object' ? fractionText(value) : value
    }),
  ).toEqual(['0', '0', '0', '300', '100'])
})

test('returns in reverse: everybody gives back the share of what the original brought', () => {
  const text = `
returns: {mode: reverse, window_days: 60, volumes: counted}
bonuses:
  bonus:
    kind: levels
    tree: sponsor
    on: PV
    starts_at: upline
    steps: levels
    counts: everybody
    depth: 2
    rate: 10 %
    unpaid: to_company
    qualified: true
    rounding: half_up
    rounded_per: line
`
  const people = [person('A'), person('B', 'A'), person('C', 'B')]
  const lines = [
    bought('1', 'C', '2026-09-05', 100),
    bought('2', 'C', '2026-10-05', -25, { ofOrderId: '1' }),
    bought('3', 'C', '2026-07-05', 100),
    bought('4', 'C', '2026-10-05', -100, { ofOrderId: '3' }),
  ]
  expect(paid(text, payInput({ people, lines }))).toBe('A -250, B -250')
})

test('limits: in the order of the list for a person, in proportion for the company', () => {
  const text = (per: string, most: string) => `
bonuses:
  first: {kind: amount, base: PV, rate: 10 %, qualified: true, rounding: half_up, rounded_per: person}
  second: {kind: amount, base: PV, rate: 10 %, qualified: true, rounding: half_up, rounded_per: person}
limits:
  - {name: most, bonuses: [second, first], per: ${per}, most: ${most}}
`
  const input = payInput({
    people: [person('A'), person('B')],
    lines: [bought('1', 'A', '2026-10-05', 100), bought('2', 'B', '2026-10-05', 50)],
  })
  expect(paid(text('person', '12'), input, 'second')).toBe('A 1000, B 500')
  expect(paid(text('person', '12'), input, 'first')).toBe('A 200, B 500')
  expect(paid(text('company', '10'), input, 'first')).toBe('A 333, B 166')
})
