import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'
import { readReport } from '../vitest-report.ts'
import { faultyFiles, type Fault } from './faults.ts'
import type { TreeCopy } from './tree-copy.ts'

/** What became of a fault: who noticed it and what was seen, that nobody did, or that its patch no longer fits. */
export type Outcome = Readonly<
  | { is: 'caught'; by: string; how: string }
  | { is: 'survived' }
  | { is: 'stale'; problem: string }
  | { is: 'broken'; problem: string }
>

const LIMIT_MS = 180_000
/** From which the tests draw their cases while a fault is planted. */
const SEED = '20261126'
/** The unit tests that look at pay closely and need no database. */
const unitTests = ['src/modules/compensation/domain/pay', 'src/shared']
/** Those that hold plans compiled to passes against the walk. */
const passes = 'src/modules/compensation/domain/passes'
/** And those that hold what they leave in the state. */
const passedState = 'src/modules/compensation/domain/figures'
/** And those that hold two threads against one. */
const secondThread = 'src/modules/compensation/use-cases/second-thread.test.ts'

const noticed = z.object({ by: z.string().optional(), how: z.string().optional() })
const sound = z.object({ unequal: z.unknown().optional(), equal: z.array(z.number()) })

/**
 * Runs all that may notice a fault in a copy without one, and keeps which generated cases are equal there. Throws when an
 * example or unit test fails already: nothing could be said of faults.
 */
export async function soundTrial(copy: TreeCopy): Promise<string> {
  const said = await run(copy, ['scripts/mutant-trial.ts', '--sound'])
  const { unequal, equal } = sound.parse(JSON.parse(said.output))
  const failing = await failingUnitTest(copy, [...unitTests, passes, secondThread])
  if (unequal !== undefined) throw new Error(`without a fault: ${JSON.stringify(unequal)}`)
  if (failing !== undefined) throw new Error(`without a fault: ${failing.by} fails: ${failing.how}`)
  const path = join(copy.path, 'equal.json')
  await writeFile(path, JSON.stringify({ equal }))
  return path
}

/**
 * Plants a fault in a copy and asks examples, generated cases and unit tests, in this order, until one notices it. A fault of
 * passes shows in nothing of these but the tests that hold them against the walk.
 */
export async function tryFault(fault: Fault, copy: TreeCopy, equalPath: string): Promise<Outcome> {
  const made = await faultyFiles(fault, copy.path)
  if ('problem' in made) return { is: 'stale', problem: made.problem }
  return copy.with(made.files, async () => {
    if ([...made.files.keys()].every((path) => path.startsWith(passes))) {
      const differing = await failingUnitTest(copy, [passes, passedState, secondThread])
      return differing ? { is: 'caught', ...differing } : { is: 'survived' }
    }
    const said = await run(copy, ['scripts/mutant-trial.ts', '--equal', equalPath])
    if (said.code !== 0) return { is: 'broken', problem: said.output }
    const { by, how = '' } = noticed.parse(JSON.parse(said.output))
    if (by !== undefined) return { is: 'caught', by, how }
    const failing = await failingUnitTest(copy, unitTests)
    return failing ? { is: 'caught', ...failing } : { is: 'survived' }
  })
}

async function failingUnitTest(
  copy: TreeCopy,
  tests: readonly string[],
): Promise<{ by: string; how: string } | undefined> {
  const report = join(copy.path, '.cache/mutants.json')
  await mkdir(join(copy.path, '.cache'), { recursive: true })
  const options = ['--project', 'unit', '--reporter=json', `--outputFile.json=${report}`]
  const said = await run(copy, ['node_modules/vitest/vitest.mjs', 'run', ...options, ...tests])
  if (said.code === 0) return undefined
  const failed = (await readReport(report)).find((test) => test.outcome === 'failed')
  if (!failed) throw new Error(`unit tests ended without a failed test:\n${said.output}`)
  return { by: `unit test: ${failed.name}`, how: failed.detail.split('\n')[0] ?? '' }
}

type Said = Readonly<{ code: number | null; output: string }>

/** Runs a program in a copy; one that does not end is stopped, and counts as broken. */
function run(copy: TreeCopy, given: readonly string[]): Promise<Said> {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    NO_COLOR: '1',
    NODE_COMPILE_CACHE: join(copy.path, '.cache/node'),
  }
  // A fault that is caught once is caught always: the same cases in every run, the long one too.
  delete environment['OPENFIELD_TEST_LONG']
  environment['OPENFIELD_TEST_SEED'] = SEED
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...given], {
    cwd: copy.path,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
    timeout: LIMIT_MS,
  })
  const [out, problems]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (part: Buffer) => out.push(part))
  child.stderr.on('data', (part: Buffer) => problems.push(part))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      const parts = code === 0 ? out : [...out, ...problems]
      resolve({ code, output: stripVTControlCharacters(Buffer.concat(parts).toString('utf8')) })
    })
  })
}
