import { readFile, readdir } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { csvFile, temporaryFolder } from '#test/support/run-folder.ts'
import { fileProblemLine } from '../domain/files/file-problem.ts'
import { PlanTextError, RunFilesError } from './run-error.ts'
import { runFiles } from './run-files.ts'

const plan = `
openfield: 1
plan: small
version: 3
effective: 2026-01-01
time_zone: Europe/Warsaw
currency: EUR
calendar: month
pays: {kinds: [distributor], statuses: [active]}
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
  group PV: {group_of: PV, tree: sponsor, own: included}
active:
  - {volume: PV, at_least: 50}
ranks:
  - {rank: Sprout, needs: [{volume: group PV, at_least: 100}]}
  - {rank: Grower, needs: [{volume: group PV, at_least: 250}, {legs_with: Sprout, at_least: 2}]}
tables:
  team: {by: group PV, steps: [{from: 100, rate: 5 %}, {from: 250, rate: 10 %}]}
bonuses:
  team bonus:
    {kind: differential, tree: sponsor, on: PV, table: team, against: path_maximum, unqualified: pass_up,
     unit_value: 1.15 EUR, needs_active: true, rounding: half_up}
`
const people = [
  'id,sponsor_id,kind,status',
  'ada,,distributor,active',
  'bo,ada,distributor,active',
  'cy,bo,distributor,active',
  'di,ada,distributor,suspended',
  'ed,cy,retail,active',
]
const orders = [
  'order_id,buyer_id,seller_id,at,type,amount,currency,volume:PV',
  'o1,,ada,2026-10-01T00:00:00,order,60,EUR,60',
  'o2,ed,cy,2026-10-12T10:00:00+02:00,order,130,EUR,130.33',
  'o3,,bo,2026-10-31T23:59:59,order,20,EUR,20',
  'o4,ed,cy,2026-10-20,return,-10,EUR,-10.11',
  'o5,,bo,2026-11-01T00:00:00,order,500,EUR,500',
  'o6,,di,2026-10-05,order,100,EUR,100',
]

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

type Texts = Readonly<{
  plan?: string
  people?: readonly string[]
  orders?: readonly string[] | Buffer
  period?: string
  out?: string
  allowEmpty?: boolean
}>

async function runWith(texts: Texts = {}) {
  const rows = texts.orders ?? orders
  return runFiles({
    plan: await folder.write('plan.yaml', texts.plan ?? plan),
    people: await folder.write('people.csv', (texts.people ?? people).join('\n')),
    orders: await folder.write('orders.csv', Buffer.isBuffer(rows) ? rows : rows.join('\n')),
    period: texts.period ?? '2026-10',
    out: folder.path(texts.out ?? 'out'),
    allowEmpty: texts.allowEmpty ?? false,
  })
}

async function problemsOf(texts: Texts): Promise<string[]> {
  const error = await runWith(texts).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(await readdir(folder.path('.'))).not.toContain('out')
  if (error instanceof PlanTextError) return [...error.lines]
  if (error instanceof RunFilesError)
    return [...error.lines, ...error.problems.flatMap((list) => list.listed.map(fileProblemLine))]
  throw error ?? new Error('the run was expected to be refused')
}

async function bytesOf(out: string): Promise<Record<string, string>> {
  const names = (await readdir(folder.path(out))).toSorted()
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, await readFile(folder.path(`${out}/${name}`), 'utf8')] as const),
    ),
  )
}

test('earnings, their lines, who was skipped and what was missing', async () => {
  await runWith()
  // cy: group 120.22, 5 %; bo lacks 30 of 50 PV, is passed over; ada: group 300.22, 10 %, so 5 % of cy's and 10 % of the rest.
  expect(await csvFile(folder.path('out/earnings.csv'))).toEqual([
    { person_id: 'ada', bonus: 'team bonus', amount: '27.61', currency: 'EUR' },
    { person_id: 'cy', bonus: 'team bonus', amount: '6.91', currency: 'EUR' },
  ])
  const lines = await csvFile(folder.path('out/lines.csv'))
  expect(lines.filter((line) => line['person_id'] === 'cy')).toEqual([
    {
      person_id: 'cy',
      bonus: 'team bonus',
      source_order: 'o2',
      source_person: 'cy',
      level: '0',
      base: '130.33',
      rate: '0.05',
      amount: '7.493975',
      note: '',
    },
    {
      person_id: 'cy',
      bonus: 'team bonus',
      source_order: 'o4',
      source_person: 'cy',
      level: '0',
      base: '-10.11',
      rate: '0.05',
      amount: '-0.581325',
      note: '',
    },
    {
      person_id: 'cy',
      bonus: 'team bonus',
      source_order: '',
      source_person: '',
      level: '',
      base: '',
      rate: '',
      amount: '-0.00265',
      note: 'rounding half_up',
    },
  ])
  expect(await csvFile(folder.path('out/skipped.csv'))).toEqual([
    {
      person_id: 'bo',
      bonus: 'team bonus',
      source_order: 'o3',
      source_person: 'bo',
      level: '0',
      amount: '1.15',
      reason: 'not_active',
      missing: '30 PV',
    },
    {
      person_id: 'di',
      bonus: 'team bonus',
      source_order: 'o6',
      source_person: 'di',
      level: '0',
      amount: '5.75',
      reason: 'status',
      missing: 'status active',
    },
  ])
})

test('ranks, the next one and what is missing to it', async () => {
  await runWith()
  const rows = await csvFile(folder.path('out/people.csv'))
  expect(
    rows.map((row) => [
      row['id'],
      row['rank'],
      row['next_rank'],
      row['missing'],
      row['active'],
      row['volume:group PV'],
    ]),
  ).toEqual([
    ['ada', 'Grower', '', '', 'yes', '300.22'],
    ['bo', 'Sprout', 'Grower', '109.78 group PV; 1 legs with Sprout', 'no', '140.22'],
    ['cy', 'Sprout', 'Grower', '129.78 group PV; 2 legs with Sprout', 'yes', '120.22'],
    ['di', 'Sprout', 'Grower', '150 group PV; 2 legs with Sprout', 'yes', '100'],
    ['ed', '', 'Sprout', '100 group PV', 'no', '0'],
  ])
})

test('the period is cut at local midnights and what lies outside is counted and named', async () => {
  const summary = await runWith()
  expect(summary.counts).toMatchObject({ orders: 5, people: 5, people_with_pay: 2 })
  expect(summary.outside_period).toEqual({ rows_before: 0, rows_after: 1, order_ids: ['o5'] })
  expect(summary.sales).toEqual({ EUR: '300.000000' })
  expect(summary.payout_share).toBe('0.1151')
})

test('rows and columns in any order, extra columns and gzip give the same bytes', async () => {
  await runWith({ out: 'out' })
  const swapped = orders.map((row) => [...row.split(',').toReversed(), 'extra'].join(','))
  const shuffled = [swapped[0] ?? '', ...swapped.slice(1).toReversed()]
  await runWith({
    out: 'again',
    people: [people[0] ?? '', ...people.slice(1).toReversed()],
    orders: gzipSync(shuffled.join('\r\n')),
  })
  expect(await bytesOf('again')).toEqual(await bytesOf('out'))
})

test('several rows of one order are one order', async () => {
  const split = [
    ...orders.slice(0, 2),
    'o2,ed,cy,2026-10-12T10:00:00+02:00,order,30,EUR,30.33',
    'o2,ed,cy,2026-10-12T10:00:00+02:00,order,100,EUR,100',
    ...orders.slice(3),
  ]
  await runWith({ out: 'whole' })
  await runWith({ out: 'split', orders: split })
  const [whole, parts] = [await bytesOf('whole'), await bytesOf('split')]
  for (const name of ['earnings.csv', 'lines.csv', 'skipped.csv', 'people.csv'])
    expect(parts[name]).toBe(whole[name])
})

test('all mistakes of a file are told at once, with row, column and what was expected', async () => {
  const found = await problemsOf({
    orders: [
      orders[0] ?? '',
      'o1,,nobody,2026-10-01,order,1,EUR,1',
      'o2,,ada,1.10.2026,order,1,EUR,1',
      'o3,,ada,2026-10-01,order,"1,5",EUR,1e3',
      'o4,,ada,2026-10-01,refund,1,EURO,1',
      'o5,,ada,2026-10-01,return,1,EUR,1',
      'o6,,ada,2026-10-01,order,1.005,EUR,-1',
      'o7,,ada,2026-10-01,order,1,EUR,1',
      'o7,,bo,2026-10-01,order,1,EUR,1',
    ],
  })
  expect(found.map((line) => line.replace(/: found .*\[/, ' ['))).toEqual([
    'orders.csv, row 2, column seller_id [unknown_person]',
    'orders.csv, row 3, column at [bad_date]',
    'orders.csv, row 4, column amount [bad_number]',
    'orders.csv, row 4, column volume:PV [bad_number]',
    'orders.csv, row 5, column type [unknown_type]',
    'orders.csv, row 5, column currency [unknown_currency]',
    'orders.csv, row 6, column amount [wrong_sign]',
    'orders.csv, row 6, column volume:PV [wrong_sign]',
    'orders.csv, row 7, column amount [bad_number]',
    'orders.csv, row 7, column volume:PV [wrong_sign]',
    'orders.csv, row 9, column seller_id [rows_disagree]',
  ])
})

test('people who do not form a forest are refused', async () => {
  const found = await problemsOf({
    people: ['id,sponsor_id', 'a,', 'b,zz', 'c,d', 'd,e', 'e,c', 'a,', ',a', 'x,x'],
  })
  expect(found.map((line) => line.replace(/ expected .*\[/, ' ['))).toEqual([
    'people.csv, row 8, column id: found nothing, [missing_value]',
    'people.csv, row 7, column id: found "a", as in row 2, [duplicate_id]',
    'people.csv, row 3, column sponsor_id: found "zz", [unknown_sponsor]',
    'people.csv, row 4, column sponsor_id: found the circle c → d → e → c, [cycle]',
    'people.csv, row 9, column sponsor_id: found the circle x → x, [cycle]',
  ])
})

test('a plan that reads a column which no file gives is refused with the nearest name', async () => {
  const [line] = await problemsOf({ plan: plan.replace("'volume:PV'", "'volume:PW'") })
  expect(line).toContain('"volume:PW", which the plan reads; the nearest column is "volume:PV"')
})

test('plan errors carry line and path and the nearest word', async () => {
  const found = await problemsOf({
    plan: plan.replace('legs_with: Sprout', 'legs_with: Sprot').replace('version: 3', 'version: three'),
  })
  expect(found).toEqual([
    expect.stringMatching(/^plan\.yaml, line 4, version: found "three", expected a whole number/),
    expect.stringMatching(
      /^plan\.yaml, line 18, ranks\[1\]\.needs\[1\]\.legs_with: found "Sprot".* Did you mean "Sprout"\?$/,
    ),
  ])
})

test('a period without orders is refused unless it is allowed', async () => {
  const empty = { orders: orders.slice(0, 1).concat(orders[5] ?? '') }
  expect(await problemsOf(empty)).toEqual([
    expect.stringContaining('no order lies in 2026-10 (0 rows lie before it, 1 after it)'),
  ])
  const summary = await runWith({ ...empty, allowEmpty: true })
  expect(summary.paid).toEqual({ EUR: '0.00' })
})

test('a period of another calendar, one before the plan, and one that is none are refused', async () => {
  expect(await problemsOf({ period: '2026-W41' })).toEqual([
    expect.stringContaining('the week 2026-W41, expected a month'),
  ])
  expect(await problemsOf({ period: '2025-12' })).toEqual([
    expect.stringContaining('starts before the plan does'),
  ])
  expect(await problemsOf({ period: 'October' })).toEqual([expect.stringContaining('found "October"')])
})

test('files that are missing, empty, cut off or no CSV are told apart', async () => {
  const [missing] = await runFiles({
    plan: await folder.write('plan.yaml', plan),
    people: folder.path('none.csv'),
    orders: folder.path('none.csv'),
    period: '2026-10',
    out: folder.path('out'),
    allowEmpty: false,
  }).then(
    () => [],
    (error: unknown) => (error instanceof RunFilesError ? error.problems.flatMap((list) => list.listed) : []),
  )
  expect(missing?.code).toBe('unreadable_file')
  expect(await problemsOf({ orders: Buffer.alloc(0) })).toEqual([expect.stringContaining('[empty_file]')])
  expect(await problemsOf({ orders: gzipSync(orders.join('\n')).subarray(0, 40) })).toEqual([
    expect.stringContaining('[bad_csv]'),
  ])
  expect(await problemsOf({ orders: [...orders, 'o9,"ada'] })).toEqual([expect.stringContaining('[bad_csv]')])
})

test('a folder with files of somebody else is not replaced', async () => {
  await folder.write('precious.txt', 'kept')
  await expect(runWith({ out: '.' })).rejects.toThrow('with other files in it')
  expect(await readFile(folder.path('precious.txt'), 'utf8')).toBe('kept')
})

test('currencies with no and with three decimals are paid in their own minor unit', async () => {
  for (const [currency, amount] of [
    ['JPY', '7'],
    ['KWD', '6.913'],
  ] as const) {
    await runWith({
      plan: plan.replaceAll('EUR', currency),
      orders: orders.map((row) => row.replace('EUR', currency)),
    })
    const rows = await csvFile(folder.path('out/earnings.csv'))
    expect(rows.find((row) => row['person_id'] === 'cy')).toMatchObject({ amount, currency })
  }
})

test('volume of the seller is the buyer’s where nobody sold, and the company’s where nobody bought either', async () => {
  const summary = await runWith({
    plan: plan.replace(
      'belongs_to: seller}',
      "belongs_to: seller}\n  customer PV: {reads: 'volume:PV', belongs_to: seller, bought: by_others}",
    ),
    orders: [
      orders[0] ?? '',
      'o1,bo,,2026-10-02,order,1,EUR,70',
      'o2,,,2026-10-03,order,1,EUR,5',
      'o3,ed,bo,2026-10-04,order,1,EUR,8',
      'o4,bo,bo,2026-10-05,order,1,EUR,2',
    ],
  })
  const bo = (await csvFile(folder.path('out/people.csv'))).find((row) => row['id'] === 'bo')
  expect([bo?.['volume:PV'], bo?.['volume:customer PV']]).toEqual(['80', '8'])
  expect(summary.volumes['PV']).toEqual({ of_people: '80', of_nobody: '5' })
})

test('a plan that refuses volume without an owner names the row', async () => {
  const found = await problemsOf({
    plan: plan.replace('without_owner: company', 'without_owner: refuse'),
    orders: [orders[0] ?? '', 'o2,,,2026-10-03,order,1,EUR,5'],
  })
  expect(found).toEqual([expect.stringMatching(/^orders\.csv, row 2, column buyer_id: .*\[no_owner\]$/)])
})
