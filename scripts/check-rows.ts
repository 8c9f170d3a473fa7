// Holds docs/rows.md against the last test run: every named proof must exist, have run and have passed. The test run
// calls it last, when all reports are written.
import { existsSync, readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { readRows, rowProblems } from './rows.ts'
import { readReport } from './vitest-report.ts'

const root = join(import.meta.dirname, '..')
const reports: string[] = []
for await (const path of glob('.cache/test-reports/*.json', { cwd: root })) reports.push(join(root, path))
const outcomes = (await Promise.all(reports.map(readReport)))
  .flat()
  .map((test) => ({ ...test, file: relative(root, test.file).replaceAll('\\', '/') }))

const rows = readRows(readFileSync(join(root, 'docs/rows.md'), 'utf8'))
const problems = rowProblems(rows, outcomes, (path) => existsSync(join(root, path)))
if (outcomes.length === 0) problems.push('No test report was found; npm test writes them.')
for (const problem of problems) process.stdout.write(`${problem}\n`)
const counts = ['done', 'partly', 'open'].map(
  (state) => `${rows.filter((row) => row.state === state).length} ${state}`,
)
process.stdout.write(`rows: ${counts.join(', ')}; ${problems.length} problems\n`)
process.exitCode = problems.length === 0 ? 0 : 1
