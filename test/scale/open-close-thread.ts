import { Client } from 'pg'
import { z } from 'zod'
import { copyIn } from '#platform/postgres/copy-in.ts'
import type { OutColumn } from '#platform/postgres/out-column.ts'
import type { StoreQuestion } from './close-threads.ts'

const isColumns = (value: unknown): value is readonly OutColumn[] => Array.isArray(value)
const questionShape = z.object({
  table: z.string(),
  rows: z.object({ from: z.number(), until: z.number() }),
  columns: z.custom<readonly OutColumn[]>(isColumns),
})

/** What a thread of a close does, with a connection of its own. */
export async function openCloseThread(url: unknown) {
  const client = new Client({ connectionString: z.string().parse(url) })
  await client.connect()
  return {
    async answer(asked: unknown): Promise<void> {
      await storePart(client, questionShape.parse(asked))
    },
    stop: () => client.end(),
  }
}

async function storePart(client: Client, { table, rows, columns }: StoreQuestion): Promise<void> {
  // A table that was emptied in the same transaction is written to disk itself at the commit, not through the journal.
  // Its index is made by this connection alone: every processor has one that does the same.
  await client.query(
    `BEGIN; SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL max_parallel_maintenance_workers = 0; TRUNCATE ${table}`,
  )
  await copyIn(client, table, rows, columns)
  await client.query(`ALTER TABLE ${table} ADD PRIMARY KEY (person_id)`)
  await client.query('COMMIT')
}
