import { nearestWord } from '#shared/nearest.ts'
import { addProblem, type ProblemList } from './file-problem.ts'

/** The columns of a file by name, from its header row. */
export type Header = ReadonlyMap<string, number>

/** Reads a header; names a column that stands twice and required ones that are missing, with the nearest name. */
export function readHeader(
  names: readonly string[],
  required: readonly string[],
  problems: ProblemList,
): Header {
  const header = new Map<string, number>()
  names.forEach((raw, index) => {
    const name = raw.trim()
    if (header.has(name))
      addProblem(problems, 1, name, 'duplicate_column', 'the column twice', 'each column once')
    else header.set(name, index)
  })
  for (const name of required) requireColumn(header, name, problems)
  return header
}

/** Whether the column is there; otherwise it is reported with the nearest name that the file has. */
export function requireColumn(
  header: Pick<ReadonlySet<string>, 'has' | 'keys'>,
  name: string,
  problems: ProblemList,
  why = '',
): boolean {
  if (header.has(name)) return true
  const nearest = nearestWord(name, header.keys())
  const hint = nearest === undefined ? '' : `; the nearest column is "${nearest}"`
  addProblem(problems, 1, name, 'missing_column', 'no such column', `the column "${name}"${why}${hint}`)
  return false
}

/** The trimmed text of a column in a row, '' where the file does not have the column. */
export function cell(header: Header, row: readonly string[], name: string): string {
  const index = header.get(name)
  return index === undefined ? '' : (row[index] ?? '').trim()
}
