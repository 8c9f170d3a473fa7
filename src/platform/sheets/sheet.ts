/** A row of a sheet as it came: the number that a person sees beside it, and its cells as text. */
export type SheetRow = Readonly<{ row: number; cells: readonly string[]; odd: readonly OddCell[] }>

/**
 * A cell that has no text of its own: a formula, a mistake, or a number with more digits than a spreadsheet keeps. Its text
 * in the row is what is known of it.
 */
export type OddCell = Readonly<{ at: number; is: 'formula' | 'error' | 'inexact' }>

/** A table with the names of its columns. */
export type Sheet = Readonly<{ header: readonly string[]; rows: readonly SheetRow[] }>

/** What is wrong with a whole file. */
export type FileProblem = 'unreadable' | 'not_utf8' | 'empty' | 'too_many_rows'

export type ReadSheets = Readonly<
  { ok: true; sheets: readonly Sheet[] } | { ok: false; problem: FileProblem }
>

/** A table to write; rows come as they are read from elsewhere. */
export type WrittenSheet = Readonly<{
  name: string
  header: readonly string[]
  rows: AsyncIterable<readonly (readonly string[])[]>
}>

const FORMULA = /^'*[=+\-@\t\r]/
const GUARDED = /^'+[=+\-@\t\r]/
/** A plain number is no formula, also a negative one. */
const NUMBER = /^-?\d+(\.\d+)?$/

/** Text that a spreadsheet would take for a formula gets an apostrophe in front. `unguarded` gives exactly the text again. */
export function guarded(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
}

export function unguarded(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell
}

/** Makes a sheet of rows: the first that has anything is the header, and rows without anything are left out. */
export function sheetOf(rows: readonly SheetRow[]): Sheet | undefined {
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  const [head, ...rest] = filled
  if (!head) return undefined
  return { header: head.cells.map((cell) => cell.trim()), rows: rest }
}
