import { expect } from 'vitest'
import { smallPlan } from '#modules/compensation/domain/language/reference/small-plan.ts'
import { readPayPlanText } from '#modules/compensation/use-cases/read-plan-text.ts'
import { PlanTextError, type PlacedProblem } from '#modules/compensation/use-cases/run-error.ts'

/** What is wrong with a plan, each with its line. */
export function problemsOf(text: string): readonly PlacedProblem[] {
  try {
    readPayPlanText(text, 'plan.yaml')
    return []
  } catch (error) {
    if (error instanceof PlanTextError) return error.problems
    throw error
  }
}

const levels = `kind: levels
    tree: sponsor
    on: PV
    starts_at: upline
    steps: levels
    counts: active
    depth: 3
    rate: level rate
    unpaid: to_company`

/** The small plan of the reference page with its bonus made one of levels, so that walks can be broken too. */
export const rightPlan = smallPlan
  .replace(/kind: amount\n {4}base: customer PV\n {4}rate: 20 %/, levels)
  .replace(/, customer bonus: 20.00/, '')

/** A mistake in the right plan, and how it must be told. */
export type Broken = Readonly<{
  what: string
  from: string | RegExp
  to: string
  path: string
  found: RegExp
  expected: RegExp
  nearest?: string
}>

export const brokenBonus = 'bonuses.customer bonus'

/** Makes the mistake and looks for its problem at its path. */
export function expectTold(one: Broken): void {
  const text = rightPlan.replace(one.from, one.to)
  expect(text).not.toBe(rightPlan)
  const problems = problemsOf(text)
  const problem = problems.find(({ path }) => path === one.path)
  expect(problems.map(({ path }) => path)).toContain(one.path)
  expect(problem?.found).toMatch(one.found)
  expect(problem?.expected).toMatch(one.expected)
  expect(problem?.nearest).toBe(one.nearest)
}
