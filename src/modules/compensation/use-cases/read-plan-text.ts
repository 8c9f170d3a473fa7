import { readYaml } from '#platform/text-files/yaml-source.ts'
import type { Plan } from '../domain/language/plan.ts'
import { problemLine } from '../domain/language/problems.ts'
import { readPlan } from '../domain/language/read-plan.ts'
import { PlanTextError } from './run-error.ts'

/** Reads a plan. Throws PlanTextError with all problems; `file` names the text in them. */
export function readPayPlanText(source: string, file: string): Plan {
  const yaml = readYaml(source)
  if (yaml.errors.length > 0) {
    throw new PlanTextError(
      yaml.errors.map(
        ({ line, column, found, expected }) =>
          `${file}, line ${line}, column ${column}: found ${found}, expected ${expected}.`,
      ),
    )
  }
  const answer = readPlan(yaml.document)
  if ('plan' in answer) return answer.plan
  const placed = answer.problems.map((problem) => ({ ...problem, file, line: yaml.lineOf(problem.path) }))
  const lines = placed.map(
    (problem) =>
      `${file}${problem.line === undefined ? '' : `, line ${problem.line}`}, ${problemLine(problem)}`,
  )
  throw new PlanTextError(lines, placed)
}
