import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { CsvError, parse } from 'csv-parse'

/** Who takes the rows of a file: its header once, which answers with the taker of rows, and what is wrong with the file. */
export type CsvSink = Readonly<{
  header: (names: readonly string[]) => (row: readonly string[]) => void
  problem: (row: number | undefined, code: string, found: string, expected: string) => void
}>

/**
 * Reads a CSV file, plain or gzip by its first bytes, and hands over its header and then each row. A file that is
 * missing, empty or no CSV is told to the sink as a problem.
 */
export async function readCsv(path: string, sink: CsvSink): Promise<void> {
  const zipped = await startsAsGzip(path, sink)
  if (zipped === undefined) return
  const parser = csvParser()
  const source = createReadStream(path)
  const feed = zipped ? source.pipe(createGunzip().on('error', (error) => parser.destroy(error))) : source
  feed.pipe(parser)
  await handOver(parser, sink)
}

/** The same for a CSV text. */
export async function readCsvText(text: string, sink: CsvSink): Promise<void> {
  const parser = csvParser()
  parser.end(text)
  await handOver(parser, sink)
}

function csvParser() {
  return parse({ bom: true, relax_column_count: false, skip_empty_lines: true })
}

async function handOver(parser: ReturnType<typeof csvParser>, sink: CsvSink): Promise<void> {
  let onRow: ((row: readonly string[]) => void) | undefined
  let rows = 0
  try {
    for await (const record of parser) {
      const row = textRow(record)
      rows += 1
      if (onRow) onRow(row)
      else onRow = sink.header(row)
    }
    if (!onRow) sink.problem(1, 'empty_file', 'nothing', 'a header row')
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const what =
      error instanceof CsvError ? error.message : `a file that cannot be unpacked (${error.message})`
    sink.problem(rows + 1, 'bad_csv', what, 'comma-separated rows of equal length')
  }
}

async function startsAsGzip(path: string, sink: CsvSink): Promise<boolean | undefined> {
  try {
    const file = await open(path)
    try {
      const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
      return buffer[0] === 0x1f && buffer[1] === 0x8b
    } finally {
      await file.close()
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    sink.problem(undefined, 'unreadable_file', reason, 'a file that can be read')
    return undefined
  }
}

function textRow(record: unknown): string[] {
  return Array.isArray(record) ? record.map(String) : []
}
