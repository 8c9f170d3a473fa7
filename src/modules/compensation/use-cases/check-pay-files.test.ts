import { readFile, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/run-folder.ts'
import { checkPayFiles, type CheckPayInput } from './check-pay-files.ts'
import { readPayPlanText } from './read-plan-text.ts'
import { RunFilesError } from './run-error.ts'
import { runPayFiles } from './run-pay-files.ts'

const plainText = `
openfield: 2
plan: small
version: 1
effective: 2026-01-01
time_zone: Europe/Warsaw
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
ranks:
  - {rank: Bronze, needs: PV >= 10}
  - {rank: Silver, needs: PV >= 20}
rank_rules: {grace_periods: 1}
measures:
  third: PV / 3
  best below: max(legs, rank)
bonuses:
  unilevel:
    {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 2, rate: 1 / 3,
     unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person}
`

const rows = {
  people: ['id,sponsor_id', 'ada,', 'bo,ada', 'cy,bo'],
  orders: [
    'order_id,buyer_id,at,type,amount,currency,volume:PV',
    'o1,bo,2026-08-01,order,10,EUR,10',
    'o2,cy,2026-08-12,order,20,EUR,20.5',
    'o3,bo,2026-09-03,order,7,EUR,7',
  ],
}

let planText = plainText
let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  planText = plainText
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

/** Runs the plan over the period into `out`, and gives what checks it. */
async function ran(period: string): Promise<CheckPayInput> {
  const plan = readPayPlanText(planText, 'plan.yaml')
  const sources = {
    people: { path: await folder.write('people.csv', rows.people.join('\n')) },
    orders: { path: await folder.write('orders.csv', rows.orders.join('\n')) },
  }
  await runPayFiles({ plan, planText, sources, period, out: folder.path('out'), allowEmpty: false })
  return { plan, sources, period, against: folder.path('out'), people: [] }
}

async function changed(file: string, from: string, to: string): Promise<void> {
  const path = folder.path(`out/${file}`)
  const text = await readFile(path, 'utf8')
  expect(text).toContain(from)
  await writeFile(path, text.replace(from, to))
}

test('everything that a run wrote of everybody is recomputed and equal', async () => {
  // Rank, activity, a volume, two measures, a bonus and the sum of its lines of three people, and the three lines.
  expect(await checkPayFiles(await ran('2026-08'))).toEqual({ people: 3, values: 24, differences: [] })
})

test('of a range each period is recomputed on the state that the one before left', async () => {
  const input = await ran('2026-08..2026-09')
  expect(await checkPayFiles(input)).toEqual({ people: 3, values: 46, differences: [] })
  // Bo's rank is kept by grace: without the state of August it would be none.
  await changed('2026-08/state.csv', 'bo,2026-08,rank,Bronze', 'bo,2026-08,rank,Silver')
  const { differences } = await checkPayFiles(input)
  expect(differences).toContainEqual({
    period: '2026-09',
    person: 'bo',
    what: 'rank',
    run: 'Bronze',
    check: 'Silver',
  })
})

test('an amount, a rank and a bonus that the run has alone are told with both values', async () => {
  const input = await ran('2026-08')
  await changed('earnings.csv', 'ada,unilevel,10.17,EUR', 'ada,unilevel,10.18,EUR\nada,gift,1.00,EUR')
  await changed('people.csv', 'cy,Silver', 'cy,Bronze')
  const { differences } = await checkPayFiles(input)
  const of = (person: string, what: string, run: string, check: string) => ({
    period: '2026-08',
    person,
    what,
    run,
    check,
  })
  expect(differences).toEqual([
    of('ada', 'earned unilevel', '10.18 EUR', '10.17 EUR'),
    of('ada', 'earned gift', '1.00 EUR', 'nothing'),
    of('cy', 'rank', 'Bronze', 'Silver'),
    of('', 'paid unilevel in summary.json', '17', '17.01'),
  ])
})

test('named people alone are looked at, or a sample that a seed draws again', async () => {
  const input = await ran('2026-08')
  await changed('people.csv', 'cy,Silver', 'cy,Bronze')
  expect(await checkPayFiles({ ...input, people: ['ada', 'bo'] })).toEqual({
    people: 2,
    values: 17,
    differences: [],
  })
  const sample = { size: 2, seed: 3 }
  const drawn = await checkPayFiles({ ...input, sample })
  expect(drawn.people).toBe(2)
  expect(await checkPayFiles({ ...input, sample })).toEqual(drawn)
})

test('people whom nobody knows and a folder that no run wrote are refused', async () => {
  const input = await ran('2026-08')
  const refused = (change: Partial<CheckPayInput>) => checkPayFiles({ ...input, ...change })
  await expect(refused({ people: ['zoe'] })).rejects.toThrow(RunFilesError)
  await expect(refused({ people: ['zoe'] })).rejects.toThrow('--person: found zoe')
  await expect(refused({ against: folder.path('nowhere') })).rejects.toThrow('--against: found no people.csv')
})

test('lines that are not the earning, a skip below zero, and sums that do not add up are told', async () => {
  const input = await ran('2026-08')
  const of = (person: string, what: string, run: string, check: string) => ({
    period: '2026-08',
    person,
    what,
    run,
    check,
  })
  await changed(
    'lines.csv',
    'ada,unilevel,o1,bo,1,10,0.333333333333,3.333333333333',
    'ada,unilevel,o1,bo,1,10,0.333333333333,4',
  )
  await changed(
    'skipped.csv',
    'person_id,bonus,source_order,source_person,level,amount,reason,missing\n',
    'person_id,bonus,source_order,source_person,level,amount,reason,missing\nada,unilevel,o1,bo,1,-2,not_paid,\n',
  )
  await changed('summary.json', '"capped": "0"', '"capped": "1"')
  const { differences } = await checkPayFiles(input)
  expect(differences).toEqual([
    of('ada', 'line unilevel of o1 from bo at 1', '4', '3.333333333333'),
    of('ada', 'skipped unilevel of o1 from bo at 1, not_paid', '-2', 'nothing'),
    of('ada', 'lines unilevel', '10.836666666667', '10.17'),
    of('', 'potential unilevel in summary.json', expect.any(String), expect.any(String)),
  ])
})

test('a row of skipped.csv that was touched, taken out or put in is told, with what the checker says', async () => {
  planText = planText.replace('qualified: true', 'qualified: rank >= Silver')
  const input = await ran('2026-08')
  expect((await checkPayFiles(input)).differences).toEqual([])
  const written = (await readFile(folder.path('out/skipped.csv'), 'utf8')).trimEnd().split('\n')
  expect(written.slice(1)).toEqual([
    'ada,unilevel,o1,bo,1,3.333333333333,not_qualified,rank: none of at least Silver',
    'ada,unilevel,o2,cy,2,6.833333333333,not_qualified,rank: none of at least Silver',
    'bo,unilevel,o2,cy,1,6.833333333333,not_qualified,rank: Bronze of at least Silver',
  ])
  const touched = async (edit: (text: string) => string) => {
    const path = folder.path('out/skipped.csv')
    const text = await readFile(path, 'utf8')
    await writeFile(path, edit(text))
    const { differences } = await checkPayFiles(input)
    await writeFile(path, text)
    return differences.map(({ person, what, run, check }) => [person, what, run, check])
  }
  const place = 'skipped unilevel of o2 from cy at 1, not_qualified'
  expect(await touched((text) => text.replace('cy,1,6.833333333333', 'cy,1,6.833333333'))).toEqual([
    ['bo', place, '6.833333333', '6.833333333333'],
  ])
  expect(await touched((text) => text.replace(/bo,unilevel.*\n/, ''))).toEqual([
    ['bo', place, 'nothing', '6.833333333333'],
  ])
  expect(
    await touched((text) => text.replace('1,6.833333333333,not_qualified', '1,6.833333333333,not_paid')),
  ).toEqual([
    ['bo', 'skipped unilevel of o2 from cy at 1, not_paid', '6.833333333333', 'nothing'],
    ['bo', place, 'nothing', '6.833333333333'],
  ])
  expect(await touched((text) => `${text}cy,unilevel,o3,bo,1,1,capped,\n`)).toEqual([
    ['cy', 'skipped unilevel of o3 from bo at 1, capped', '1', 'nothing'],
  ])
})

test('of several versions inside a period each order is checked by the version of its time', async () => {
  const first = await ran('2026-08')
  const laterText = planText
    .replace('version: 1', 'version: 2')
    .replace('effective: 2026-01-01', 'effective: 2026-08-10')
    .replace('rate: 1 / 3', 'rate: 10 %')
  const later = readPayPlanText(laterText, 'plan-2.yaml')
  const { plan, sources } = first
  await runPayFiles({
    plan,
    planText,
    later: [{ plan: later, planText: laterText }],
    sources,
    period: '2026-08',
    out: folder.path('both'),
    allowEmpty: false,
  })
  const against = folder.path('both')
  expect(await checkPayFiles({ ...first, later: [later], against })).toMatchObject({ differences: [] })
  // By the first version alone the second order would have paid a third.
  const alone = await checkPayFiles({ ...first, against })
  expect(alone.differences.map(({ person, what }) => [person, what])).toContainEqual([
    'bo',
    'line unilevel of o2 from cy at 1',
  ])
})
