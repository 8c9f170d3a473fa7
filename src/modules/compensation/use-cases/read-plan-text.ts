import { readYaml } from '#platform/text-files/yaml-source.ts'
import type { Plan as PayPlan } from '../domain/language/plan.ts'
import { readPlan as readPayPlan } from '../domain/language/read-plan.ts'
import type { Plan } from '../domain/plan/plan.ts'
import { problemLine, type PlanProblem } from '../domain/plan/problems.ts'
import { readPlan } from '../domain/plan/read-plan.ts'
import { PlanTextError } from './run-error.ts'

/** Reads a plan of language version 1. Throws PlanTextError with all problems; `file` names the text in them. */
export function readPlanText(source: string, file: string): Plan {
  return readText(source, file, readPlan)
}

/** The same for a plan of language version 2. */
export function readPayPlanText(source: string, file: string): PayPlan {
  return readText(source, file, readPayPlan)
}

/** Whether a plan says that it is of language version 1; every other is read as version 2, which tells what is wrong. */
export function isFirstLanguage(source: string): boolean {
  const { document } = readYaml(source)
  return (
    typeof document === 'object' && document !== null && 'openfield' in document && document.openfield === '1'
  )
}

function readText<P>(
  source: string,
  file: string,
  read: (document: unknown) => Readonly<{ plan: P } | { problems: readonly PlanProblem[] }>,
): P {
  const yaml = readYaml(source)
  if (yaml.errors.length > 0) {
    throw new PlanTextError(
      yaml.errors.map(
        ({ line, column, found, expected }) =>
          `${file}, line ${line}, column ${column}: found ${found}, expected ${expected}.`,
      ),
    )
  }
  const answer = read(yaml.document)
  if ('plan' in answer) return answer.plan
  const placed = answer.problems.map((problem) => ({ ...problem, file, line: yaml.lineOf(problem.path) }))
  const lines = placed.map(
    (problem) =>
      `${file}${problem.line === undefined ? '' : `, line ${problem.line}`}, ${problemLine(problem)}`,
  )
  throw new PlanTextError(lines, placed)
}
