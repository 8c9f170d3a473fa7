import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { passDifferences } from '#test/support/compare-passes.ts'
import { payCases, periodOf, readCase, type PayCase } from '#test/support/generated/cases.ts'
import { caseText, smallestCase } from '#test/support/generated/smallest.ts'
import type { Plan } from '../../language/plan.ts'
import type { Value } from '../../language/value.ts'
import { asText } from '../../pay/evaluate.ts'
import type { PayInput } from '../../pay/pay-input.ts'
import { runPay } from '../../pay/run-pay.ts'
import { PayProblem } from '../../pay/world.ts'
import { NotCompiled, OutOfRange } from '../code.ts'
import type { FieldColumns } from '../field-columns.ts'
import { fieldOfInput } from '../field-of-input.ts'
import { once } from '../once.ts'
import { renewableRun } from '../renew/renewable-run.ts'
import { runPasses, type PassResult } from '../run-passes.ts'
import { columnValue, gatheredValue } from './column-values.ts'

const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'

/** What is said otherwise of the definitions of a case, or why nothing is said. */
type Said = (plan: Plan, one: PayCase) => readonly string[] | string

/** Without what changes inside the period and what other runs paid: these have proofs of their own. */
function alone(plan: Plan, { input }: PayCase): Readonly<{ plan: Plan; input: PayInput }> {
  return {
    plan: { ...plan, bonuses: [], limits: [], changes: undefined },
    input: {
      ...input,
      links: [],
      earned: [],
      facts: input.facts.filter(({ name }) => name !== 'kind' && name !== 'status'),
      lines: input.lines.filter(({ type }) => type !== 'return'),
      state: input.state.filter(({ name }) => !name.startsWith('paid ')),
    },
  }
}

const walkedAndPassed: Said = (of, one) => {
  const { plan, input } = alone(of, one)
  const period = periodOf(plan, one.label)
  const walked = runPay(plan, input, period)
  return passDifferences(plan, walked, runPasses(plan, fieldOfInput(plan, input, period), period))
}

/** The whole plan over the whole field. */
const wholeWalkedAndPassed: Said = (plan, one) => {
  const period = periodOf(plan, one.label)
  const walked = runPay(plan, one.input, period)
  return passDifferences(plan, walked, runPasses(plan, fieldOfInput(plan, one.input, period), period))
}

/** The same field with volumes of its own, which may change. */
function changeable(field: FieldColumns): FieldColumns {
  const volume = once((name: string) => {
    const { values, decimals } = field.volume(name)
    return { values: values.slice(), decimals }
  })
  return { ...field, volume }
}

const renewedAndAnew: Said = (of, one) => {
  const { plan, input } = alone(of, one)
  const period = periodOf(plan, one.label)
  const field = changeable(fieldOfInput(plan, input, period))
  const run = renewableRun(plan, field, period)
  if (run.refused !== undefined) return run.refused
  const found: string[] = []
  for (let person = 0; person < field.people; person += 2) {
    for (const { name, kind } of plan.volumes)
      if (kind === 'personal')
        field.volume(name).values[person] = (person + 1) * 50 * 10 ** field.volume(name).decimals
    run.renew([person])
    const [renewed, anew] = [
      textsOf(run.passed, field.people),
      textsOf(runPasses(plan, field, period), field.people),
    ]
    // What a run gathers and asks beside the definitions hangs on the numbers that it met.
    for (const [key, text] of anew)
      if ((renewed.get(key) ?? text) !== text) found.push(`${key}: renewed ${renewed.get(key)}, anew ${text}`)
  }
  return found
}

/** Everybody's values; a number may have been given more decimals than another run gave it. */
function textsOf({ columns, gathers }: PassResult, people: number): ReadonlyMap<string, string> {
  const of = (valueOf: (person: number) => Value, count: number): string =>
    Array.from({ length: count }, (_, person) => asText(valueOf(person))).join(' ')
  return new Map([
    ...[...columns].map(([key, column]) => [key, of(columnValue(column), people)] as const),
    ...[...gathers].map(([key, one]) => [key, of(gatheredValue(one), one.values.length)] as const),
  ])
}

/** Holds sampled cases; gives how many could be held. */
function heldCases(said: Said, cases: number): number {
  const refused = new Map<string, number>()
  const safely: Said = (plan, one) => {
    try {
      return said(plan, one)
    } catch (error) {
      if (error instanceof PayProblem) return 'a problem of the input'
      if (error instanceof NotCompiled || error instanceof OutOfRange) return error.message
      throw error
    }
  }
  let held = 0
  for (const drawn of fc.sample(payCases, { seed: 11, numRuns: cases })) {
    const plan = readCase(drawn.document)
    if (!plan) continue
    const label = said === wholeWalkedAndPassed ? undefined : LABELS[plan.calendar]
    const one = { ...drawn, label: label ?? drawn.label }
    const first = safely(plan, one)
    if (typeof first === 'string') refused.set(first, (refused.get(first) ?? 0) + 1)
    else if (first.length === 0) held += 1
    else {
      const small = smallestCase(
        one,
        (smaller, candidate) =>
          typeof safely(smaller, candidate) !== 'string' && safely(smaller, candidate).length > 0,
      )
      const smallPlan = readCase(small.document)
      const texts = smallPlan ? safely(smallPlan, small) : []
      throw new Error(`${typeof texts === 'string' ? texts : texts.join('\n')}\n${caseText(small)}`)
    }
  }
  process.stdout.write(
    `held ${held}, not ${[...refused].map(([why, count]) => `${count} ${why}`).join('\n')}\n`,
  )
  return held
}

const LABELS: Readonly<Record<string, string>> = {
  day: '2026-10-05',
  week: '2026-W41',
  month: '2026-10',
  quarter: '2026-Q4',
  year: '2026',
}

test(
  'whatever rules definitions have, passes say of everybody what the walk says',
  { timeout: 900_000 },
  () => {
    expect(heldCases(walkedAndPassed, isLong ? 4_000 : 250)).toBeGreaterThan(200)
  },
)

test(
  'whatever rules definitions have, renewed for single people they are those of a run anew',
  { timeout: 900_000 },
  () => {
    expect(heldCases(renewedAndAnew, isLong ? 4_000 : 250)).toBeGreaterThan(150)
  },
)

test('whatever a plan says, passes pay what the walk pays', { timeout: 900_000 }, () => {
  expect(heldCases(wholeWalkedAndPassed, isLong ? 4_000 : 300)).toBeGreaterThan(80)
})
