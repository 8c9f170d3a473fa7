import { mkdir } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/run-folder.ts'
import { runCases } from './run-cases.ts'
import { readPayPlanText } from './read-plan-text.ts'
import { testPlan } from './test-plan.ts'

const plan = `
openfield: 2
plan: small
version: 1
effective: 2026-01-01
time_zone: Europe/Warsaw
currency: EUR
calendar: month
paid: kind = distributor and status = active
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
  group PV: {group_of: PV, tree: sponsor, own: included}
active: PV > 0
ranks:
  - {rank: Bronze, needs: group PV >= 20}
  - {rank: Silver, needs: group PV >= 500}
measures:
  everything: accumulated(PV)
  wide: PV > 15
bonuses:
  team bonus:
    {kind: levels, tree: sponsor, on: PV, starts_at: upline, first_level: 1, steps: levels, counts: everybody, depth: 2,
     rate: 1 / 3, unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person}
tests:
  a third of both levels:
    period: 2026-10
    people: |
      id,sponsor_id
      A,
      B,A
      C,B
    orders: |
      order_id,buyer_id,at,amount,currency,volume:PV
      1,B,2026-10-05,10,EUR,10
      2,C,2026-10-06,10,EUR,10
    expect:
      A: {team bonus: 6.67, rank: Bronze, active: false, volume: {group PV: 20}, measure: {wide: false}}
      B: {team bonus: 3.33, rnk: Bronze}
  a wrong input:
    period: 2026-10
    people: |
      id,sponsor_id
      A,B
    orders: |
      order_id,buyer_id,at,volume:PV
    expect: {A: {team bonus: 0}}
`

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

async function writeCase(name: string, files: Readonly<Record<string, readonly string[] | string>>) {
  await mkdir(folder.path(name))
  for (const [file, rows] of Object.entries(files))
    await folder.write(`${name}/${file}`, typeof rows === 'string' ? rows : rows.join('\n'))
}

const people = ['id,sponsor_id', 'A,', 'B,A', 'C,B']
const orders = [
  'order_id,buyer_id,at,amount,currency,volume:PV',
  '1,B,2026-10-05,10,EUR,10',
  '2,C,2026-10-06,10,EUR,10',
  '3,C,2026-12-06,10,EUR,7',
]

test('every expected value stands beside what the run says, over all periods from the first to the last', async () => {
  const expected = [
    ['A', '2026-10', 'earned team bonus', '6.67', '6.67'],
    ['A', '2026-10', 'earned', '6.670', '6.67'],
    ['B', '2026-10', 'earned team bonus', '3.34', '3.33', 'differs'],
    ['', '2026-10', 'earned team bonus', '10.00', '10'],
    ['A+B', '2026-10', 'earned', '10', '10'],
    ['C', '2026-10', 'earned team bonus', '0', '0'],
    ['A', '2026-10', 'volume group PV', '20', '20'],
    ['A', '2026-10', 'measure wide', 'false', 'false'],
    ['A', '2026-10', 'rank', 'Bronze', 'Bronze'],
    ['C', '2026-10', 'rank', '', ''],
    ['A', '2026-10', 'active', 'false', 'false'],
    ['A', '2026-10', 'line team bonus from C', '3.33', '3.333333333333'],
    ['A', '2026-10', 'line team bonus from C', '3', '3.333333333333', 'differs'],
    ['A', '2026-10', 'level team bonus from C', '2', '2'],
    ['C', '2026-10', 'level team bonus from A', '', ''],
    ['C', '2026-10', 'rate team bonus from A', '0', '0'],
    ['C', '2026-12', 'measure everything', '17', '17'],
    ['A', '2026-11', 'earned', '0', '0'],
  ] as const
  const rows = expected.map(
    ([person, period, what, value]) => `${person},${period},${what},${value},EUR,yes,`,
  )
  await writeCase('small', {
    'plan.yaml': plan,
    'people.csv': people,
    'orders.csv': orders,
    'expected.csv': ['person_id,period,what,expected,unit,published,note', ...rows],
  })
  const got = await runCases(folder.path('.'))
  expect(got.map((row) => [row.person, row.period, row.what, row.expected, row.got, row.equal])).toEqual(
    expected.map(([person, period, what, value, answer, differs]) => [
      person,
      period,
      what,
      value,
      answer,
      differs === undefined,
    ]),
  )
})

test('a second field of other people runs by the plan of its case, and its rows say so', async () => {
  const expected = 'person_id,period,what,expected'
  await writeCase('twice', {
    'plan.yaml': plan,
    'people.csv': people,
    'orders.csv': orders,
    'expected.csv': [expected, 'A,2026-10,earned,6.67'],
  })
  await writeCase('twice/second', {
    'people.csv': ['id,sponsor_id', 'X,', 'Y,X'],
    'orders.csv': ['order_id,buyer_id,at,amount,currency,volume:PV', '1,Y,2026-10-05,30,EUR,30'],
    'expected.csv': [expected, 'X,2026-10,earned,10', 'Y,2026-10,earned,1'],
  })
  const got = await runCases(folder.path('.'))
  expect(got.map((row) => [row.case, row.person, row.got, row.equal])).toEqual([
    ['twice', 'A', '6.67', true],
    ['twice/second', 'X', '10', true],
    ['twice/second', 'Y', '0', false],
  ])
})

test('a question that nothing answers, another currency, and a case that cannot be run are not equal', async () => {
  await writeCase('asks', {
    'plan.yaml': plan,
    'people.csv': people,
    'orders.csv': orders,
    'expected.csv': [
      'person_id,period,what,expected,unit',
      'D,2026-10,earned,0,',
      'A,2026-10,earned team bonsu,0,',
      'A,2026-10,volum PV,0,',
      'A,2026-10,earned,6.67,USD',
    ],
  })
  await writeCase('broken', {
    'plan.yaml': plan.replace('group_of: PV', 'group_of: PW'),
    'people.csv': people,
    'expected.csv': ['person_id,period,what,expected', 'A,2026-10,earned,0'],
  })
  await mkdir(folder.path('no-plan'))
  const got = await runCases(folder.path('.'))
  expect(got.map((row) => [row.case, row.what, row.equal])).toEqual([
    ['asks', 'earned', false],
    ['asks', 'earned team bonsu', false],
    ['asks', 'volum PV', false],
    ['asks', 'earned', false],
    ['broken', 'run', false],
  ])
  expect(got[0]?.got).toBe('nobody is "D"')
  expect(got[1]?.got).toContain('the nearest is "team bonus"')
  expect(got[2]?.got).toContain('the nearest is "volume"')
  expect(got[4]?.got).toMatch(/^plan\.yaml, line \d+, volumes\.group PV\.group_of: found "PW"/)
})

test('the tests of a plan pass, fail and say why they cannot be run', async () => {
  const rows = await testPlan(readPayPlanText(plan, 'plan.yaml'))
  expect(rows.map((row) => [row.test, row.person, row.what, row.got, row.equal])).toEqual([
    ['a third of both levels', 'A', 'team bonus', '6.67', true],
    ['a third of both levels', 'A', 'rank', 'Bronze', true],
    ['a third of both levels', 'A', 'active', 'false', true],
    ['a third of both levels', 'A', 'volume group PV', '20', true],
    ['a third of both levels', 'A', 'measure wide', 'false', true],
    ['a third of both levels', 'B', 'team bonus', '3.33', true],
    ['a third of both levels', 'B', 'rnk', 'no question is "rnk"; the nearest is "rank"', false],
    ['a wrong input', '', 'run', expect.stringContaining('people.csv, row 2, column sponsor_id'), false],
  ])
})
