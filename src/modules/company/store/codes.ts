import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** What gets a code that people type and read aloud. */
export type CodeRange = 'person' | 'product' | 'order' | 'party'

/** So many codes are given out in one statement at most. */
const CODES_MAX = 100_000

/** The next codes of a range, in rising order; a code that is not used in the end is simply left out. */
export async function nextCodes(tx: Tx, range: CodeRange, count: number): Promise<string[]> {
  if (count < 0 || count > CODES_MAX) throw new Error(`0 to ${CODES_MAX} codes at once, not ${count}`)
  const { rows } = await sql<{ code: string }>`
    SELECT company.next_code(${range}) AS code FROM generate_series(1, ${count})`.execute(tx)
  return rows.map((row) => row.code)
}

export async function nextCode(tx: Tx, range: CodeRange): Promise<string> {
  const [code] = await nextCodes(tx, range, 1)
  if (code === undefined) throw new Error(`the range ${range} gave no code`)
  return code
}
