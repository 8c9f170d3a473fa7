import { expect, test } from 'vitest'
import { fileProblemLine } from '../domain/files/file-problem.ts'
import { periodOfPlan } from '../domain/pay/periods.ts'
import { readPayInput } from './read-pay-input.ts'
import { readPayPlanText } from './read-plan-text.ts'
import { RunFilesError } from './run-error.ts'

const planText = `
openfield: 2
plan: small
version: 1
effective: 2026-01-01
time_zone: Europe/Warsaw
currency: EUR
calendar: month
given_pay: [fast start]
paid: kind = distributor
without_owner: company
terminated: keep_place
negative_volume: carried
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
ranks:
  - {rank: Bronze, needs: PV >= 10}
  - {rank: Silver, needs: PV >= 20}
measures:
  third: PV / 3
bonuses:
  welcome:
    {kind: amount, for_each: purchases, amount: 2, once: per_item, qualified: true, rounding: half_up, rounded_per: person}
  promotion: {kind: amount, amount: 5, once: at_rank, qualified: true, rounding: half_up, rounded_per: person}
  pairs:
    {kind: binary, tree: placement, on: PV, own_volume: none, cycle: {strong: 1, weak: 1}, strong_side: each_cycle, cycles: fractional, rate: 10 %, carry: both,
     unqualified: keep, before_first_qualified: keep, evaluated: period, qualified: true, rounding: half_up,
     rounded_per: person}
  fund: {kind: pool, fund: 100, nobody: carry, divide: by_shares, shares: 1, residue: to_company, qualified: true, rounding: half_up, rounded_per: person}
`

const people = 'id,sponsor_id,parent:placement,side:placement\nada,,,\nbo,ada,ada,left\n'
const orders = 'order_id,buyer_id,at,volume:PV\no1,bo,2026-08-01,10\n'

/** What is told of the files of a run in August beside good people and orders. */
async function told(
  file: 'links' | 'earned' | 'state',
  text: string,
  given: Readonly<{ plan?: string; people?: string; others?: readonly string[] }> = {},
): Promise<readonly string[]> {
  const plan = readPayPlanText(given.plan ?? planText, 'plan.yaml')
  const others = (given.others ?? []).map((other) => readPayPlanText(other, 'other.yaml'))
  const first = periodOfPlan(plan, '2026-08')
  if (!first) throw new Error('August is a month')
  const sources = {
    people: { text: given.people ?? people },
    orders: { text: orders },
    [file]: { text },
  }
  try {
    await readPayInput(plan, sources, first, 'everything', [plan, ...others])
    return []
  } catch (error) {
    if (!(error instanceof RunFilesError)) throw error
    return error.problems.flatMap((list) => list.listed.map(fileProblemLine))
  }
}

const version2 = planText.replace('version: 1', 'version: 2').replace('2026-01-01', '2026-03-01')

test('links of a tree that nearly has the name of one that the plan reads are refused once', async () => {
  const links = 'tree,person_id,parent_id,side\nplacment,bo,ada,left\nplacment,ada,,\nsponsr,bo,ada,\n'
  expect(await told('links', links)).toEqual([
    'links.csv, row 2, column tree: found "placment", expected a tree that the plan reads, or the column "parent:placment" in the file of people for a further one; the nearest is "placement" [unknown_tree]',
    expect.stringMatching(
      /^links\.csv, row 4, column tree: found "sponsr".*the nearest is "sponsor" \[unknown_tree\]$/,
    ),
  ])
})

test('links of further trees are taken: of a quite different name, or one that people.csv declares', async () => {
  expect(await told('links', 'tree,person_id,parent_id\nmentors,bo,ada\n')).toEqual([])
  const declared =
    'id,sponsor_id,parent:placement,side:placement,parent:placements\nada,,,,\nbo,ada,ada,left,ada\n'
  expect(await told('links', 'tree,person_id,parent_id\nplacements,bo,ada\n', { people: declared })).toEqual(
    [],
  )
})

test('a link of a tree of two sides is left or right', async () => {
  expect(await told('links', 'tree,person_id,parent_id,side\nplacement,bo,ada,lefft\n')).toEqual([
    'links.csv, row 2, column side: found "lefft", expected left or right; the nearest is "left" [bad_side]',
  ])
})

test('given pay is of a bonus of the plan, of a version beside it, or of a name under given_pay', async () => {
  const earned = (bonus: string) => `person_id,bonus,period,amount\nada,${bonus},2026-08,1.00\n`
  expect(await told('earned', earned('fast start'))).toEqual([])
  expect(await told('earned', earned('pairs'))).toEqual([])
  expect(await told('earned', earned('fast strt'))).toEqual([
    'earned.csv, row 2, column bonus: found "fast strt", expected a bonus of the plan, or a name under its given_pay; the nearest is "fast start" [unknown_bonus]',
  ])
  const renamed = version2.replace('welcome:', 'greeting:')
  expect(await told('earned', earned('greeting'))).toHaveLength(1)
  expect(await told('earned', earned('greeting'), { others: [renamed] })).toEqual([])
})

const state = (...rows: readonly string[]) =>
  `person_id,period,name,value\n${rows.map((row) => `ada,2026-07,${row}\n`).join('')}`

test('every name that a run remembers is taken', async () => {
  const rows = [
    'rank,Silver',
    'career rank,Silver',
    'earned rank,Bronze',
    'rank missed,1',
    'active,true',
    'PV,5',
    'third,2',
    'total PV,5',
    'debt PV,5',
    'paid pairs,2',
    'welcome once,2026-07',
    'welcome once o-17,2026-07',
    'promotion once,Silver',
    'pairs left,5',
    'pairs right,5',
    'pairs qualified,true',
    'fund fund,5',
  ]
  expect(await told('state', state(...rows))).toEqual([])
})

test('state of a name that no run remembers, or of a rank that the plan has not, is refused with the nearest', async () => {
  expect(
    await told('state', state('rnk,Silver', 'total PW,5', 'welcom once o-17,x', 'pairs once o-17,x')),
  ).toEqual([
    'state.csv, row 2, column name: found "rnk", expected a name that a run of the plan remembers, such as rank or "total VOLUME"; the nearest is "rank" [unknown_state]',
    expect.stringContaining('the nearest is "total PV" [unknown_state]'),
    expect.stringContaining('the nearest is "welcome once" [unknown_state]'),
    expect.stringContaining('found "pairs once o-17"'),
  ])
  expect(await told('state', state('rank,Silvr', 'promotion once,Gold', 'career rank,'))).toEqual([
    'state.csv, row 2, column value: found "Silvr", expected a rank of the plan; the nearest is "Silver" [unknown_rank]',
    expect.stringContaining('row 3, column value: found "Gold"'),
    expect.stringContaining('row 4, column value: found nothing'),
  ])
})

test('what an earlier version left is taken, but not a name that is nearly one of this version', async () => {
  const earned = 'person_id,bonus,period,amount\nada,matching,2026-02,1.00\n'
  expect(await told('earned', earned)).toHaveLength(1)
  expect(await told('earned', earned, { plan: version2 })).toEqual([])
  expect(await told('earned', earned.replace('matching', 'pairz'), { plan: version2 })).toHaveLength(1)
  expect(await told('state', state('matching left,5'), { plan: version2 })).toEqual([])
  expect(await told('state', state('matching left,5'))).toHaveLength(1)
  expect(await told('state', state('pairz left,5'), { plan: version2 })).toHaveLength(1)
})
