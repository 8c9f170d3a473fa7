import type { Client } from 'pg'
import { copyRows } from '../postgres/copy-rows.ts'

/**
 * Reads the rows of a query whose columns are all smallint, integer or bigint. `onRow` gets the same array each time; NULL is
 * NaN. Throws on a number beyond 2^53.
 */
export function copyNumbers(
  client: Client,
  query: string,
  onRow: (row: readonly number[]) => void,
): Promise<void> {
  const row: number[] = []
  return copyRows(client, query, (view, start) => {
    const fields = view.getInt16(start)
    let at = start + 2
    for (let field = 0; field < fields; field++) {
      const length = view.getInt32(at)
      at += 4
      row[field] = length === -1 ? Number.NaN : integerAt(view, at, length)
      at += Math.max(0, length)
    }
    onRow(row)
  })
}

function integerAt(view: DataView, at: number, length: number): number {
  if (length === 2) return view.getInt16(at)
  if (length === 4) return view.getInt32(at)
  if (length !== 8) throw new Error(`a column of ${length} bytes is no integer`)
  const value = view.getInt32(at) * 4294967296 + view.getUint32(at + 4)
  if (!Number.isSafeInteger(value)) throw new Error('an integer beyond 2^53 cannot stand in a column')
  return value
}
