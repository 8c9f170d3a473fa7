import { answerOf, answers } from '../domain/cases/answers.ts'
import { inputNames, type InputName } from '../domain/files/input-files.ts'
import type { Plan, PlanTest } from '../domain/language/plan.ts'
import { readPayInput } from './read-pay-input.ts'
import { reasonOf } from './run-error.ts'
import { periodsOf } from './run-pay-files.ts'
import { runPeriods } from './run-periods.ts'

/** One expectation of a test in a plan beside what the run says. */
export type PlanTestRow = Readonly<{
  test: string
  person: string
  what: string
  expected: string
  got: string
  equal: boolean
}>

/**
 * Runs the tests that stand in a plan and compares each expectation. Of a range the last period is asked. A test whose
 * inputs are wrong gives one row that says why.
 */
export async function testPlan(plan: Plan): Promise<readonly PlanTestRow[]> {
  const rows: PlanTestRow[] = []
  for (const test of plan.tests) rows.push(...(await runTest(plan, test)))
  return rows
}

async function runTest(plan: Plan, test: PlanTest): Promise<readonly PlanTestRow[]> {
  try {
    return await compare(plan, test)
  } catch (error) {
    const none = { person: '', what: 'run', expected: 'a result' }
    return [{ test: test.name, ...none, got: reasonOf(error), equal: false }]
  }
}

async function compare(plan: Plan, test: PlanTest): Promise<readonly PlanTestRow[]> {
  const periods = periodsOf(plan, test.period)
  const [first] = periods
  const sources: Partial<Record<InputName, { text: string }>> = {}
  for (const name of inputNames) {
    const text = test.files.get(name)
    if (text !== undefined) sources[name] = { text }
  }
  if (first === undefined) return []
  const input = await readPayInput(plan, sources, first, 'volumes and trees')
  const last = [...runPeriods([plan], input, periods)].at(-1)
  return test.expect.map(({ personId, what, value }) => {
    const answer = last ? answerOf(plan, last.result, personId, what) : { problem: 'nothing was run' }
    const got = 'problem' in answer ? answer.problem : answer.value
    return {
      test: test.name,
      person: personId,
      what,
      expected: value,
      got,
      equal: answers(value, answer, what),
    }
  })
}
