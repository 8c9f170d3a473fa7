import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { scratchFolder } from './scratch.ts'

const cli = join(import.meta.dirname, '../../src/cli.ts')
const START_MS = 120_000
const POLL_MS = 20

/** The real program in a process of its own, as an operator starts it. */
export type Program = Readonly<{
  /** `http://localhost:PORT` of the running program. */
  address: string
  /** The process number. */
  pid: number
  /** Everything that it has said so far. */
  said: () => string
  startedInMs: number
  signal: (name: NodeJS.Signals) => void
  /** Resolves when the process has ended, with its exit code (null after a kill). */
  ended: Promise<number | null>
}>

/**
 * A data directory of a test's own, passable for the database's account; `remove` after the program has stopped. On a disk where the
 * test is about what a crash leaves.
 */
export async function dataFolder(
  place: 'anywhere' | 'on disk' = 'anywhere',
): Promise<{ path: string; remove: () => Promise<void> }> {
  const path =
    place === 'anywhere'
      ? await scratchFolder('program')
      : await mkdtemp(join(tmpdir(), `openfield-program-${process.pid}-`))
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }) }
}

const started = new Set<Program>()

/** Ends what a test that failed has left running; call it after all tests of a file. */
export async function endPrograms(): Promise<void> {
  for (const program of started) program.signal('SIGTERM')
  await Promise.all([...started].map((program) => program.ended))
}

/** Starts `openfield serve` on a free port and waits until it says that it runs; throws with its words otherwise. */
export async function startProgram(environment: Readonly<Record<string, string>>): Promise<Program> {
  const startedAt = performance.now()
  const { child, said, ended } = launch(['serve'], { PORT: '0', ...environment })
  let exited = false
  void ended.then(() => (exited = true))
  for (const deadline = startedAt + START_MS; ; await pause(POLL_MS)) {
    const address = /Console +(http:\S+)\/console/.exec(said())?.[1]
    const startedInMs = performance.now() - startedAt
    if (address !== undefined && said().includes('Ctrl-C')) {
      const program = {
        address,
        pid: child.pid ?? 0,
        said,
        startedInMs,
        ended,
        signal: (name: NodeJS.Signals) => child.kill(name),
      }
      started.add(program)
      void ended.then(() => started.delete(program))
      return program
    }
    if (exited) throw new Error(`the program ended while it started:\n${said()}`)
    if (performance.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`the program did not start in time:\n${said()}`)
    }
  }
}

/** Runs one command to its end. */
export async function runCommand(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number | null; said: string }> {
  const { said, ended } = launch(command, environment)
  const code = await ended
  return { code, said: said() }
}

function launch(command: readonly string[], environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'development', ...environment },
  })
  const parts: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => parts.push(part))
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return { child, ended, said: () => Buffer.concat(parts).toString('utf8') }
}
