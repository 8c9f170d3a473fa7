import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { CsvError, parse } from 'csv-parse'

/**
 * Who takes the rows of a file: its header once, which answers with the taker of rows, and what is wrong with the file. A row
 * with more or fewer columns than the header is told as a problem and handed over all the same, cut or filled up.
 */
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
  // The number of columns is looked at here, so that one ragged row does not hide the mistakes of the others.
  return parse({ bom: true, relax_column_count: true, skip_empty_lines: true })
}

async function handOver(parser: ReturnType<typeof csvParser>, sink: CsvSink): Promise<void> {
  let onRow: ((row: readonly string[]) => void) | undefined
  let [rows, columns] = [0, 0]
  try {
    for await (const record of parser) {
      const row = textRow(record)
      rows += 1
      if (!onRow) {
        columns = row.length
        onRow = sink.header(row)
      } else if (row.length === columns) onRow(row)
      else {
        sink.problem(rows, 'ragged_row', columnsText(row.length), String(columns))
        onRow(Array.from({ length: columns }, (_, at) => row[at] ?? ''))
      }
    }
    if (!onRow) sink.problem(1, 'empty_file', 'nothing', 'a header row')
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (error instanceof CsvError) sink.problem(rowOfError(error, rows), 'bad_csv', ...quoteMistake(error))
    else
      sink.problem(
        rows + 1,
        'bad_csv',
        `a file that cannot be unpacked (${error.message})`,
        'a whole CSV file, plain or gzip',
      )
  }
}

function columnsText(count: number): string {
  return count === 1 ? '1 column' : `${count} columns`
}

/** The parser reads ahead of the rows that were handed over, and counts those before the one that it stops at. */
function rowOfError(error: CsvError, rows: number): number {
  const before = error['records']
  return (typeof before === 'number' ? before : rows) + 1
}

/** What was found and expected where quotes are wrong, which is all that is left that can be. */
function quoteMistake(error: CsvError): readonly [found: string, expected: string] {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return ['a quote that nothing closes', 'a closing " before the end of the file']
    case 'INVALID_OPENING_QUOTE':
      return [
        'a quote inside a cell that does not begin with one',
        'such a cell in quotes, with "" for each "',
      ]
    case 'CSV_INVALID_CLOSING_QUOTE':
      return [
        'text after a closing quote',
        'a comma or the end of the row after it, and "" for a " in a cell',
      ]
    default:
      return [error.message, 'comma-separated rows']
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
