import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { Logger, run } from 'graphile-worker'
import type { Runner, TaskList, WorkerEvents } from 'graphile-worker'
import type { Pool } from 'pg'
import type { Tx } from '../postgres/database.ts'
import { openPool } from '../postgres/pool.ts'
import { giveBackOnce } from './give-back-once.ts'
import { openLease } from './lease.ts'
import type { Lease } from './lease.ts'

type Deps = Readonly<{ onError: (error: Error) => void }>

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
const RESTART_MS = 500
/** So many questions for a job in a row may fail, one a second, until the pool is given up and another one begun. */
const FAILURES_MOST = 3

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

/**
 * Starts working on jobs with the tasks given by name; jobs of other names wait for a node that knows them. Goes on
 * after a lost database. The jobs of a node that was killed are taken up by another, or by its next start, within
 * seconds, so a task must be able to run again from its beginning.
 */
export async function startJobs(
  deps: Deps,
  input: { url: string; concurrency: number; tasks: Readonly<Record<string, Task>> },
): Promise<Jobs> {
  const connection = { connectionString: input.url, application_name: 'openfield-jobs' }
  const opened = openPool(deps, { ...connection, max: input.concurrency + 2 })
  const pool = giveBackOnce(opened.pool)
  const lease = await openLease(deps, input.url)
  const taskList: TaskList = {}
  for (const [name, task] of Object.entries(input.tasks)) {
    taskList[name] = (payload, helpers) => task(payload, helpers.abortSignal)
  }
  const begin = () => runPool(deps, { pool, taskList, concurrency: input.concurrency, lease })
  const stopping = new AbortController()
  const tell = (error: unknown): void => {
    if (error instanceof Error) deps.onError(error)
  }
  let { runner, poolIds } = await begin()
  const done = (async () => {
    while (!stopping.signal.aborted) {
      await runner.promise.catch(tell)
      // A lost connection has given the name up already.
      for (const id of poolIds) await lease.giveUp(id).catch(tell)
      if (stopping.signal.aborted) return
      // The pool gave up, as it does when the database goes away at the wrong moment.
      await pause(RESTART_MS)
      const next = await begin().catch(tell)
      if (next) ({ runner, poolIds } = next)
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await runner.stop().catch(() => undefined)
      await done
      // It may have been replaced in between; stopping what has stopped does nothing.
      await runner.stop().catch(() => undefined)
      await lease.stop()
      await opened.close()
    },
  }
}

async function runPool(
  deps: Deps,
  input: { pool: Pool; taskList: TaskList; concurrency: number; lease: Lease },
): Promise<{ runner: Runner; poolIds: readonly string[] }> {
  const events: WorkerEvents = new EventEmitter()
  const poolIds: string[] = []
  events.on('pool:create', ({ workerPool }) => {
    poolIds.push(workerPool.id)
    input.lease.claim(workerPool.id).catch(deps.onError)
  })
  const asked = { failures: 0, giveUp: (): void => undefined }
  // The library keeps the answer to its very first question, which tasks there are, also when that was a lost connection:
  // then it would ask in vain for ever, and nobody would hear of it.
  events.on('worker:getJob:error', () => {
    asked.failures += 1
    if (asked.failures === FAILURES_MOST) asked.giveUp()
  })
  for (const event of ['worker:getJob:empty', 'job:start'] as const)
    events.on(event, () => {
      asked.failures = 0
    })
  const runner = await run({
    pgPool: input.pool,
    preset: {
      worker: {
        concurrentJobs: input.concurrency,
        pollInterval: POLL_MS,
        // A job's end that cannot be written, because the database went away, then ends the pool; with the library's own
        // setting of -1 nobody hears of it but the process, which dies of the unhandled rejection.
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
    noHandleSignals: true,
    taskList: input.taskList,
    events,
    logger: new Logger(() => (level, message) => {
      if (level === 'error') deps.onError(new Error(message))
    }),
  })
  asked.giveUp = () => {
    runner.stop().catch(() => undefined)
  }
  return { runner, poolIds }
}
