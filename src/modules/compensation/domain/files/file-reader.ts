import type { CellContext, ColumnDescription, FileColumn } from './column.ts'
import { addProblem, type ProblemList } from './file-problem.ts'
import { cell, readHeader, type Header } from './table.ts'

/** What a file is read with: the meaning of its cells, and the list that its problems go to. */
export type FileContext = CellContext & Readonly<{ problems: ProblemList }>

/** Takes the rows of one file and gives what they say. The result is good only where the list has no problems. */
export type FileReader<R> = Readonly<{ readRow: (cells: readonly string[]) => void; finish: () => R }>

/** A column with any name, as one file has it: `volume:PV` of `volume:<NAME>`. */
export type NamedColumn<T> = Readonly<{ key: string; column: FileColumn<T> }>

/** The row that is being read. Cells that are wrong are told, and give the column's blank value. */
export type Row = {
  /** Row of the file, the header being row 1. */
  number: number
  header: Header
  /** Columns of this row that were told of: what follows from their cells is not. */
  refused: ReadonlySet<string>
  move: (cells: readonly string[]) => void
  take: <T>(column: FileColumn<T>, digits?: number) => T
  takeNamed: <T>(columns: readonly NamedColumn<T>[]) => ReadonlyMap<string, T>
  /** `among` are the words of which the nearest to `word`, or else to what was found, is told. */
  refuse: (
    column: string,
    code: string,
    found: string,
    expected: string,
    among?: Iterable<string>,
    word?: string,
  ) => void
}

/** Opens a file by its header: required columns that are missing are told with the nearest name. */
export function rowOf(
  names: readonly string[],
  columns: readonly ColumnDescription[],
  context: FileContext,
): Row {
  const { problems } = context
  const required = columns.flatMap((column) => (column.required ? [column.name] : []))
  const header = readHeader(names, required, problems)
  const refused = new Set<string>()
  let cells: readonly string[] = []
  const row: Row = {
    number: 1,
    header,
    refused,
    move(next) {
      refused.clear()
      row.number += 1
      cells = next
    },
    take(column, digits = 0) {
      const text = cell(header, cells, column.name)
      if (text === '') {
        if (column.whenEmpty === undefined && header.has(column.name))
          row.refuse(column.name, 'missing_value', 'nothing', column.type)
        return column.blank
      }
      const taken = column.read(text, context, digits)
      if ('value' in taken) return taken.value
      row.refuse(column.name, taken.code, `"${text}"`, taken.expected, taken.among)
      return column.blank
    },
    takeNamed(named) {
      return new Map(named.map(({ key, column }) => [key, row.take(column)]))
    },
    refuse(column, code, found, expected, among, word) {
      refused.add(column)
      addProblem(problems, row.number, column, code, found, expected, among, word)
    },
  }
  return row
}

/** The columns of a file that a column with any name stands for, in order of their names. */
export function namedColumns<T>(row: Row, column: FileColumn<T>): readonly NamedColumn<T>[] {
  const start = column.name.slice(0, column.name.indexOf('<'))
  const named: NamedColumn<T>[] = []
  for (const name of row.header.keys()) {
    if (!name.startsWith(start)) continue
    const key = name.slice(start.length).trim()
    if (key === '') row.refuse(name, 'bad_column', 'no name', `a name after "${start}"`)
    else named.push({ key, column: { ...column, name } })
  }
  return named.toSorted((a, b) => (a.key < b.key ? -1 : 1))
}
