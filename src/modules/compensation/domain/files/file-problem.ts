import { nearestWord } from '#shared/nearest.ts'

/** What is wrong with an input file: where, what stands there, and what was expected. Row 1 is the header. */
export type FileProblem = Readonly<{
  file: string
  row?: number
  column?: string
  code: string
  found: string
  expected: string
}>

/** The most problems of one file that are told at once; the rest is counted. */
export const FILE_PROBLEMS_MAX = 100

/** Collects the problems of one file up to the limit and counts those beyond it. */
export type ProblemList = {
  readonly file: string
  readonly listed: FileProblem[]
  beyond: number
  /** Rows whose text is wrong: what their cells would say beyond that is not told. */
  readonly broken: Set<number>
}

export function problemList(file: string): ProblemList {
  return { file, listed: [], beyond: 0, broken: new Set() }
}

/** The most words among which the nearest is looked for. */
const NEAREST_AMONG_MAX = 50_000

/** Adds what is wrong with the text of a file: a row with too few or too many columns is told by that alone. */
export function addTextProblem(
  list: ProblemList,
  row: number | undefined,
  code: string,
  found: string,
  expected: string,
): void {
  addProblem(list, row, undefined, code, found, expected)
  if (row !== undefined) list.broken.add(row)
}

/** Adds a problem; `among` are the words of which the nearest to `word`, or else to what was found, is told. */
export function addProblem(
  list: ProblemList,
  row: number | undefined,
  column: string | undefined,
  code: string,
  found: string,
  expected: string,
  among: Iterable<string> = [],
  word = found.replace(/^"|"$/g, ''),
): void {
  if (row !== undefined && list.broken.has(row)) return
  if (list.listed.length >= FILE_PROBLEMS_MAX) {
    list.beyond += 1
    return
  }
  list.listed.push({
    file: list.file,
    ...(row === undefined ? {} : { row }),
    ...(column === undefined ? {} : { column }),
    code,
    found,
    expected: `${expected}${nearestHint(word, among)}`,
  })
}

function nearestHint(word: string, among: Iterable<string>): string {
  const nearest = nearestWord(word, Iterator.from(among).take(NEAREST_AMONG_MAX))
  return nearest === undefined ? '' : `; the nearest is "${nearest}"`
}

/** One line a problem: `orders.csv, row 7, column at: found "x", expected a date …`. */
export function fileProblemLine(problem: FileProblem): string {
  const row = problem.row === undefined ? '' : `, row ${problem.row}`
  const column = problem.column === undefined ? '' : `, column ${problem.column}`
  return `${problem.file}${row}${column}: found ${problem.found}, expected ${problem.expected} [${problem.code}]`
}
