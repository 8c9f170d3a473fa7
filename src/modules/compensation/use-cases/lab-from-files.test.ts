import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { csvFile, temporaryFolder } from '#test/support/run-folder.ts'
import { labFromFiles } from './lab-from-files.ts'
import { labDifference, readLabPlan } from './lab-plan.ts'
import { readPayPlanText } from './read-plan-text.ts'
import { runPayFiles } from './run-pay-files.ts'
import { refuseForeignLabFolder, writeLabFiles } from './write-lab-files.ts'

const EXAMPLE = 'examples/differential'
const limits = { payoutPpm: 350_000, ownPpm: 300_000 }
const sources = { people: { path: `${EXAMPLE}/people.csv` }, orders: { path: `${EXAMPLE}/orders.csv` } }
const period = '2026-10'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let [text, changed] = ['', '']
beforeAll(async () => {
  folder = await temporaryFolder()
  text = await readFile(`${EXAMPLE}/plan.yaml`, 'utf8')
  changed = text.replace('    rate: 20 %', '    rate: 15 %')
})
afterAll(() => folder.remove())

async function written() {
  const before = readPayPlanText(text, 'plan.yaml')
  const read = readLabPlan(changed, before)
  if ('problems' in read) throw new Error('the changed plan is one')
  const compared = await labFromFiles({ before, after: read.plan }, { sources, periods: period })
  return writeLabFiles(
    folder.path('lab'),
    { ...compared, limits },
    { plans: { before: '', after: '' }, differences: labDifference(text, changed) },
  )
}

/** An amount of a file in whole cents. */
function cents(amount: string): number {
  expect(amount).toMatch(/^-?\d+\.\d{2}$/)
  return Number(amount.replace('.', ''))
}

test('an experiment on files says of each person what two runs of the same files earn', async () => {
  const report = await written()
  const earned = new Map<string, Record<'before' | 'after', number>>()
  for (const [side, planText] of [
    ['before', text],
    ['after', changed],
  ] as const) {
    const out = folder.path(side)
    const plan = readPayPlanText(planText, 'plan.yaml')
    await runPayFiles({ plan, planText, sources, period, out, allowEmpty: false })
    for (const row of await csvFile(`${out}/earnings.csv`)) {
      const own = earned.get(row['person_id'] ?? '') ?? { before: 0, after: 0 }
      own[side] += cents(row['amount'] ?? '')
      earned.set(row['person_id'] ?? '', own)
    }
  }
  const rows = await csvFile(`${folder.path('lab')}/people.csv`)
  expect(
    new Map(
      rows.map((row) => [
        row['person_id'],
        [row['before'], row['after'], row['difference']].map((amount) => cents(amount ?? '')),
      ]),
    ),
  ).toEqual(new Map([...earned].map(([id, { before, after }]) => [id, [before, after, after - before]])))
  expect(rows.length).toBeGreaterThan(3)
  const kept: unknown = JSON.parse(await readFile(`${folder.path('lab')}/summary.json`, 'utf8'))
  expect(kept).toEqual(JSON.parse(JSON.stringify(report)))
  expect(report.differences.map(({ path }) => path)).toEqual(['bonuses.retail margin.rate'])
})

test('a folder with other files is left alone, and one of an earlier experiment replaced', async () => {
  await written()
  await refuseForeignLabFolder(folder.path('lab'))
  await folder.write('lab/letter.txt', 'mine')
  await expect(refuseForeignLabFolder(folder.path('lab'))).rejects.toThrow(/letter\.txt/)
})

test('two plans that cannot be held against each other are told at the line', () => {
  const base = readPayPlanText(text, 'plan.yaml')
  const other = text.replace('currency: INR', 'currency: EUR')
  expect(readLabPlan(other, base)).toMatchObject({
    problems: [{ line: other.split('\n').indexOf('currency: EUR') + 1, path: 'currency' }],
  })
})
