import { evaluationOrder } from '../domain/language/dependencies.ts'
import { planFacts, type Fact } from '../domain/language/facts.ts'
import { givenPay, inputNeeds } from '../domain/language/plan-reads.ts'
import type { Section } from '../domain/language/sentences/parts.ts'
import { planSentences } from '../domain/language/sentences/plan-sentences.ts'
import { readPayPlanText } from './read-plan-text.ts'

/** A plan that was read: what it says in sentences, and as facts for machines. */
export type CheckedPlan = Readonly<{ file: string; sections: readonly Section[]; facts: Fact }>

/** Reads a plan. Throws PlanTextError with all problems. */
export function checkPlan(source: string, file: string): CheckedPlan {
  const plan = readPayPlanText(source, file)
  const needs = Object.entries(inputNeeds(plan)).map(
    ([what, names]) => [what, [...names].toSorted()] as const,
  )
  const facts = {
    file,
    plan: planFacts(plan),
    reads: { ...Object.fromEntries(needs), givenPay: [...givenPay(plan)].toSorted() },
    order: evaluationOrder(plan).strata.map(({ keys }) => [...keys]),
  }
  return { file, sections: planSentences(plan), facts }
}
