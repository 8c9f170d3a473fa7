import type { Client } from 'pg'
import { copyRows } from '#platform/postgres/copy-rows.ts'

/** Pages of a table, the last one not included. */
export type Pages = Readonly<{ from: number; until: number }>

/** Pages that are packed into one value: some megabytes, so that the server sends while it still reads. */
const PAGES_A_PIECE = 1_024

/** How many pages a table has. */
export async function pagesOf(client: Client, table: string): Promise<number> {
  const { rows } = await client.query<{ pages: number }>(
    `SELECT (pg_relation_size($1::regclass) / current_setting('block_size')::int)::int AS pages`,
    [table],
  )
  return rows[0]?.pages ?? 0
}

/**
 * Reads whole numbers of 64 bits, by their SQL, of all rows in some pages of a table. The server puts a column of many rows into one
 * value: what it sends has no message for each row, and reading it costs a fraction. `onPiece` gets a view for each column,
 * in which a row has the same place.
 */
export async function readPacked(
  client: Client,
  { table, columns, pages }: Readonly<{ table: string; columns: readonly string[]; pages: Pages }>,
  onPiece: (columns: readonly DataView[], rows: number) => void,
): Promise<void> {
  const packed = columns.map((column) => `string_agg(int8send(${column}), ''::bytea)`).join(', ')
  const pieces: string[] = []
  for (let from = pages.from; from < pages.until; from += PAGES_A_PIECE) {
    const until = Math.min(pages.until, from + PAGES_A_PIECE)
    pieces.push(
      `SELECT ${packed} FROM ${table} WHERE ctid >= '(${from},0)'::tid AND ctid < '(${until},0)'::tid`,
    )
  }
  if (pieces.length === 0) return
  await copyRows(client, pieces.join(' UNION ALL '), (view, at) => {
    const views: DataView[] = []
    let next = at + 2
    for (const _ of columns) {
      const bytes = view.getInt32(next)
      // Pages without a row give no value.
      if (bytes < 0) return
      views.push(new DataView(view.buffer, view.byteOffset + next + 4, bytes))
      next += 4 + bytes
    }
    onPiece(views, (views[0]?.byteLength ?? 0) / 8)
  })
}

/** The SQL of two whole numbers of 32 bits as one of 64, by two operations a row; `upperOf` and `lowerOf` take them apart. */
export function pair(upper: string, lower: string): string {
  return `(${upper}) * 4294967296 + (${lower})`
}

export function lowerOf(view: DataView, at: number): number {
  return view.getInt32(at + 4)
}

/** What is below zero in the lower half was taken from the upper one. */
export function upperOf(view: DataView, at: number): number {
  return view.getInt32(at) + (view.getInt32(at + 4) < 0 ? 1 : 0)
}
