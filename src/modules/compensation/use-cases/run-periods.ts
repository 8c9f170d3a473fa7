import type { Period } from '#shared/period.ts'
import type { Plan } from '../domain/language/plan.ts'
import type { PayInput } from '../domain/pay/pay-input.ts'
import type { PayResult } from '../domain/pay/pay-result.ts'
import { runVersions } from '../domain/pay/run-pay.ts'
import { PayProblem } from '../domain/pay/world.ts'
import { whereValue } from '../domain/files/where-value.ts'
import { RunFilesError } from './run-error.ts'

/**
 * The results of periods one after the other by the versions of a plan, the state of each feeding the next. Throws RunFilesError for input that the
 * plan cannot be computed with.
 */
export function* runPeriods(
  plans: readonly Plan[],
  input: PayInput,
  periods: readonly Period[],
): Generator<Readonly<{ period: Period; input: PayInput; result: PayResult }>> {
  let state = input.state
  for (const period of periods) {
    const current = { ...input, state }
    const result = resultOf(plans, current, period)
    state = result.state
    yield { period, input: current, result }
  }
}

function resultOf(plans: readonly Plan[], input: PayInput, period: Period): PayResult {
  try {
    return runVersions(plans, input, period)
  } catch (error) {
    if (!(error instanceof PayProblem)) throw error
    throw new RunFilesError([`${period.label}: ${error.message}${whereValue(plans, input, error.message)}`])
  }
}
