/** A row of an imported sheet as it came. `odd` cells have no text of their own: a formula, a mistake, or a number too long. */
export type ImportRow = Readonly<{
  row: number
  cells: readonly string[]
  odd: readonly Readonly<{ at: number; is: 'formula' | 'error' | 'inexact' }>[]
}>

/** Why a row is rejected: what stands in which column, and what was expected there. */
export type RowProblem = Readonly<{ column: string; found: string; expected: string }>

/** Columns that the file of rejected rows adds begin so; they are not read. */
export const NOTE_SIGN = '#'

const ODD_EXPECTED = {
  formula: 'a value; formulas are not reckoned here',
  error: 'a value; the spreadsheet shows a mistake there',
  inexact: 'a number with at most 15 digits, or a cell of text',
} as const

/** Where each column stands; problems for a column that is there twice or that nobody knows. */
export function columnsOf(
  header: readonly string[],
  isKnown: (name: string) => boolean,
  expected: string,
): Readonly<{ columns: ReadonlyMap<string, number>; problems: readonly RowProblem[] }> {
  const columns = new Map<string, number>()
  const problems: RowProblem[] = []
  for (const [at, name] of header.entries()) {
    if (name === '' || name.startsWith(NOTE_SIGN)) continue
    if (!isKnown(name)) problems.push({ column: name, found: name, expected })
    else if (columns.has(name)) problems.push({ column: name, found: name, expected: 'each column once' })
    else columns.set(name, at)
  }
  return { columns, problems }
}

/** The cells of one row by the names of their columns, with what was found wrong so far. */
export type RowCells = Readonly<{
  problems: readonly RowProblem[]
  /** The columns that the sheet has. */
  columns: readonly string[]
  /** The text of a cell as it came; undefined where there is no such column. */
  raw: (column: string) => string | undefined
  /** The same without spaces around it. */
  text: (column: string) => string | undefined
  /** Says that a cell is wrong; the first that is said of a cell stays. */
  problem: (column: string, expected: string) => undefined
  /** The text of a cell that fits. */
  fitting: (column: string, fits: (text: string) => boolean, expected: string) => string | undefined
  /** A whole number; null for an empty cell. */
  whole: (column: string, range: readonly [number, number], expected: string) => number | null | undefined
}>

export function rowCells(columns: ReadonlyMap<string, number>, row: ImportRow): RowCells {
  const problems: RowProblem[] = []
  const raw = (column: string): string | undefined => {
    const at = columns.get(column)
    return at === undefined ? undefined : (row.cells[at] ?? '')
  }
  const text = (column: string): string | undefined => raw(column)?.trim()
  const problem = (column: string, expected: string): undefined => {
    if (problems.every((one) => one.column !== column))
      problems.push({ column, found: raw(column) ?? '', expected })
    return undefined
  }
  const names = new Map([...columns].map(([name, at]) => [at, name]))
  for (const { at, is } of row.odd) {
    const column = names.get(at)
    if (column !== undefined) problem(column, ODD_EXPECTED[is])
  }
  return {
    problems,
    columns: [...columns.keys()],
    raw,
    text,
    problem,
    fitting: (column, fits, expected) => {
      const found = text(column)
      return found === undefined || fits(found) ? found : problem(column, expected)
    },
    whole: (column, [least, most], expected) => {
      const found = text(column)
      if (found === undefined) return undefined
      if (found === '') return null
      const value = /^\d{1,9}$/.test(found) ? Number(found) : Number.NaN
      return value >= least && value <= most ? value : problem(column, expected)
    },
  }
}
