/** What is wrong in a promotion's text: where, what was expected, and the word that was likely meant. */
export type PromotionProblem = Readonly<{ path: string; line: number; problem: string }>

export class PromotionError extends Error {
  readonly problems: readonly PromotionProblem[]
  constructor(problems: readonly PromotionProblem[]) {
    super(problems.map(problemText).join('\n'))
    this.problems = problems
  }
}

/** Line and path where they are known, then what is wrong. */
export function problemText({ path, line, problem }: PromotionProblem): string {
  const place = [...(line > 0 ? [`line ${line}`] : []), ...(path === '' ? [] : [path])].join(', ')
  return place === '' ? problem : `${place}: ${problem}`
}
