import { sql } from 'kysely'
import { StartError } from '../config/start-error.ts'
import type { Db } from './database.ts'

const NAMES = ['fsync', 'full_page_writes', 'synchronous_commit']

/**
 * Refuses a server that may lose what it acknowledged. The one override is logged at each start; the program's own
 * tests use it, except those that kill processes.
 */
export async function requireDurability(
  deps: { db: Db; say: (sentence: string) => void },
  input: { unsafeFastDatabase: boolean },
): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM pg_settings WHERE name = ANY(${NAMES}) AND setting = 'off' ORDER BY name`.execute(
    deps.db,
  )
  if (rows.length === 0) return
  const off = rows.map((row) => row.name).join(', ')
  if (input.unsafeFastDatabase) {
    deps.say(`UNSAFE: ${off} switched off by OPENFIELD_UNSAFE_FAST_DATABASE; a crash can lose data.`)
    return
  }
  throw new StartError(
    `The database has ${off} switched off, so a crash could lose acknowledged orders and money. ` +
      'Switch it on; for throw-away data only, OPENFIELD_UNSAFE_FAST_DATABASE=1 lets Openfield start anyway.',
  )
}
