import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { readPayPlanText } from '#modules/compensation/use-cases/read-plan-text.ts'
import { runPayFiles } from '#modules/compensation/use-cases/run-pay-files.ts'

/** Runs a plan file of language version 2 over people and orders of one period, as `openfield run` does; gives the summary. */
export async function runPlan(
  input: Readonly<{ plan: string; people: string; orders: string; period: string; out: string }>,
) {
  const planText = await readFile(input.plan, 'utf8')
  const [summary] = await runPayFiles({
    plan: readPayPlanText(planText, basename(input.plan)),
    planText,
    sources: { people: { path: input.people }, orders: { path: input.orders } },
    period: input.period,
    out: input.out,
    allowEmpty: false,
  })
  if (!summary) throw new Error('a run of one period has one summary')
  return summary
}
