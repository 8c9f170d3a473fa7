import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { connectDirectly } from '#platform/postgres/database.ts'

/** A loading transaction as the owner of the database. */
export type Bulk = Readonly<{
  /** Copies rows into a table; each row has a value for every named column. */
  copy: (table: string, columns: readonly string[], rows: Iterable<readonly CopyValue[]>) => Promise<number>
  /** The one value of the one row of a question. */
  one: (question: string, values?: readonly (string | number)[]) => Promise<string>
}>

/** A time is given as a `Date`, bytes as a `Buffer`. */
export type CopyValue = string | number | bigint | boolean | Date | Buffer | null

const CHUNK_CHARACTERS = 262_144

/**
 * Runs one transaction as the owner, in which the named tables have neither foreign keys, secondary indexes nor triggers
 * of their own nor row-level security: everything is put back before the commit, and putting a foreign key or an index
 * back checks all rows. Nobody else sees the tables in between.
 */
export async function loadInBulk<T>(
  deps: { onError: (error: Error) => void },
  input: { ownerUrl: string; tables: readonly string[] },
  work: (bulk: Bulk) => Promise<T>,
): Promise<T> {
  const client = await connectDirectly(deps, input.ownerUrl, 'openfield-load')
  try {
    await client.query('BEGIN')
    await client.query(`SET LOCAL maintenance_work_mem = '512MB'`)
    const putBack = await lighten(client, input.tables)
    const result = await work(bulkOf(client))
    for (const statement of putBack) await client.query(statement)
    await client.query('COMMIT')
    for (const table of input.tables) await client.query(`ANALYZE ${table}`)
    return result
  } finally {
    await client.end().catch(() => undefined)
  }
}

function bulkOf(client: Client): Bulk {
  return {
    async copy(table, columns, rows) {
      const stream = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`))
      const ended = finished(stream)
      // A failure is thrown where it is waited for, which may be some rows later.
      ended.catch(() => undefined)
      let count = 0
      let chunk = ''
      for (const row of rows) {
        chunk += lineOf(row)
        count += 1
        if (chunk.length < CHUNK_CHARACTERS) continue
        if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), ended])
        chunk = ''
      }
      stream.end(chunk)
      await ended
      return count
    },
    async one(question, values = []) {
      const { rows } = await client.query<Record<string, unknown>>(question, [...values])
      return String(Object.values(rows[0] ?? {})[0])
    },
  }
}

/** One line of COPY's text format. */
function lineOf(row: readonly CopyValue[]): string {
  let line = ''
  for (const [place, value] of row.entries()) line += (place === 0 ? '' : '\t') + cellOf(value)
  return `${line}\n`
}

function cellOf(value: CopyValue): string {
  if (value === null) return String.raw`\N`
  if (typeof value === 'string') return /[\\\t\n\r]/.test(value) ? escaped(value) : value
  if (value instanceof Date) return isoOf(value)
  if (Buffer.isBuffer(value)) return String.raw`\\x${value.toString('hex')}`
  return String(value)
}

let lastDate = new Date(0)
let lastIso = lastDate.toISOString()

/** Rows that follow each other often share a time, which is then written once. */
function isoOf(date: Date): string {
  if (date !== lastDate) [lastDate, lastIso] = [date, date.toISOString()]
  return lastIso
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
}

/** Takes off what makes loading slow and gives the statements that put it back, in their order. */
async function lighten(client: Client, tables: readonly string[]): Promise<string[]> {
  const ask = async (question: string): Promise<{ off: string; back: string }[]> =>
    (await client.query<{ off: string; back: string }>(question, [tables])).rows
  const forced = await ask(`
    SELECT format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', oid::regclass) AS off,
      format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', oid::regclass) AS back
    FROM pg_class WHERE relforcerowsecurity AND oid = ANY ($1::regclass[])`)
  const triggers = await ask(`
    SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname) AS off,
      format('ALTER TABLE %s ENABLE TRIGGER %I', tgrelid::regclass, tgname) AS back
    FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = ANY ($1::regclass[])`)
  const keys = await ask(`
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS off,
      format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS back
    FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY ($1::regclass[]) ORDER BY conrelid, conname`)
  const indexes = await ask(`
    SELECT format('DROP INDEX %s', i.indexrelid::regclass) AS off, pg_get_indexdef(i.indexrelid) AS back
    FROM pg_index i WHERE i.indrelid = ANY ($1::regclass[]) AND NOT i.indisprimary
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY i.indexrelid`)
  for (const { off } of [...forced, ...triggers, ...keys, ...indexes]) await client.query(off)
  return [...indexes, ...keys, ...triggers, ...forced].map((one) => one.back)
}
