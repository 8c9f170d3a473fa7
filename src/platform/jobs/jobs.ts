import { sql } from 'kysely'
import { Logger, run } from 'graphile-worker'
import type { TaskList } from 'graphile-worker'
import { Pool } from 'pg'
import type { Tx } from '../postgres/database.ts'

/**
 * What a job is told: small and made of ids. A job works on a batch (a period, a file, a range), never on one person
 * out of a million.
 */
export type JobPayload = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

export type JobOptions = Readonly<{
  /** A waiting job of the same key is replaced, so that asking twice runs once. */
  key?: string
  /** Jobs of one queue run one after another. */
  queue?: string
  /** Real time, epoch milliseconds. */
  runAtMs?: number
  attemptsMax?: number
}>

/** One task: does the work of a payload; throwing makes it be tried again later, with growing pauses. */
export type Task = (payload: unknown, signal: AbortSignal | undefined) => Promise<void>

export type Jobs = Readonly<{
  /** Lets running jobs end (up to 5 seconds), gives the others back, and closes the connections. */
  stop: () => Promise<void>
}>

const ATTEMPTS_MAX = 25
/** Jobs are heard of by notification; this is for those that are due later and for lost notifications. */
const POLL_MS = 1000

/** Adds a job inside the business transaction: it exists exactly when the transaction commits. */
export async function addJob(
  tx: Tx,
  name: string,
  payload: JobPayload,
  options: JobOptions = {},
): Promise<void> {
  const runAt = options.runAtMs === undefined ? null : new Date(options.runAtMs)
  await sql`SELECT graphile_worker.add_job(${name}, payload := ${JSON.stringify(payload)}::json,
    queue_name := ${options.queue ?? null}, run_at := ${runAt}::timestamptz,
    max_attempts := ${options.attemptsMax ?? ATTEMPTS_MAX}, job_key := ${options.key ?? null})`.execute(tx)
}

/** Starts working on jobs with the tasks given by name; jobs of other names wait for a node that knows them. */
export async function startJobs(
  deps: { onError: (error: Error) => void },
  input: { url: string; concurrency: number; tasks: Readonly<Record<string, Task>> },
): Promise<Jobs> {
  const pool = new Pool({
    connectionString: input.url,
    max: input.concurrency + 2,
    application_name: 'openfield-jobs',
  })
  pool.on('error', deps.onError)
  pool.on('connect', (client) => client.on('error', deps.onError))
  const taskList: TaskList = {}
  for (const [name, task] of Object.entries(input.tasks)) {
    taskList[name] = (payload, helpers) => task(payload, helpers.abortSignal)
  }
  const runner = await run({
    pgPool: pool,
    concurrency: input.concurrency,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    taskList,
    logger: new Logger(() => (level, message) => {
      if (level === 'error') deps.onError(new Error(message))
    }),
  })
  let stopped = false
  const ended = runner.promise.catch((error: unknown) => {
    if (!stopped && error instanceof Error) deps.onError(error)
  })
  return {
    stop: async () => {
      stopped = true
      await runner.stop().catch(() => undefined)
      await ended
      await pool.end()
    },
  }
}
