import type { Command } from 'commander'
import { checkPlan, type CheckedPlan } from '#modules/compensation/use-cases/check-plan.ts'
import {
  inputErrorLines,
  PlanTextError,
  type PlacedProblem,
} from '#modules/compensation/use-cases/run-error.ts'
import { planTextOf } from '#modules/compensation/use-cases/plan-text.ts'

/** `openfield plan check`: what is wrong with plans, or what they say. */
export function addPlanCheck(plan: Command): void {
  plan
    .command('check')
    .description('Name everything that is wrong with plans, or print them back as sentences.')
    .argument('<file...>', 'plans, YAML')
    .option('--json', 'print the parsed plans, or the errors, as JSON')
    .addHelpText('after', '\nExample:\n  npx openfield plan check plan.yaml')
    .action(async (files: readonly string[], options: Readonly<{ json?: boolean }>) => {
      const plans: CheckedPlan[] = []
      const errors: unknown[] = []
      for (const file of files) {
        try {
          plans.push(checkPlan(await planTextOf(file), file))
        } catch (error) {
          errors.push(error)
        }
      }
      if (options.json === true) tellJson(plans, errors)
      else tell(plans, errors)
      if (errors.length > 0) process.exitCode = 2
    })
}

function tell(plans: readonly CheckedPlan[], errors: readonly unknown[]): void {
  for (const error of errors) process.stderr.write(`${linesOf(error).join('\n')}\n`)
  for (const { sections } of plans)
    for (const { title, sentences } of sections)
      process.stdout.write(`${title}\n${sentences.map((text) => `  ${text}\n`).join('')}\n`)
}

function tellJson(plans: readonly CheckedPlan[], errors: readonly unknown[]): void {
  const told = plans.map(({ facts, sections }) => ({ facts, sections }))
  process.stdout.write(`${JSON.stringify({ plans: told, errors: errors.flatMap(problemsOf) }, null, 2)}\n`)
}

/** With file, line, path, found, expected and nearest; a text that is no YAML has lines alone. */
function problemsOf(error: unknown): readonly (PlacedProblem | string)[] {
  return error instanceof PlanTextError && error.problems.length > 0 ? error.problems : linesOf(error)
}

function linesOf(error: unknown): readonly string[] {
  const lines = inputErrorLines(error)
  if (lines === undefined) throw error
  return lines
}
