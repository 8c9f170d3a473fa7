import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { stringify } from 'csv-stringify/sync'

const ROWS_A_WRITE = 5_000

/** Writes rows to a CSV file with a header, in chunks and with back-pressure. Ids are written as they came: no guard. */
export async function writeCsv(
  path: string,
  header: readonly string[],
  rows: Iterable<readonly string[]>,
): Promise<void> {
  const stream = createWriteStream(path)
  let batch: (readonly string[])[] = [header]
  for (const row of rows) {
    batch.push(row)
    if (batch.length < ROWS_A_WRITE) continue
    if (!stream.write(stringify(batch.map((cells) => [...cells])))) await once(stream, 'drain')
    batch = []
  }
  stream.end(stringify(batch.map((cells) => [...cells])))
  await once(stream, 'finish')
}
