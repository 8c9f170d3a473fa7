import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

const root = join(import.meta.dirname, '..')

/** One check of the test run: a program of this project and its arguments, switches of Node and settings for it. */
export type Stage = Readonly<{
  name: string
  program: string
  arguments?: readonly string[]
  node?: readonly string[]
  environment?: Readonly<Record<string, string>>
}>

export type StageResult = Readonly<{ name: string; ok: boolean; seconds: number; output: string }>

/** Runs a stage under this very Node and keeps what it says; it is shown only when the stage fails. */
export async function runStage(
  stage: Stage,
  environment: Readonly<Record<string, string>> = {},
): Promise<StageResult> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [...(stage.node ?? []), stage.program, ...(stage.arguments ?? [])], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...stage.environment, ...environment },
  })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part))
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', (error) => {
      said.push(Buffer.from(error.message))
      resolve(1)
    })
    child.on('close', resolve)
  })
  const seconds = (performance.now() - startedAt) / 1000
  const output = stripVTControlCharacters(Buffer.concat(said).toString('utf8'))
  return { name: stage.name, ok: code === 0, seconds, output }
}

/** Runs stages one after the other, also after a failure: one run shows everything that is wrong. */
export async function runInOrder(
  stages: readonly Stage[],
  environment: Readonly<Record<string, string>> = {},
): Promise<StageResult[]> {
  const results: StageResult[] = []
  for (const stage of stages) {
    // In order on purpose: the machine has few cores, and the stages beside us use the others.
    // oxlint-disable-next-line no-await-in-loop
    results.push(await runStage(stage, environment))
  }
  return results
}
