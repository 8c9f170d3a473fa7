import { mkdir, readFile, readdir } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { csvFile, temporaryFolder } from '#test/support/run-folder.ts'
import { inputNames, type InputName } from '../domain/files/input-files.ts'
import { fileProblemLine } from '../domain/files/file-problem.ts'
import { readPayPlanText } from './read-plan-text.ts'
import { RunFilesError } from './run-error.ts'
import { runPayFiles } from './run-pay-files.ts'

const plan = `
openfield: 2
plan: small
version: 1
effective: 2026-01-01
time_zone: Europe/Warsaw
currency: EUR
units: {points: {decimals: 0}}
calendar: month
paid: kind = distributor and status = active
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
  group PV: {group_of: PV, tree: sponsor, own: included}
ranks:
  - {rank: Bronze, needs: group PV >= 100}
  - {rank: Silver, needs: group PV >= 500}
measures:
  total: accumulated(PV)
bonuses:
  unilevel:
    {kind: levels, tree: sponsor, on: PV, starts_at: upline, first_level: 1, steps: levels, counts: everybody, depth: 2,
     rate: 1 / 3, unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person}
`

const inputs: Readonly<Partial<Record<InputName, readonly string[]>>> = {
  people: ['id,sponsor_id,joined_at,name', 'ada,,2026-01-05,Ada', 'bo,ada,2026-02-01,Bo', 'cy,bo,,Cy'],
  orders: [
    'order_id,buyer_id,at,type,product,quantity,amount,currency,volume:PV',
    'o1,bo,2026-08-01T00:00:00,first,kit,1,10.00,EUR,10',
    'o2,cy,2026-08-12T10:00:00+02:00,order,tea,1,20.50,EUR,20.5',
    'o2,cy,2026-08-12T10:00:00+02:00,order,soap,2,10,EUR,10',
    'o3,bo,2026-09-03,order,tea,1,7,EUR,7.123456',
    'o4,cy,2026-10-31T23:59:59,order,tea,1,1,EUR,1',
    'o5,cy,2026-11-01,order,tea,1,5,EUR,5',
  ],
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

type Given = Readonly<{
  files?: Readonly<Partial<Record<InputName, readonly string[] | Buffer>>>
  plan?: string
  period?: string
  out?: string
  allowEmpty?: boolean
  statePath?: string
}>

async function runWith(given: Given = {}) {
  const texts = { ...inputs, ...given.files }
  const sources: Partial<Record<InputName, { path: string }>> = {}
  for (const name of inputNames) {
    const rows = texts[name]
    if (rows === undefined) continue
    const content = Buffer.isBuffer(rows) ? rows : rows.join('\n')
    sources[name] = { path: await folder.write(`${name}.csv`, content) }
  }
  if (given.statePath !== undefined) sources.state = { path: given.statePath }
  const planText = given.plan ?? plan
  return runPayFiles({
    plan: readPayPlanText(planText, 'plan.yaml'),
    planText,
    sources,
    period: given.period ?? '2026-08',
    out: folder.path(given.out ?? 'out'),
    allowEmpty: given.allowEmpty ?? false,
  })
}

async function refusalOf(given: Given): Promise<string[]> {
  const error = await runWith(given).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect((await readdir(folder.path('.'))).filter((name) => name.includes('out'))).toEqual([])
  if (error instanceof RunFilesError)
    return [...error.lines, ...error.problems.flatMap((list) => list.listed.map(fileProblemLine))]
  throw error ?? new Error('the run was expected to be refused')
}

/** Where problems are and what kind they are, without their words. */
async function placesOf(files: Given['files'], more: Given = {}): Promise<string[]> {
  const lines = await refusalOf({ ...more, files: { ...files } })
  return lines.map((line) => line.replace(/: found .*\[/, ' ['))
}

async function bytesOf(out: string): Promise<Record<string, string>> {
  const entries = await readdir(folder.path(out), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`)
  return Object.fromEntries(
    await Promise.all(
      files
        .toSorted()
        .map(
          async (path) => [path.slice(folder.path(out).length + 1), await readFile(path, 'utf8')] as const,
        ),
    ),
  )
}

const RESULTS = ['earnings.csv', 'lines.csv', 'people.csv', 'skipped.csv', 'state.csv', 'summary.json']

test('each earning is exactly the sum of its printed lines', async () => {
  await runWith()
  expect(Object.keys(await bytesOf('out'))).toEqual(RESULTS)
  const pico = (text = '') =>
    BigInt(text.replace(/^(-?\d+)\.?(\d*)$/, (_, a: string, b: string) => a + b.padEnd(12, '0')))
  const sums = new Map<string, bigint>()
  const lines = await csvFile(folder.path('out/lines.csv'))
  for (const line of lines) {
    const key = `${line['person_id']} ${line['bonus']}`
    sums.set(key, (sums.get(key) ?? 0n) + pico(line['amount']))
  }
  const earnings = await csvFile(folder.path('out/earnings.csv'))
  expect(earnings.length).toBeGreaterThan(1)
  for (const row of earnings)
    expect(sums.get(`${row['person_id']} ${row['bonus']}`)).toBe(pico(row['amount']))
  // A third of 10 ends nowhere: the printed line is cut, and what is missing to the cent stands in the rounding.
  expect(lines.some((line) => line['amount'] === '3.333333333333')).toBe(true)
  expect(lines.some((line) => line['note'] === 'rounding')).toBe(true)
})

test('rows and columns in any order, extra columns and gzip give the same bytes', async () => {
  await runWith({ out: 'out' })
  const turned = (rows: readonly string[] = []) => {
    const swapped = rows.map((row, index) => [...row.split(',').toReversed(), `extra${index}`].join(','))
    return [swapped[0] ?? '', ...swapped.slice(1).toReversed()]
  }
  await runWith({
    out: 'again',
    files: {
      people: turned(inputs.people),
      orders: gzipSync(turned(inputs.orders).join('\r\n')),
    },
  })
  expect(await bytesOf('again')).toEqual(await bytesOf('out'))
})

test('a range and the same periods run singly, chained by their state, give the same bytes', async () => {
  await runWith({ period: '2026-08..2026-10', out: 'range' })
  await runWith({ period: '2026-08', out: 'one' })
  await runWith({ period: '2026-09', out: 'two', statePath: folder.path('one/state.csv') })
  await runWith({ period: '2026-10', out: 'three', statePath: folder.path('two/state.csv') })
  const range = await bytesOf('range')
  expect(Object.keys(range).length).toBe(3 * RESULTS.length + 1)
  for (const [label, out] of [
    ['2026-08', 'one'],
    ['2026-09', 'two'],
    ['2026-10', 'three'],
  ] as const)
    for (const [name, bytes] of Object.entries(await bytesOf(out)))
      expect([label, name, range[`${label}/${name}`]]).toEqual([label, name, bytes])
  expect(range['state.csv']).toBe(range['2026-10/state.csv'])
  expect(range['state.csv']?.split('\n').length).toBeGreaterThan(2)
})

test('the summary counts what lies outside the period and names the versions and every input', async () => {
  const [summary] = await runWith({ period: '2026-09', files: { facts: ['scope,id,name,value'] } })
  expect(summary?.counts).toMatchObject({ people: 3, orders: 1, order_rows: 1 })
  expect(summary?.outside_period).toEqual({
    rows_before: 3,
    rows_after: 2,
    order_ids: ['o1', 'o2', 'o4', 'o5'],
  })
  expect(summary?.engine).toEqual({ version: 2, language: 2 })
  expect(Object.keys(summary?.hashes ?? {})).toEqual(['plan', 'people', 'orders', 'facts'])
})

test('mistakes in people: ids, times, words, ranks, sponsors, and every tree', async () => {
  const found = await refusalOf({
    files: {
      people: [
        'id,sponsor_id,joined_at,kind,status,rank,parent:matrix,side:matrix,side:placement',
        'ada,,2026-02-30,distributer,active,Bronse,,left,',
        'bo,adda,,,gone,,cy,,',
        'cy,bo,,,,,dy,,',
        'dy,cy,,,,,bo,,',
        'bo,,,,,,eve,,',
        ',ada,,,,,,,',
        'e,f,,,,,,,',
        'f,e,,,,,,,',
      ],
    },
  })
  expect(found.map((line) => line.replace(/: found .*\[/, ' ['))).toEqual([
    'people.csv, row 1, column side:placement [missing_column]',
    'people.csv, row 2, column side:matrix [side_without_parent]',
    'people.csv, row 2, column joined_at [bad_date]',
    'people.csv, row 2, column kind [unknown_kind]',
    'people.csv, row 2, column rank [unknown_rank]',
    'people.csv, row 3, column status [unknown_status]',
    'people.csv, row 7, column id [missing_value]',
    'people.csv, row 6, column id [duplicate_id]',
    'people.csv, row 3, column sponsor_id [unknown_sponsor]',
    'people.csv, row 8, column sponsor_id [cycle]',
    'people.csv, row 6, column parent:matrix [unknown_parent]',
    'people.csv, row 3, column parent:matrix [cycle]',
  ])
  expect(found[3]).toContain(
    'found "distributer", expected distributor, preferred, retail, company; the nearest is "distributor"',
  )
  expect(found[4]).toContain('a rank of the plan; the nearest is "Bronze"')
  expect(found[8]).toContain('the nearest is "ada"')
  expect(found[11]).toContain('the circle bo → cy → dy → bo')
})

test('mistakes in orders: people, times, words, currencies, numbers, signs, parties, originals, and rows that disagree', async () => {
  const found = await placesOf({
    parties: ['party_id,host_id,at', 'p1,ada,2026-08-01'],
    orders: [
      'order_id,buyer_id,seller_id,at,type,quantity,amount,currency,party_id,of_order_id,volume:PV,volume:CV',
      'o1,adda,nobody,2026-08-01,order,1,1,EUR,,,1,1',
      'o2,ada,,1.8.2026,refund,"1,5",1.005,EUR,p2,,1e3,1',
      'o3,ada,,2026-08-01,return,1,1,JPX,,o9,-1,0.0000001',
      'o4,ada,,2026-08-01,order,1,1.5,JPY,,,1,-1',
      'o5,ada,,2026-08-01,order,1,1.234,KWD,,,1,1',
      'o6,ada,,2026-08-01,order,1,1,EUR,p1,,1,1',
      'o6,bo,ada,2026-08-02,first,1,1,USD,,,1,1',
      ',ada,,,order,,,,,,,',
    ],
  })
  expect(found).toEqual([
    'orders.csv, row 2, column buyer_id [unknown_person]',
    'orders.csv, row 2, column seller_id [unknown_person]',
    'orders.csv, row 3, column at [bad_date]',
    'orders.csv, row 3, column type [unknown_type]',
    'orders.csv, row 3, column quantity [bad_number]',
    'orders.csv, row 3, column amount [bad_number]',
    'orders.csv, row 3, column party_id [unknown_party]',
    'orders.csv, row 3, column volume:PV [bad_number]',
    'orders.csv, row 4, column currency [unknown_currency]',
    'orders.csv, row 4, column volume:CV [bad_number]',
    'orders.csv, row 4, column quantity [wrong_sign]',
    'orders.csv, row 4, column amount [wrong_sign]',
    'orders.csv, row 5, column amount [bad_number]',
    'orders.csv, row 5, column volume:CV [wrong_sign]',
    ...['buyer_id', 'seller_id', 'at', 'type', 'currency', 'party_id'].map(
      (column) => `orders.csv, row 8, column ${column} [rows_disagree]`,
    ),
    'orders.csv, row 9, column order_id [missing_value]',
    'orders.csv, row 9, column at [missing_value]',
    'orders.csv, row 4, column of_order_id [unknown_order]',
  ])
})

test('mistakes in facts, links, parties and state', async () => {
  const found = await placesOf({
    facts: [
      'scope,id,name,value,from,to',
      'persn,ada,goal,1,,',
      'person,adda,goal,1,,',
      'person,,goal,1,,',
      'company,ada,goal,1,,',
      'order,o99,goal,1,2026-08-02,2026-08-01',
      'person,ada,goal,1,2026-08-01,2026-09-01',
      'person,ada,goal,2,2026-08-31,',
      'person,ada,,2,,',
      'person,bo,status,suspendd,2026-08-10,',
      'person,bo,kind,partner,,2026-08-10',
    ],
    links: [
      'tree,person_id,parent_id,side,from,to',
      'matrix,ada,zed,,,',
      'matrix,bo,ada,,2026-08-01,2026-09-01',
      'matrix,bo,cy,,2026-08-15,',
      'matrix,cy,,left,,',
      'sponsor,ada,cy,,2026-09-01,2026-10-01',
    ],
    parties: [
      'party_id,host_id,seller_id,at,closed_at',
      'p1,ada,bo,2026-08-02,2026-08-01',
      'p1,ann,bo,2026-08-02,',
    ],
    state: [
      'person_id,period,name,value',
      'eve,2026-07,total PV,1',
      'ada,2026-08,total PV,1',
      'ada,July,total PV,1',
      'bo,2026-07,total PV,1',
      'bo,2026-07,total PV,2',
    ],
  })
  expect(found).toEqual([
    'facts.csv, row 2, column scope [unknown_scope]',
    'facts.csv, row 3, column id [unknown_person]',
    'facts.csv, row 4, column id [missing_value]',
    'facts.csv, row 5, column id [company_with_id]',
    'facts.csv, row 6, column to [empty_time]',
    'facts.csv, row 6, column id [unknown_order]',
    'facts.csv, row 9, column name [missing_value]',
    'facts.csv, row 10, column value [unknown_status]',
    'facts.csv, row 11, column value [unknown_kind]',
    'facts.csv, row 8, column from [overlapping_facts]',
    'links.csv, row 2, column parent_id [unknown_person]',
    'links.csv, row 5, column side [side_without_parent]',
    'links.csv, row 4, column from [overlapping_links]',
    'links.csv, row 6, column parent_id [cycle]',
    'parties.csv, row 2, column closed_at [empty_time]',
    'parties.csv, row 3, column host_id [unknown_person]',
    'parties.csv, row 3, column party_id [duplicate_id]',
    'state.csv, row 2, column person_id [unknown_person]',
    'state.csv, row 4, column period [bad_period]',
    'state.csv, row 6, column name [duplicate_state]',
    'state.csv, row 3, column period [state_not_before]',
  ])
})

test('mistakes in given pay, rates and corrections', async () => {
  const found = await placesOf({
    earned: [
      'person_id,bonus,period,amount,currency',
      'ada,unilevel,2026-08,1.005,EUR',
      'ada,unilevel,2026-13,5,point',
      'ada,unilevel,2026-08,1.5,points',
      'adda,,2026-08,1,',
    ],
    rates: [
      'period,from,to,rate',
      '2026-08,USD,EUR,0.912345678901',
      '2026-08,USD,EUR,0.9',
      '2026-08,US,EUR,0',
      ',USD,EUR,1.5e2',
    ],
    adjust: [
      'person_id,kind,name,value,at,until,reason',
      'ada,volume,PW,5,2026-08-01,,',
      'ada,volume,PV,five,2026-08-01,,',
      'ada,rank,Gold,,2026-08-01,,',
      'ada,rank,Silver,kept,2026-08-01,,',
      'ada,bonus,unilevl,5,2026-08-01,,',
      'ada,waiver,activ,,2026-08-01,,',
      'ada,wavier,active,,2026-8-1,,',
      'ada,exclusion,every,,2026-08-01,,',
      'ada,volume,PV,5,2026-08-01,2026-08-02,',
      'ada,exclusion,all,,2026-08-03,2026-08-03,',
    ],
  })
  expect(found).toEqual([
    'earned.csv, row 2, column amount [bad_number]',
    'earned.csv, row 3, column currency [unknown_currency]',
    'earned.csv, row 3, column period [bad_period]',
    'earned.csv, row 4, column amount [bad_number]',
    'earned.csv, row 5, column person_id [unknown_person]',
    'earned.csv, row 5, column bonus [missing_value]',
    'rates.csv, row 3, column rate [duplicate_rate]',
    'rates.csv, row 4, column from [unknown_currency]',
    'rates.csv, row 4, column rate [bad_number]',
    'rates.csv, row 5, column period [missing_value]',
    'rates.csv, row 5, column rate [bad_number]',
    'adjust.csv, row 2, column name [unknown_volume]',
    'adjust.csv, row 3, column value [bad_number]',
    'adjust.csv, row 4, column name [unknown_rank]',
    'adjust.csv, row 5, column value [bad_value]',
    'adjust.csv, row 6, column name [unknown_bonus]',
    'adjust.csv, row 7, column name [unknown_waiver]',
    'adjust.csv, row 8, column kind [unknown_kind]',
    'adjust.csv, row 8, column at [bad_date]',
    'adjust.csv, row 9, column name [unknown_exclusion]',
    'adjust.csv, row 10, column until [no_end]',
    'adjust.csv, row 11, column until [ends_before]',
  ])
})

test('what the plan reads and no file gives is told with the nearest name', async () => {
  const found = await refusalOf({
    plan: plan.replace("'volume:PV'", "'volume:PW'").replace('levels, tree: sponsor', 'levels, tree: matrx'),
    files: { links: ['tree,person_id,parent_id', 'matrix,bo,ada'] },
  })
  expect(found).toEqual([
    expect.stringMatching(
      /^people\.csv, row 1, column parent:matrx: .*"matrx", which the plan reads; the nearest is "matrix" \[missing_tree\]$/,
    ),
    expect.stringMatching(
      /^orders\.csv, row 1, column volume:PW: .*the nearest column is "volume:PV" \[missing_column\]$/,
    ),
  ])
})

test('links that would be a circle together but hold at different times are taken', async () => {
  await runWith({
    files: {
      links: [
        'tree,person_id,parent_id,from,to',
        'matrix,bo,ada,2026-01-01,2026-06-01',
        'matrix,ada,bo,2026-06-01,',
        'matrix,bo,,2026-06-01,',
      ],
    },
  })
  expect(await readdir(folder.path('out'))).toEqual(RESULTS)
})

test('a file that broke off is told alone, and the others with their own mistakes', async () => {
  const found = await placesOf({
    people: gzipSync((inputs.people ?? []).join('\n')).subarray(0, 40),
    orders: ['order_id,buyer_id,at,volume:PV', 'o1,nobody,tomorrow,1'],
  })
  expect(found).toEqual(['people.csv, row 1 [bad_csv]', 'orders.csv, row 2, column at [bad_date]'])
})

test('rows with too few or too many columns are told by their number, with the mistakes of the other rows', async () => {
  const found = await refusalOf({
    files: {
      people: ['id,sponsor_id,joined_at', 'ada,', 'bo,ada,2026-02-01,Bo,more', '', 'cy,bo,soon'],
      orders: ['order_id,buyer_id,at,volume:PV', 'o1,ada,2026-08-01,1', 'o2', 'o3,ann,2026-08-01,1'],
    },
  })
  expect(found).toEqual([
    'people.csv, row 2: found 2 columns, expected 3 [ragged_row]',
    'people.csv, row 3: found 5 columns, expected 3 [ragged_row]',
    expect.stringContaining('people.csv, row 4, column joined_at: found "soon"'),
    'orders.csv, row 3: found 1 column, expected 4 [ragged_row]',
    expect.stringContaining('orders.csv, row 4, column buyer_id: found "ann"'),
  ])
})

test.each([
  ['o2,"cy,2026-08-01,1', 'found a quote that nothing closes, expected a closing " before the end'],
  [
    'o2,c"y,2026-08-01,1',
    'found a quote inside a cell that does not begin with one, expected such a cell in quotes',
  ],
  ['o2,"c"y,2026-08-01,1', 'found text after a closing quote, expected a comma or the end of the row'],
])('quotes that are wrong are told with the row, in own words: %s', async (row, words) => {
  const orders = ['order_id,buyer_id,at,volume:PV', 'o1,cy,2026-08-01,1', row]
  expect(await refusalOf({ files: { orders } })).toEqual([
    expect.stringContaining(`orders.csv, row 3: ${words}`),
  ])
})

test('a text where a rule needs a number is told with the fact or attribute that has it, and its file', async () => {
  const reads = (rule: string) => plan.replace('total: accumulated(PV)', `total: ${rule}`)
  expect(
    await refusalOf({
      plan: reads('fact:target + 1'),
      files: { facts: ['scope,id,name,value', 'person,bo,target,abc', 'person,bo,note,abc'] },
    }),
  ).toEqual([
    '2026-08: found "abc" in a fact or attribute, expected a number with at most six decimals; it stands in the fact "target" of person bo (facts.csv)',
  ])
  const people = ['id,sponsor_id,attr:target,attr:note', 'ada,,12,abc', 'bo,ada,1.5,x', 'cy,bo,abc,x']
  expect(await refusalOf({ plan: reads('attr:target + 1'), files: { people } })).toEqual([
    expect.stringMatching(/; it stands in attr:target of person cy \(people\.csv\)$/),
  ])
})

test('a misspelt currency is told with the nearest', async () => {
  const rates = ['period,from,to,rate', '2026-08,EURO,PLN,4.2']
  expect(await refusalOf({ files: { rates } })).toEqual([
    'rates.csv, row 2, column from: found "EURO", expected an ISO 4217 currency such as EUR, or a unit that the plan declares; the nearest is "EUR" [unknown_currency]',
  ])
})

test('periods: no orders, another calendar, before the plan, the wrong way round, or none at all', async () => {
  expect(await refusalOf({ period: '2026-07..2026-08' })).toEqual([
    expect.stringContaining('no order lies in 2026-07'),
  ])
  expect(await refusalOf({ period: '2026-W32' })).toEqual([
    expect.stringContaining('the week 2026-W32, expected a month'),
  ])
  expect(await refusalOf({ period: '2025-12' })).toEqual([
    expect.stringContaining('starts before the plan does'),
  ])
  expect(await refusalOf({ period: '2026-09..2026-08' })).toEqual([
    expect.stringContaining('the earlier first'),
  ])
  expect(await refusalOf({ period: 'August' })).toEqual([expect.stringContaining('found "August"')])
  const [summary] = await runWith({ period: '2026-07', allowEmpty: true })
  expect(summary?.counts.orders).toBe(0)
})

test('a campaign is a period, and what it remembers feeds the month in which it ends', async () => {
  const campaigns =
    plan.replace(
      'calendar: month',
      'calendar: month\nacross: by_end\ncampaigns: {summer: {from: 2026-08-10, to: 2026-09-05}}',
    ) +
    `  summer bonus:
    {kind: amount, for_each: purchases, amount: 2, once: per_item, calendar: campaign, qualified: true,
     rounding: half_up, rounded_per: person}
`
  await runWith({ plan: campaigns, period: 'summer', out: 'summer' })
  expect(await csvFile(folder.path('summer/earnings.csv'))).toEqual([
    { person_id: 'bo', bonus: 'summer bonus', amount: '2.00', currency: 'EUR' },
    { person_id: 'cy', bonus: 'summer bonus', amount: '2.00', currency: 'EUR' },
  ])
  expect(await readFile(folder.path('summer/state.csv'), 'utf8')).toContain(',summer,')
  await runWith({
    plan: campaigns,
    period: '2026-09',
    out: 'month',
    statePath: folder.path('summer/state.csv'),
  })
  expect(await placesOf({}, { plan: campaigns, period: 'winter' })).toEqual([
    expect.stringContaining('--period: found "winter"'),
  ])
})

test('a folder with files of somebody else is not replaced, that of an earlier run is', async () => {
  await mkdir(folder.path('taken'))
  await folder.write('taken/precious.txt', 'kept')
  await expect(runWith({ out: 'taken' })).rejects.toThrow('with other files in it (precious.txt)')
  await expect(runWith({ out: 'taken/precious.txt' })).rejects.toThrow('found a file with the name')
  expect(await readFile(folder.path('taken/precious.txt'), 'utf8')).toBe('kept')
  await runWith({ period: '2026-08..2026-09' })
  await runWith()
  expect(await readdir(folder.path('out'))).toEqual(RESULTS)
})
