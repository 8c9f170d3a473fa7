import * as fc from 'fast-check'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import { runPay } from '#modules/compensation/domain/pay/run-pay.ts'
import { PayProblem } from '#modules/compensation/domain/pay/world.ts'
import { periodBefore } from '#shared/period.ts'
import { payCases, periodOf, readCase, type PayCase } from './cases.ts'
import { takeCensus, type Census } from './census.ts'
import { differencesOf, differencesOfVersions, type Difference } from './compare-pay.ts'
import { caseText, smallestCase } from './smallest.ts'

/** Every third case takes the state that a run of the period before left, in the place of a made-up one. */
const CHAINED_EVERY = 3

/**
 * Holds runs of generated cases against the checker and counts what was generated. Undefined when all are equal, else the
 * first case that is not, made small, with what run and checker say of it.
 */
export function firstDifference(census: Census, seed: number, cases: number): string | undefined {
  for (const [at, sampled] of fc.sample(payCases, { seed, numRuns: cases }).entries()) {
    const plan = readCase(sampled.document)
    if (!plan) continue
    const one = at % CHAINED_EVERY === 0 ? chained(plan, sampled) : sampled
    const { kind } = periodOf(plan, one.label)
    const paid = new Set(plan.bonuses.filter((bonus) => bonus.calendar === kind).map(({ name }) => name))
    takeCensus(census, plan, one, (name) => paid.has(name))
    if (differences(plan, one).length === 0) continue
    const small = smallestCase(one, (smaller, candidate) => differences(smaller, candidate).length > 0)
    const smallPlan = readCase(small.document)
    const said = (smallPlan ? differences(smallPlan, small) : []).map(
      ({ what, run, checker }) => `${what}: the run says ${run}, the checker says ${checker}`,
    )
    return `seed ${seed}\n${said.join('\n')}\n${caseText(small)}`
  }
  return undefined
}

/** The case after a run of the period before, whose state it takes; as it is where that cannot be run. */
function chained(plan: Plan, one: PayCase): PayCase {
  const period = periodOf(plan, one.label)
  if (period.kind === 'campaign') return one
  const before = periodBefore({ kind: period.kind, timeZone: plan.timeZone }, period)
  try {
    const { state } = runPay(plan, { ...one.input, state: [] }, before)
    return { ...one, input: { ...one.input, state } }
  } catch (error) {
    if (error instanceof PayProblem) return one
    throw error
  }
}

function differences(plan: Plan, one: PayCase): readonly Difference[] {
  const period = periodOf(plan, one.label)
  const alone = differencesOf(plan, one.input, period)
  if (alone.length > 0 || !isSplit(one)) return alone
  // The same rules again from the middle on: orders before it are paid by one version, those after it by the other.
  const middle = new Date((period.fromMs + period.untilMs) / 2).toISOString().slice(0, 10)
  const later = { ...plan, version: plan.version + 1, effective: middle }
  return differencesOfVersions([plan, later], later, one.input, period)
}

/** Every few fields, and always the same ones, so that a case that is made smaller stays split or not. */
function isSplit({ input }: PayCase): boolean {
  return input.lines.length % 4 === 1
}
