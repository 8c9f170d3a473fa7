import { readYaml } from '#platform/text-files/yaml-source.ts'
import type { Plan } from '../domain/plan/plan.ts'
import { problemLine } from '../domain/plan/problems.ts'
import { readPlan } from '../domain/plan/read-plan.ts'

/** A plan that could not be read: every problem, one a line, with its path and its line in the text. */
export class PlanTextError extends Error {
  readonly lines: readonly string[]
  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.lines = lines
  }
}

/** Reads a plan from its YAML text. Throws PlanTextError with all problems; `file` names the text in them. */
export function readPlanText(source: string, file: string): Plan {
  const yaml = readYaml(source)
  if (yaml.errors.length > 0) {
    throw new PlanTextError(yaml.errors.map((error) => `${file}, line ${error.line}: ${error.message}`))
  }
  const read = readPlan(yaml.document)
  if ('plan' in read) return read.plan
  throw new PlanTextError(
    read.problems.map((problem) => {
      const line = yaml.lineOf(problem.path)
      return `${file}${line === undefined ? '' : `, line ${line}`}, ${problemLine(problem)}`
    }),
  )
}
