import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { formatDecimal, parseDecimal } from '#shared/decimal.ts'
import { csvFile, temporaryFolder } from '#test/support/run-folder.ts'
import { runPlan } from '#test/support/run-plan.ts'
import { runCase } from './run-cases.ts'

// The published cases lie beside the project, not in it: where the folder is missing, one line says what was not run.
const casesFolder = new URL('../../../../../shared/cases/compensation/', import.meta.url)
const meant = /^amway-india-.*\.json$/
const example = (name: string) =>
  new URL(`../../../../examples/differential/${name}`, import.meta.url).pathname

const decimalText = z.union([z.number(), z.string()]).transform(String)
const publishedCase = z.object({
  network: z.object({
    nodes: z.array(
      z.object({ id: z.string(), sponsor: z.string().nullable(), pv: decimalText, bv: decimalText }),
    ),
  }),
  expected: z.array(
    z.object({ person: z.string(), bonus: z.string(), amount: decimalText, unit: z.string() }),
  ),
})

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder.remove())

/** What a run says of people, in the words of expected values: a bonus, a measure, or the total. */
async function answersOf(out: string) {
  const earnings = await csvFile(folder.path(`${out}/earnings.csv`))
  const people = await csvFile(folder.path(`${out}/people.csv`))
  return (persons: string, kind: string, name: string): string => {
    const ids = persons.split('+')
    const micro = (text: string | undefined) => {
      const value = parseDecimal(text ?? '0', 12)
      if (typeof value !== 'bigint') throw new Error(`${text} is no amount`)
      return value
    }
    const values =
      kind === 'measure'
        ? people.filter((row) => ids.includes(row['id'] ?? '')).map((row) => micro(row[`measure:${name}`]))
        : earnings
            .filter(
              (row) => ids.includes(row['person_id'] ?? '') && (kind === 'total' || row['bonus'] === name),
            )
            .map((row) => micro(row['amount']))
    return formatDecimal(values.reduce((sum, value) => sum + value, 0n) / 10n ** 10n, 2)
  }
}

const hundredth = (text: string) => formatDecimal(BigInt(parseDecimal(text, 2)), 2)

test('the example equals every value of its expected file', async () => {
  const rows = await runCase(example(''), 'differential')
  expect(rows.map(({ person, what, expected }) => [person, what, expected])).toEqual(
    (await csvFile(example('expected.csv'))).map((row) => [row['person_id'], row['what'], row['expected']]),
  )
  expect(rows.filter((row) => !row.equal)).toEqual([])
})

/** The sources' words for a bonus, in the plan's words. */
function planWord(bonus: string): [kind: string, name: string] {
  if (bonus === 'total') return ['total', 'total']
  if (bonus === 'group bonus gross') return ['measure', bonus]
  return ['bonus', bonus.replace(/ net$/, '')]
}

test('the plan of the example pays every published case that is meant for it', async () => {
  if (!existsSync(casesFolder)) {
    process.stdout.write('cases used: 0 of 0 (the folder of published cases is not here; none was run)\n')
    return
  }
  const files = (await readdir(casesFolder)).filter((file) => meant.test(file)).toSorted()
  let used = 0
  for (const file of files) {
    const parsed = publishedCase.parse(JSON.parse(await readFile(new URL(file, casesFolder), 'utf8')))
    const nodes = parsed.network.nodes
    const people = ['id,sponsor_id', ...nodes.map((node) => `${node.id},${node.sponsor ?? ''}`)]
    const orders = [
      'order_id,buyer_id,at,amount,currency,volume:PV,volume:BV',
      ...nodes.map((node, i) => `o${i},${node.id},2026-10-10,${node.bv},INR,${node.pv},${node.bv}`),
    ]
    await runPlan({
      plan: example('plan.yaml'),
      people: await folder.write('people.csv', people.join('\n')),
      orders: await folder.write('orders.csv', orders.join('\n')),
      period: '2026-10',
      out: folder.path(file),
    })
    const answer = await answersOf(file)
    for (const value of parsed.expected) {
      const [kind, name] = planWord(value.bonus)
      expect([file, value.person, value.bonus, answer(value.person, kind, name)]).toEqual([
        file,
        value.person,
        value.bonus,
        hundredth(value.amount),
      ])
    }
    used += 1
  }
  process.stdout.write(
    `cases used: ${used} of ${files.length} (one plan text over cases of different ratios)\n`,
  )
  expect(files.length).toBeGreaterThan(0)
  expect(used).toBe(files.length)
})
