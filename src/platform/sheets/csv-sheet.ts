import { Readable } from 'node:stream'
import { parse, CsvError } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { guarded, sheetOf, unguarded, type ReadSheets, type WrittenSheet } from './sheet.ts'

/** Spreadsheets of some countries put semicolons where a comma is the decimal sign. */
const DELIMITERS = [',', ';', '\t'] as const

/** Reads a CSV file for people: commas, semicolons or tabs by its first line, with or without a mark of UTF-8. */
export function readCsvSheet(bytes: Uint8Array, options: Readonly<{ rowsMost: number }>): ReadSheets {
  const text = textOf(bytes)
  if (text === undefined) return { ok: false, problem: 'not_utf8' }
  try {
    const records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      // One more than may be, and the header, so that too many are told as such.
      to: options.rowsMost + 2,
    })
    const sheet = sheetOf(records.map((cells, at) => ({ row: at + 1, cells: cells.map(unguarded), odd: [] })))
    if (!sheet) return { ok: false, problem: 'empty' }
    if (sheet.rows.length > options.rowsMost) return { ok: false, problem: 'too_many_rows' }
    return { ok: true, sheets: [sheet] }
  } catch (error) {
    if (error instanceof CsvError) return { ok: false, problem: 'unreadable' }
    throw error
  }
}

/** The same as a stream, for whoever sends it. */
export function csvStream(sheet: Omit<WrittenSheet, 'name'>): Readable {
  return Readable.from(writeCsvSheet(sheet))
}

/** A CSV file for people, in pieces: cells that look like formulas are guarded (record 8). */
export async function* writeCsvSheet({ header, rows }: Omit<WrittenSheet, 'name'>): AsyncGenerator<string> {
  // The mark tells spreadsheets that it is UTF-8.
  yield `\uFEFF${linesOf([header])}`
  for await (const some of rows) if (some.length > 0) yield linesOf(some)
}

function linesOf(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((cells) => cells.map(guarded)),
    { record_delimiter: 'windows', quoted_match: /[\r\n;\t]/ },
  )
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function delimiterOf(text: string): string {
  const [line = ''] = text.split('\n', 1)
  const counts = DELIMITERS.map((sign) => ({ sign, count: line.split(sign).length }))
  return counts.reduce((most, one) => (one.count > most.count ? one : most)).sign
}
