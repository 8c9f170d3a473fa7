import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { csvFile, shuffledCsv, temporaryFolder } from '#test/support/run-folder.ts'
import { inputNames, type InputName } from '../domain/files/input-files.ts'
import { caseNames, runCase } from './run-cases.ts'
import { readPayPlanText } from './read-plan-text.ts'
import { runPayFiles } from './run-pay-files.ts'

// The published cases lie beside the project, not in it: where the folder is missing, one line says what was not run.
const casesFolder = new URL('../../../../../shared/cases/compensation/', import.meta.url)
const examples = new URL('../../../../examples/plans', import.meta.url).pathname
const names = await caseNames(examples)

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder.remove())

test.each(names)('%s pays what is published of it', async (name) => {
  const rows = await runCase(`${examples}/${name}`, name)
  expect(rows.length).toBeGreaterThan(0)
  const told = rows.map((row) => [row.person, row.period, row.what, row.equal ? row.expected : row.got])
  expect(told).toEqual(rows.map((row) => [row.person, row.period, row.what, row.expected]))
})

type Paths = Readonly<Partial<Record<InputName, { path: string }>>>

async function run(planText: string, sources: Paths, period: string, out: string) {
  const plan = readPayPlanText(planText, 'plan.yaml')
  await runPayFiles({ plan, planText, sources, period, out: folder.path(out), allowEmpty: true })
}

async function bytesOf(out: string): Promise<Record<string, string>> {
  const entries = await readdir(folder.path(out), { recursive: true, withFileTypes: true })
  const paths = entries.flatMap((entry) => (entry.isFile() ? [`${entry.parentPath}/${entry.name}`] : []))
  return Object.fromEntries(
    await Promise.all(
      paths
        .toSorted()
        .map(
          async (path) => [path.slice(folder.path(out).length + 1), await readFile(path, 'utf8')] as const,
        ),
    ),
  )
}

test.each(names)(
  '%s: any order of rows and columns, and periods run singly, give the same bytes',
  async (name) => {
    const planText = await readFile(`${examples}/${name}/plan.yaml`, 'utf8')
    const given: Partial<Record<InputName, { path: string }>> = {}
    const turned: Partial<Record<InputName, { path: string }>> = {}
    for (const input of inputNames) {
      const path = `${examples}/${name}/${input}.csv`
      if (!existsSync(path)) continue
      given[input] = { path }
      turned[input] = { path: await folder.write(`${input}.csv`, await shuffledCsv(path, 7)) }
    }
    const labels = [
      ...new Set((await csvFile(`${examples}/${name}/expected.csv`)).map((row) => row['period'] ?? '')),
    ].sort()
    const shapes = new Set(labels.map((label) => label.replaceAll(/\d/g, '0')))
    // Each calendar is a run of its own; the range goes from the first to the last period that is expected of.
    for (const shape of shapes) {
      const ofShape = labels.filter((label) => label.replaceAll(/\d/g, '0') === shape)
      const range = `${ofShape[0]}..${ofShape.at(-1)}`
      await run(planText, given, range, 'given')
      await run(planText, turned, range, 'turned')
      const bytes = await bytesOf('given')
      expect(await bytesOf('turned')).toEqual(bytes)
      const periods = (await readdir(folder.path('given')))
        .filter((entry) => entry !== 'state.csv')
        .toSorted()
      let sources: Paths = given
      for (const period of periods) {
        await run(planText, sources, period, `single ${period}`)
        for (const [file, text] of Object.entries(await bytesOf(`single ${period}`)))
          expect([file, text]).toEqual([file, bytes[`${period}/${file}`]])
        sources = { ...given, state: { path: folder.path(`single ${period}/state.csv`) } }
      }
    }
  },
)

test('every published case has its folder of examples, or the page of the examples says why not', async () => {
  if (!existsSync(casesFolder)) {
    process.stdout.write(
      'cases used: 0 of 0 (the folder of published cases is not here; they were not counted)\n',
    )
    return
  }
  const published = (await readdir(casesFolder)).flatMap((file) =>
    file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : [],
  )
  const used = published.filter((name) => names.includes(name))
  process.stdout.write(`cases used: ${used.length} of ${published.length}\n`)
  const page = await readFile(`${examples}/README.md`, 'utf8')
  expect(published.filter((name) => !names.includes(name) && !page.includes(`\`${name}\``))).toEqual([])
  expect(published.length).toBeGreaterThan(0)
})
