import { Client } from 'pg'
import { waitUntil } from '#platform/wait/wait-until.ts'

const REACHED_MS = 60_000
const STEP_MS = 20

/** A place in the database that the program comes to and cannot pass until the test lets it. */
export type Hold = Readonly<{
  /** Resolves when a statement of the program that contains the words waits here. */
  reached: (words: string) => Promise<void>
  /** Lets everybody pass; nothing of the hold is left. A killed database has let them pass already. */
  release: () => Promise<void>
}>

/** Runs the statement, which takes a lock, in a transaction that is never committed. */
export async function hold(url: string, statement: string, values: readonly unknown[] = []): Promise<Hold> {
  const client = new Client({ connectionString: url, application_name: 'fault-test-hold' })
  client.on('error', () => undefined)
  await client.connect()
  await client.query('BEGIN')
  // Foreign keys are not looked up: that would wait for the very transaction that is to be held.
  await client.query("SET LOCAL session_replication_role = 'replica'")
  await client.query(statement, [...values])
  return {
    reached: async (words) => {
      const waits = async (): Promise<boolean> => {
        await client.query('SELECT pg_stat_clear_snapshot()')
        const { rows } = await client.query<{ query: string }>(
          `SELECT query FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))`,
        )
        return rows.some(({ query }) => query.includes(words))
      }
      if (!(await waitUntil(waits, { stepMs: STEP_MS, mostMs: REACHED_MS })))
        throw new Error(`the program did not come to: ${statement}`)
    },
    release: () => client.end().catch(() => undefined),
  }
}
