import { nearestWord } from '#shared/nearest.ts'

/** What is wrong with a plan, where, and what was expected there. Paths read like `bonuses.team bonus.tree`. */
export type PlanProblem = Readonly<{ path: string; found: string; expected: string; nearest?: string }>

export type Problems = PlanProblem[]

export function report(problems: Problems, path: string, found: string, expected: string): void {
  problems.push({ path, found, expected })
}

/** Reports an unknown word with the nearest known one; where none is near, with what the known ones `mean`. */
export function reportUnknown(
  problems: Problems,
  path: string,
  word: string,
  what: string,
  known: readonly string[],
  mean?: string,
): void {
  const nearest = nearestWord(word, known)
  const words = known.length > 0 ? `${what}: ${known.join(', ')}` : `${what}, but the plan names none`
  const expected = nearest === undefined && mean !== undefined ? `${words} (${mean})` : words
  problems.push(
    nearest === undefined
      ? { path, found: `"${word}"`, expected }
      : { path, found: `"${word}"`, expected, nearest },
  )
}

/** Reports a word of a list that is too long to be told, with the nearest of it. */
export function reportMisspelt(
  problems: Problems,
  path: string,
  word: string,
  expected: string,
  known: readonly string[],
): void {
  const nearest = nearestWord(word, known)
  problems.push({ path, found: `"${word}"`, expected, ...(nearest === undefined ? {} : { nearest }) })
}

/** One line a problem, for terminals and logs. */
export function problemLine(problem: PlanProblem): string {
  const hint = problem.nearest === undefined ? '' : ` Did you mean "${problem.nearest}"?`
  return `${problem.path}: found ${problem.found}, expected ${problem.expected}.${hint}`
}
