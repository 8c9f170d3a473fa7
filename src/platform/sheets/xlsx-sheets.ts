import { PassThrough, type Readable } from 'node:stream'
import Excel from 'exceljs'
import {
  guarded,
  sheetOf,
  unguarded,
  type OddCell,
  type ReadSheets,
  type SheetRow,
  type WrittenSheet,
} from './sheet.ts'
import { unpacksWithin } from './zip-size.ts'

/** A workbook of tables is far smaller; what unpacks to more is no file of people. */
const UNPACKED_BYTES_MAX = 268_435_456
/** So many digits a spreadsheet keeps of a number: what has no more was typed as it stands. */
const EXACT_DIGITS = 15
const TEXT_FORMAT = '@'
const WIDTH = { least: 10, most: 40 }

/** Reads the sheets of a workbook as text, cell by cell. Numbers are taken over only where no digit can have been lost. */
export async function readXlsx(
  bytes: Uint8Array,
  options: Readonly<{ rowsMost: number }>,
): Promise<ReadSheets> {
  if (!(await unpacksWithin(bytes, UNPACKED_BYTES_MAX))) return { ok: false, problem: 'unreadable' }
  const workbook = await loaded(bytes)
  if (!workbook) return { ok: false, problem: 'unreadable' }
  let rows = 0
  const sheets = workbook.worksheets.flatMap((worksheet) => {
    const read: SheetRow[] = []
    worksheet.eachRow((row, number) => {
      rows += 1
      if (rows <= options.rowsMost + workbook.worksheets.length) read.push(rowOf(row, number))
    })
    return sheetOf(read) ?? []
  })
  if (rows > options.rowsMost + workbook.worksheets.length) return { ok: false, problem: 'too_many_rows' }
  return sheets.length === 0 ? { ok: false, problem: 'empty' } : { ok: true, sheets }
}

async function loaded(bytes: Uint8Array): Promise<Excel.Workbook | undefined> {
  const workbook = new Excel.Workbook()
  try {
    const copy = new ArrayBuffer(bytes.length)
    new Uint8Array(copy).set(bytes)
    await workbook.xlsx.load(copy)
    return workbook
  } catch (error) {
    // The reader throws whatever it stumbles over; the file is what was wrong.
    if (error instanceof Error) return undefined
    throw error
  }
}

function rowOf(row: Excel.Row, number: number): SheetRow {
  const cells: string[] = []
  const odd: OddCell[] = []
  for (let column = 1; column <= row.cellCount; column++) {
    const read = textOf(row.getCell(column).value)
    cells.push(unguarded(read.text))
    if (read.is !== undefined) odd.push({ at: column - 1, is: read.is })
  }
  return { row: number, cells, odd }
}

type ReadCell = Readonly<{ text: string; is?: OddCell['is'] }>

function textOf(value: Excel.CellValue): ReadCell {
  if (value === null || value === undefined) return { text: '' }
  if (typeof value === 'string') return { text: value }
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean') return { text: value ? 'TRUE' : 'FALSE' }
  if (value instanceof Date) return { text: dateText(value) }
  if ('richText' in value) return { text: value.richText.map(({ text }) => text).join('') }
  if ('hyperlink' in value) return { text: value.text }
  if ('error' in value) return { text: value.error, is: 'error' }
  if ('formula' in value) return { text: `=${value.formula}`, is: 'formula' }
  return { text: '', is: 'formula' }
}

/** The shortest text of a double is what was typed, as long as it has no more digits than a spreadsheet keeps. */
function numberText(value: number): ReadCell {
  const text = String(value)
  const digits = text.replace(/^-?0*\.?0*/, '').replaceAll(/\D/g, '').length
  return /^-?\d+(\.\d+)?$/.test(text) && digits <= EXACT_DIGITS ? { text } : { text, is: 'inexact' }
}

/** A day, or a day with its time; spreadsheets know no time zones. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return ''
  const text = date.toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19)
}

/** A workbook in pieces while its rows are read. All cells are text, so that no spreadsheet makes numbers or dates of them. */
export function writeXlsx(sheets: readonly WrittenSheet[]): Readable {
  const stream = new PassThrough()
  writeAll(sheets, stream).catch((error: unknown) =>
    stream.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  return stream
}

async function writeAll(sheets: readonly WrittenSheet[], stream: PassThrough): Promise<void> {
  const workbook = new Excel.stream.xlsx.WorkbookWriter({ stream, useStyles: true, useSharedStrings: true })
  for (const { name, header, rows } of sheets) {
    const worksheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
    worksheet.columns = header.map((column) => ({
      width: Math.min(Math.max(column.length + 2, WIDTH.least), WIDTH.most),
      style: { numFmt: TEXT_FORMAT },
    }))
    const head = worksheet.addRow(header.map(escaped))
    head.font = { bold: true }
    head.commit()
    // One sheet after the other, and each as its rows come.
    // oxlint-disable-next-line no-await-in-loop
    for await (const some of rows)
      for (const cells of some) worksheet.addRow(cells.map((cell) => escaped(guarded(cell)))).commit()
    worksheet.commit()
  }
  await workbook.commit()
}

/** What XML cannot carry goes as `_x000D_`, and what looks like that as itself. An empty cell is none. */
function escaped(text: string): string | null {
  if (text === '') return null
  return text.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replaceAll(
    // oxlint-disable-next-line no-control-regex -- these are the very signs that are meant
    /[\u0000-\u0008\u000B-\u001F\u007F\uFFFE\uFFFF]/g,
    (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  )
}
