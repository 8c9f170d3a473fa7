import type { PlanProblem } from '../domain/language/problems.ts'
import { fileProblemLine, type ProblemList } from '../domain/files/file-problem.ts'

/** A problem of a plan with its place in the text. */
export type PlacedProblem = PlanProblem & Readonly<{ file: string; line: number | undefined }>

/** A plan that could not be read: every problem, one a line, with its path and its line in the text. */
export class PlanTextError extends Error {
  readonly lines: readonly string[]
  readonly problems: readonly PlacedProblem[]
  constructor(lines: readonly string[], problems: readonly PlacedProblem[] = []) {
    super(lines.join('\n'))
    this.lines = lines
    this.problems = problems
  }
}

/** An input that cannot be run: what is wrong, one sentence a line. Nothing was written. */
export class RunFilesError extends Error {
  readonly lines: readonly string[]
  readonly problems: readonly ProblemList[]
  constructor(lines: readonly string[], problems: readonly ProblemList[] = []) {
    super(lines.join('\n'))
    this.lines = lines
    this.problems = problems
  }
}

/** The lines that tell of bad input, or undefined where an error is of another kind. */
export function inputErrorLines(error: unknown): readonly string[] | undefined {
  if (error instanceof PlanTextError) return error.lines
  if (!(error instanceof RunFilesError)) return undefined
  return [
    ...error.lines,
    ...error.problems.flatMap((list) => [
      ...list.listed.map(fileProblemLine),
      ...(list.beyond > 0 ? [`${list.file}: and ${list.beyond} more`] : []),
    ]),
  ]
}

/** Why something could not be run, in one line: one example or test that fails must not hide the others. */
export function reasonOf(error: unknown): string {
  const lines = inputErrorLines(error)
  if (lines) return lines.join(' | ')
  return error instanceof Error ? error.message : String(error)
}
