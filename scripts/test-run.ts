import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { runInOrder, runStage, type Stage, type StageResult } from './stage.ts'
import { readReport, type TestOutcome } from './vitest-report.ts'

const root = join(import.meta.dirname, '..')
const reports = join(root, '.cache/test-reports')
const SLOWEST = 10
const DETAIL_LINES = 40

const typegen: Stage = {
  name: 'route types',
  program: 'node_modules/@react-router/dev/bin.cjs',
  arguments: ['typegen', 'web/storefront'],
}
const checks: readonly Stage[] = [
  {
    // One reading of all types gives both: what the compiler finds and what the rules find.
    name: 'types and lint',
    program: 'node_modules/oxlint/bin/oxlint',
    arguments: ['--type-aware', '--type-check', '--deny-warnings', '--format=unix'],
    // It ends soon and takes its memory with it: clearing up on the way costs it a sixth of its time.
    environment: { GOGC: 'off', GOMEMLIMIT: '3GiB' },
  },
  { name: 'format', program: 'node_modules/oxfmt/bin/oxfmt', arguments: ['--check'] },
  { name: 'architecture', program: 'scripts/check-architecture.ts' },
  { name: 'dead code', program: 'node_modules/knip/bin/knip.js', arguments: ['--no-progress'] },
]
const webApps: Stage = { name: 'web apps', program: 'scripts/build-web.ts' }

/**
 * Runs everything: the checks, the unit and database tests, and the browser journeys on the built apps beside each other,
 * because no one of them keeps all cores busy; in the long run with many more seeds, the tests that kill processes, and the faults planted in the pay engine. Prints a table,
 * what failed, the slowest tests, how many published cases were used, and last `N passed, N failed`. Gives whether all is
 * well.
 */
export async function testRun(run: { long: boolean }): Promise<boolean> {
  const startedAt = performance.now()
  const environment: Record<string, string> = run.long ? { OPENFIELD_TEST_LONG: '1' } : {}
  await rm(reports, { recursive: true, force: true })
  await mkdir(reports, { recursive: true })
  if (existsSync(join(root, 'web/storefront/react-router.config.ts'))) await runInOrder([typegen])
  const [checked, tested, travelled] = await Promise.all([
    runInOrder(checks, environment),
    runStage(vitest('unit and database', ['unit', 'database']), environment),
    runInOrder([webApps, vitest('journeys', ['journeys'])], environment),
  ])
  const stages = [...checked, tested, ...travelled]
  if (run.long) stages.push(await runStage(vitest('faults', ['faults']), environment))
  if (run.long) stages.push(await runStage({ name: 'planted faults', program: 'scripts/mutants.ts' }))
  const suites = ['unit and database', 'journeys', ...(run.long ? ['faults'] : [])]
  const tests = (await Promise.all(suites.map((name) => readReport(reportOf(name))))).flat()
  // Rows name their proofs by test, so that this can only be asked when all tests have run.
  if (existsSync(join(root, 'scripts/check-rows.ts')))
    stages.push(await runStage({ name: 'rows', program: 'scripts/check-rows.ts' }, environment))
  return printRun(stages, tests, (performance.now() - startedAt) / 1000)
}

function vitest(name: string, projects: readonly string[]): Stage {
  return {
    name,
    program: 'node_modules/vitest/vitest.mjs',
    // Generated cases live shortly: more room for what is new is cleared up less often.
    node: ['--max-semi-space-size=64'],
    arguments: [
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--passWithNoTests=false',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportOf(name)}`,
    ],
  }
}

/** Where the results of a vitest stage lie, for whoever checks that a named test ran. */
function reportOf(stage: string): string {
  return join(reports, `${stage.replaceAll(' ', '-')}.json`)
}

function printRun(stages: readonly StageResult[], tests: readonly TestOutcome[], seconds: number): boolean {
  const failedTests = tests.filter((test) => test.outcome === 'failed')
  const failedStages = stages.filter((stage) => !stage.ok)
  for (const stage of failedStages) print('', `── ${stage.name} failed`, lastLines(stage.output))
  print('', 'stage'.padEnd(22) + 'result'.padEnd(10) + 'seconds')
  for (const { name, ok, seconds: took } of stages)
    print(name.padEnd(22) + (ok ? 'passed' : 'FAILED').padEnd(10) + took.toFixed(1).padStart(7))
  print('', `the ${SLOWEST} slowest tests`)
  for (const test of [...tests].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, SLOWEST))
    print(
      `${(test.milliseconds / 1000).toFixed(2).padStart(7)} s  ${relative(root, test.file)}: ${test.name}`,
    )
  for (const test of failedTests)
    print('', `FAILED ${relative(root, test.file)}: ${test.name}`, lastLines(test.detail, 12))
  print('', casesUsed(stages), `${seconds.toFixed(0)} s in all`)
  const passed = tests.length - failedTests.length + stages.length - failedStages.length
  const failed = failedTests.length + failedStages.length
  print(`${passed} passed, ${failed} failed`)
  return failed === 0
}

/** The lines that the tests of the published cases print. */
function casesUsed(stages: readonly StageResult[]): string {
  const lines = stages.flatMap(({ output }) => [...output.matchAll(/cases used: \d+ of \d+.*/g)])
  if (lines.length > 0) return lines.map(([line]) => line).join('\n')
  return 'cases used: the test of the published cases did not run'
}

function lastLines(text: string, most = DETAIL_LINES): string {
  return text.trimEnd().split('\n').slice(-most).join('\n')
}

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
