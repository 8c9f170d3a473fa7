import { execFile } from 'node:child_process'
import { mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Client } from 'pg'
import { ownerUrl, type LiveFolder } from './live-company.ts'

const run = promisify(execFile)

/** Whether pgbench stands on this machine. */
export async function hasPgbench(): Promise<boolean> {
  return run('pgbench', ['--version']).then(
    () => true,
    () => false,
  )
}

/**
 * The documents that the program hands to the database while `work` places orders, one for each order: the server writes down
 * what it is asked for so long.
 */
export async function documentsOf(
  folder: LiveFolder,
  client: Client,
  work: () => Promise<unknown>,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const log = join(folder.path, 'postgres.log')
  const { size: from } = await stat(log)
  await set(client, { log_min_duration_statement: '0', log_parameter_max_length: '-1' })
  await work()
  await set(client, { log_min_duration_statement: undefined, log_parameter_max_length: undefined })
  const file = await open(log)
  try {
    const written = await file.createReadStream({ start: from }).toArray()
    const text = Buffer.concat(written).toString('utf8')
    const found = text.matchAll(
      /orders\.place_together\(.*\n.*DETAIL: {2}[Pp]arameters: \$1 = '((?:[^']|'')*)'/g,
    )
    return [...found].flatMap(([, quoted]) => documentsIn((quoted ?? '').replaceAll("''", "'")))
  } finally {
    await file.close()
  }
}

function documentsIn(text: string): Readonly<Record<string, unknown>>[] {
  const value: unknown = JSON.parse(text)
  if (!Array.isArray(value)) throw new Error('place_together takes a list of documents')
  return value
}

async function set(client: Client, settings: Readonly<Record<string, string | undefined>>): Promise<void> {
  for (const [name, value] of Object.entries(settings))
    await client.query(
      value === undefined ? `ALTER SYSTEM RESET ${name}` : `ALTER SYSTEM SET ${name} = '${value}'`,
    )
  await client.query('SELECT pg_reload_conf()')
}

/** Orders a second that pgbench places by the same function, each by itself, with other keys and journals each time. */
export async function pgbenchPerSecond(
  folder: LiveFolder,
  documents: readonly Readonly<Record<string, unknown>>[],
  of: Readonly<{ clients: number; seconds: number }>,
): Promise<number> {
  const place = await mkdtemp(join(tmpdir(), 'openfield-pgbench-'))
  try {
    const files = await Promise.all(
      documents.map(async (document, at) => {
        const path = join(place, `${at}.sql`)
        // What they were priced by may change meanwhile, which is of no concern here.
        await writeFile(path, scriptOf({ ...document, place: 0, holdsUntil: null }))
        return path
      }),
    )
    const { stdout } = await run('pgbench', [
      '--no-vacuum',
      `--client=${of.clients}`,
      '--jobs=2',
      `--time=${of.seconds}`,
      ...files.flatMap((path) => ['--file', path]),
      await ownerUrl(folder),
    ])
    const [, perSecond] = /tps = ([\d.]+)/.exec(stdout) ?? []
    if (perSecond === undefined) throw new Error(`pgbench said: ${stdout}`)
    return Number(perSecond)
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

function scriptOf(document: Readonly<Record<string, unknown>>): string {
  // pgbench leaves words after a colon alone that are none of its variables, and it is given none.
  const text = JSON.stringify([{ ...document, key: 'THE-KEY', journal: 'THE-JOURNAL' }]).replaceAll("'", "''")
  return `SELECT orders.place_together(replace(replace('${text}', 'THE-KEY', gen_random_uuid()::text), 'THE-JOURNAL', uuidv7()::text)::jsonb);\n`
}
