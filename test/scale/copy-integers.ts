import type { Client } from 'pg'
import { copyRows } from '#platform/postgres/copy-rows.ts'

/**
 * Reads rows of integers (type integer, never NULL) of one width: the values of a row stand at `at + 6`, `at + 14` … of the view.
 * Millions of rows are then read without an array for each, which `copyNumbers` fills.
 */
export function copyIntegers(
  client: Client,
  query: string,
  width: number,
  onRow: (view: DataView, at: number) => void,
): Promise<void> {
  return copyRows(client, query, (view, at, length) => {
    if (length !== 2 + width * 8) throw new Error('COPY gave a value that is missing or no integer')
    onRow(view, at)
  })
}
