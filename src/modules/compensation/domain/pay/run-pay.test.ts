import { expect, test } from 'vitest'
import { parsePeriod } from '#shared/period.ts'
import { readYaml } from '#platform/text-files/yaml-source.ts'
import { parseInstant } from '#shared/time.ts'
import { checkPay } from '../checker/check-pay.ts'
import { readPlan } from '../language/read-plan.ts'
import type { Plan } from '../language/plan.ts'
import type { LineInput, PayInput, PersonInput, RateInput } from './pay-input.ts'
import { runPay, runVersions } from './run-pay.ts'
import { PayProblem } from './world.ts'

const head = (more = '') => `
openfield: 2
plan: test
version: 1
effective: 2026-01-01
time_zone: Europe/Warsaw
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
${more}
bonuses:
`
const rounding = 'qualified: true, rounding: half_up, rounded_per: person'
const unilevel = `  uni: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 3, rate: 10 %, unpaid: to_company, ${rounding}}`

function plan(text: string): Plan {
  const read = readPlan(readYaml(text).document)
  if ('plan' in read) return read.plan
  throw new Error(JSON.stringify(read.problems))
}

function person(
  id: string,
  sponsorId?: string,
  attributes: Readonly<Record<string, string>> = {},
): PersonInput {
  return {
    id,
    sponsorId,
    joinedAtMs: undefined,
    kind: 'distributor',
    status: 'active',
    rank: undefined,
    name: '',
    ownerId: undefined,
    places: new Map(),
    attributes: new Map(Object.entries(attributes)),
  }
}

function line(
  orderId: string,
  buyerId: string,
  at: string,
  pv: bigint,
  more: Partial<LineInput> = {},
): LineInput {
  return {
    orderId,
    row: 1,
    atMs: parseInstant(at, 'Europe/Warsaw') ?? 0,
    buyerId,
    sellerId: '',
    type: 'order',
    product: '',
    category: '',
    quantityMicro: 1_000_000n,
    amountMicro: pv * 1_000_000n,
    currency: 'EUR',
    ofOrderId: '',
    partyId: '',
    volumes: new Map([['PV', pv * 1_000_000n]]),
    attributes: new Map(),
    ...more,
  }
}

const chain = [person('A'), person('B', 'A'), person('C', 'B')]

function input(
  people: readonly PersonInput[],
  lines: readonly LineInput[],
  more: Partial<PayInput> = {},
): PayInput {
  const none = {
    facts: [],
    earned: [],
    links: [],
    rates: [],
    adjustments: [],
    parties: [],
    state: [],
    trees: [],
  }
  return { ...none, people, lines, ...more }
}

function month(label: string) {
  const period = parsePeriod(label, 'Europe/Warsaw')
  if (!period) throw new Error(label)
  return period
}

/** Everybody's pay as `person bonus amount currency`, in minor units. */
function paid(result: ReturnType<typeof runPay>): readonly string[] {
  return result.earnings.map((one) => `${one.personId} ${one.bonus} ${one.minor} ${one.currency}`)
}

test('two versions within a period: orders go by the version of their time, all else by the last one', () => {
  const own = `  own: {kind: amount, base: PV, rate: 10 %, ${rounding}}`
  const first = plan(`${head()}${unilevel}\n${own}`)
  const second = plan(
    `${head()}${unilevel}\n${own}`
      .replace('version: 1', 'version: 2')
      .replace('2026-01-01', '2026-10-16')
      .replaceAll('rate: 10 %', 'rate: 20 %'),
  )
  const lines = [line('1', 'B', '2026-10-15', 100n), line('2', 'B', '2026-10-16', 100n)]
  const result = runVersions([first, second], input(chain, lines), month('2026-10'))
  expect(paid(result)).toEqual(['A uni 3000 EUR', 'B own 4000 EUR'])
  expect(result.versions.map((one) => one.version)).toEqual([1, 2])
  expect(paid(runVersions([first, second], input(chain, lines), month('2026-09')))).toEqual([])
})

test('pay is converted once for a person or line by line, and a missing rate stops the run', () => {
  const people = [person('A', undefined, { currency: 'JPY' }), person('B', 'A'), person('C', 'A')]
  const lines = [line('1', 'B', '2026-10-05', 1n), line('2', 'C', '2026-10-05', 1n)]
  const rates: RateInput[] = [{ period: '2026-10', from: 'EUR', to: 'JPY', ratePico: 165_500_000_000_000n }]
  const converted = (per: string) =>
    plan(
      head() +
        unilevel.replace(
          'rounded_per: person',
          `rounded_per: person, pays_in: 'attr:currency', converted_per: ${per}`,
        ),
    )
  // 0.10 + 0.10 EUR: together 33.1 yen, each alone 16.55 yen.
  expect(paid(runPay(converted('person'), input(people, lines, { rates }), month('2026-10')))).toEqual([
    'A uni 33 JPY',
  ])
  expect(paid(runPay(converted('line'), input(people, lines, { rates }), month('2026-10')))).toEqual([
    'A uni 34 JPY',
  ])
  expect(() => runPay(converted('line'), input(people, lines), month('2026-10'))).toThrow(PayProblem)
})

test('a returned order is taken back line by line, or by computing its period anew', () => {
  const lines = [
    line('1', 'C', '2026-09-10', 100n),
    line('R', 'C', '2026-10-05', -50n, { type: 'return', ofOrderId: '1', amountMicro: -50_000_000n }),
  ]
  for (const mode of ['reverse', 'recompute']) {
    const rules = plan(head(`returns: {mode: ${mode}, window_days: 60}`) + unilevel)
    const result = runPay(rules, input(chain, lines), month('2026-10'))
    expect(paid(result)).toEqual(['A uni -500 EUR', 'B uni -500 EUR'])
    const late = plan(head(`returns: {mode: ${mode}, window_days: 20}`) + unilevel)
    expect(paid(runPay(late, input(chain, lines), month('2026-10')))).toEqual([])
  }
})

test('volume below zero is a debt that is made up for before volume counts again', () => {
  const rules = plan(
    `${head('negative_volume: carried')}  own: {kind: amount, base: PV, rate: 100 %, ${rounding}}`,
  )
  const lines = [line('1', 'A', '2026-09-10', -30n, { type: 'return' }), line('2', 'A', '2026-10-10', 50n)]
  const september = runPay(rules, input(chain, lines), month('2026-09'))
  expect(paid(september)).toEqual([])
  const october = runPay(rules, input(chain, lines, { state: september.state }), month('2026-10'))
  expect(paid(october)).toEqual(['A own 2000 EUR'])
})

test('a shared residue adds up to the fund, and what a bonus did not pay can feed a pool', () => {
  const people = [person('A'), person('B'), person('C')]
  const lines = ['A', 'B', 'C'].map((id) => line(id, id, '2026-10-05', 10n))
  const pool = (more: string) =>
    plan(
      `${head()}  pool: {kind: pool, fund: '100', divide: by_shares, shares: PV, nobody: to_company, ${more} ${rounding}}`,
    )
  const whole = runPay(pool('residue: shared,'), input(people, lines), month('2026-10'))
  expect(paid(whole)).toEqual(['A pool 3334 EUR', 'B pool 3333 EUR', 'C pool 3333 EUR'])
  const left = plan(
    `${head('active: PV > 10')}  uni: {kind: levels, tree: sponsor, on: PV, starts_at: source, steps: levels, counts: everybody, depth: 1, rate: 10 %, unpaid: to_company, qualified: active, rounding: half_up, rounded_per: person}
  rest: {kind: pool, fund: unpaid(uni), divide: by_shares, shares: 1, nobody: to_company, ${rounding}}`,
  )
  expect(paid(runPay(left, input(people, lines), month('2026-10')))).toEqual([
    'A rest 100 EUR',
    'B rest 100 EUR',
    'C rest 100 EUR',
  ])
})

test('a leg pays at most its cap, and the sums of a bonus add up to its potential', () => {
  const rules = plan(
    head() + unilevel.replace('rounded_per: person', 'rounded_per: person, leg_cap: 5, cap: 8'),
  )
  const people = [person('A'), person('B', 'A'), person('C', 'A')]
  const lines = [line('1', 'B', '2026-10-05', 100n), line('2', 'C', '2026-10-05', 40n)]
  const result = runPay(rules, input(people, lines), month('2026-10'))
  expect(paid(result)).toEqual(['A uni 800 EUR'])
  const [sums] = result.sums
  expect(sums).toMatchObject({ potential: 14_000_000, paid: 8_000_000, capped: 6_000_000 })
})

test('a weekly bonus across two months is paid on its own week, and the month that the plan says knows it', () => {
  const rules = plan(
    `${head('across: by_end')}  weekly: {kind: amount, for_each: purchases, amount: '1', calendar: week, ${rounding}}
  monthly: {kind: amount, amount: 10 - earned(weekly), ${rounding}}`,
  )
  const people = [person('A')]
  const lines = [
    line('1', 'A', '2026-09-30', 1n),
    line('2', 'A', '2026-10-01', 1n),
    line('3', 'A', '2026-10-07', 1n),
  ]
  const week = runPay(rules, input(people, lines), month('2026-W40'))
  expect(paid(week)).toEqual(['A weekly 200 EUR'])
  const next = runPay(rules, input(people, lines, { state: week.state }), month('2026-W41'))
  const october = runPay(rules, input(people, lines, { state: next.state }), month('2026-10'))
  // The week of 28 September ends in October, so that October knows its 2 and the 1 of the next one.
  expect(paid(october)).toEqual(['A monthly 700 EUR'])
})

test('a week across two months belongs to that of its end, to that of its start, or to none', () => {
  // B's weeks: 30 in W40 (28 September to 4 October), 100 in W41, 1000 in W44 (26 October to 1 November).
  const lines = [
    line('1', 'B', '2026-09-29', 100n),
    line('2', 'B', '2026-10-02', 200n),
    line('3', 'B', '2026-10-07', 1000n),
    line('4', 'B', '2026-10-30', 10_000n),
  ]
  const people = [person('A'), person('B', 'A')]
  const months = ['2026-09', '2026-10', '2026-11']
  const matched = (across: string) => {
    const rules = plan(
      `${head(across)}  weekly: {kind: amount, base: PV, rate: 10 %, calendar: week, ${rounding}}
  matching: {kind: levels, tree: sponsor, on_earned: [weekly], starts_at: upline, steps: levels, counts: everybody, depth: 1, rate: 50 %, unpaid: to_company, ${rounding}}
limits: [{name: most, bonuses: [weekly, matching], per: company, most: 100000}]`,
    )
    let field = input(people, lines)
    const weeks = ['2026-W40', '2026-W41', '2026-W44'].map((label) => {
      const week = runPay(rules, field, month(label))
      field = { ...field, state: week.state }
      return paid(week)[0]
    })
    expect(weeks).toEqual(['B weekly 3000 EUR', 'B weekly 10000 EUR', 'B weekly 100000 EUR'])
    return months.map((label) => {
      const run = runPay(rules, field, month(label)).earnings.find((one) => one.personId === 'A')?.minor ?? 0n
      const checked = checkPay(rules, field, month(label)).people[0]?.earnings.get('matching')?.minor ?? 0n
      return [run, checked]
    })
  }
  const byEnd = [0n, 6500n, 50_000n].map((minor) => [minor, minor])
  expect(matched('across: by_end')).toEqual(byEnd)
  expect(() => matched('')).toThrow('across')
  expect(matched('across: by_start')).toEqual([1500n, 55_000n, 0n].map((minor) => [minor, minor]))
  expect(matched('across: whole_only')).toEqual([0n, 5000n, 0n].map((minor) => [minor, minor]))
})

test('a campaign has its own days', () => {
  const rules = plan(
    `${head('across: by_end\ncampaigns: {spring: {from: 2026-09-20, to: 2026-10-02}}')}  spring bonus: {kind: amount, for_each: purchases, amount: '1', calendar: campaign, ${rounding}}`,
  )
  const lines = ['2026-09-19', '2026-09-20', '2026-10-02', '2026-10-03'].map((day) => line(day, 'A', day, 1n))
  const spring = {
    kind: 'campaign',
    label: 'spring',
    zone: 'Europe/Warsaw',
    fromMs: month('2026-09-20').fromMs,
    untilMs: month('2026-10-02').untilMs,
  } as const
  expect(paid(runPay(rules, input(chain, lines), spring))).toEqual(['A spring bonus 200 EUR'])
})

test('money of orders in another currency counts at the rate of the period that they lie in', () => {
  const volume = '  paid money: {reads: amount, belongs_to: buyer}'
  const rules = plan(
    `${head(volume)}  margin: {kind: amount, for_each: purchases, amount: 10 % * amount, ${rounding}}
  loyal: {kind: amount, amount: 'sum(last 2 periods, paid money)', ${rounding}}`,
  )
  const lines = [
    line('1', 'A', '2026-09-10', 100n, { currency: 'PLN' }),
    line('2', 'A', '2026-10-10', 100n, { currency: 'PLN' }),
    line('3', 'A', '2026-10-11', 100n),
  ]
  const rates: RateInput[] = [
    { period: '2026-09', from: 'EUR', to: 'PLN', ratePico: 4_000_000_000_000n },
    { period: '2026-10', from: 'PLN', to: 'EUR', ratePico: 200_000_000_000n },
  ]
  const field = input([person('A')], lines, { rates })
  // October 20 + 100 EUR, September 25 EUR.
  expect(paid(runPay(rules, field, month('2026-10')))).toEqual(['A margin 1200 EUR', 'A loyal 14500 EUR'])
  const checked = checkPay(rules, field, month('2026-10')).people[0]?.earnings
  expect([checked?.get('margin')?.minor, checked?.get('loyal')?.minor]).toEqual([1200n, 14_500n])
  expect(() => runPay(rules, { ...field, rates: [] }, month('2026-10'))).toThrow(
    'no rate from PLN to EUR in 2026-10',
  )
  expect(() => checkPay(rules, { ...field, rates: [] }, month('2026-10'))).toThrow('no rate from PLN to EUR')
})

test('own volume that is not paid: its rate was taken by who may be paid, and by the company, but is nobody’s part', () => {
  const steps = (unpaid: string) =>
    plan(
      `${head('active: PV >= 100')}  step: {kind: differential, tree: sponsor, on: PV, rate: 10 % + (if PV = 0 then 5 %), against: path_maximum, own: not_paid, unpaid: ${unpaid}, qualified: active or PV = 0, rounding: half_up, rounded_per: person}
  left: {kind: amount, amount: unpaid(step), qualified: attr:company = true, rounding: half_up, rounded_per: person}`,
    )
  const people = [person('A', undefined, { company: 'true' }), person('B', 'A', { company: 'false' })]
  const told = (unpaid: string, pv: bigint) => {
    const field = input(people, [line('1', 'B', '2026-10-05', pv)])
    const run = paid(runPay(steps(unpaid), field, month('2026-10')))
    const checked = checkPay(steps(unpaid), field, month('2026-10')).people.flatMap((one) =>
      [...one.earnings].flatMap(([name, { minor }]) =>
        minor === 0n ? [] : [`${one.id} ${name} ${minor} EUR`],
      ),
    )
    expect(checked).toEqual(run)
    return run
  }
  // B is active with 100 and took 10 % without being paid: A gets the 5 % above it.
  expect(told('pass_up', 100n)).toEqual(['A step 500 EUR'])
  // With 50 B may not be paid: nothing was taken, or the company took it; the own part is nobody's.
  expect(told('pass_up', 50n)).toEqual(['A step 750 EUR'])
  expect(told('to_company', 50n)).toEqual(['A step 250 EUR'])
})

test('a fractional binary chooses the stronger side once, whatever is written', () => {
  const sides = (strong: string) =>
    plan(
      `${head()}  pair: {kind: binary, tree: placement, on: PV, own_volume: none, cycle: {strong: 2, weak: 1}, cycles: fractional, strong_side: ${strong}, per_cycle: '1', carry: both, unqualified: keep, before_first_qualified: keep, evaluated: period, ${rounding}}`,
    )
  const below = (id: string, side: string): PersonInput => ({
    ...person(id, 'A'),
    places: new Map([['placement', { parentId: 'A', side }]]),
  })
  const field = input(
    [person('A'), below('L', 'left'), below('R', 'right')],
    [line('1', 'L', '2026-10-05', 5n), line('2', 'R', '2026-10-05', 4n)],
    { trees: ['placement'] },
  )
  // 5 of the left in cycles of 2 are 2.5; the right gives 2.5 of its 4.
  for (const strong of ['once', 'each_cycle']) {
    expect(paid(runPay(sides(strong), field, month('2026-10')))).toEqual(['A pair 250 EUR'])
    expect(checkPay(sides(strong), field, month('2026-10')).people[0]?.earnings.get('pair')?.minor).toBe(250n)
  }
})

test('of carried volume the oldest is used first, and what is left keeps its age', () => {
  const rules = plan(`${head()}  pairs:
    {kind: binary, tree: placement, on: PV, own_volume: right, cycle: {strong: 100, weak: 100}, cycles: whole, strong_side: once, per_cycle: 10,
     carry: both, unqualified: keep, before_first_qualified: keep, evaluated: period, ${rounding}}`)
  const lot = (period: string, value: string) => ({ personId: 'A', period, name: 'pairs left', value })
  const state = [lot('2026-08', '70'), lot('2026-09', '60'), lot('2026-07', '20')]
  const field = input([person('A')], [line('1', 'A', '2026-10-05', 1000n)], { state, trees: ['placement'] })
  const left = runPay(rules, field, month('2026-10')).state.filter(({ name }) => name === 'pairs left')
  expect(left.map(({ period, value }) => [period, value])).toEqual([['2026-09', '50']])
  expect(checkPay(rules, field, month('2026-10')).state.filter(({ name }) => name === 'pairs left')).toEqual(
    left,
  )
})
