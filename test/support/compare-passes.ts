import { exactText } from '#shared/exact.ts'
import type { Period } from '#shared/period.ts'
import { columnValue } from '#modules/compensation/domain/passes/asked/column-values.ts'
import { NotCompiled, OutOfRange } from '#modules/compensation/domain/passes/code.ts'
import type { Column } from '#modules/compensation/domain/passes/compiler.ts'
import { fieldOfInput } from '#modules/compensation/domain/passes/field-of-input.ts'
import { paidOut, type PaidOut } from '#modules/compensation/domain/passes/paid-out.ts'
import { runPasses, type PassResult } from '#modules/compensation/domain/passes/run-passes.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import type { Value } from '#modules/compensation/domain/language/value.ts'
import type { PayInput } from '#modules/compensation/domain/pay/pay-input.ts'
import type { PayResult } from '#modules/compensation/domain/pay/pay-result.ts'

/** What a run by passes says, or why it was left to the walking engine. */
export function passesOf(plan: Plan, input: PayInput, period: Period): PassResult | string {
  try {
    return runPasses(plan, fieldOfInput(plan, input, period), period)
  } catch (error) {
    if (error instanceof NotCompiled || error instanceof OutOfRange) return error.message
    throw error
  }
}

/** The numbers in which a column holds its values. */
export function numbersIn(column: Column): readonly number[] {
  const parts = column.is === 'quotient' ? [column.over, column.under] : [column]
  return parts.flatMap(({ values }) => [...values])
}

/** Everything that the walking engine and the passes say otherwise, as texts. */
export function passDifferences(plan: Plan, walked: PayResult, passed: PassResult): readonly string[] {
  const found: string[] = []
  const hold = (what: string, a: string, b: string): void => {
    if (a !== b) found.push(`${what}: walked ${a}, passed ${b}`)
  }
  const earned = new Map(walked.earnings.map((one) => [`${one.personId} ${one.bonus}`, one]))
  const paid = passed.bonuses.map((one) => ({ bonus: one.bonus.name, of: paidOut(passed, one) }))
  walked.people.forEach((person, at) => {
    for (const { bonus, of } of paid)
      hold(`${person.id} ${bonus}`, paidText(earned.get(`${person.id} ${bonus}`)), paidText(of(at)))
    hold(`${person.id} rank`, person.rank ?? '', rankText(plan, passed, 'rank', at))
    hold(`${person.id} career rank`, person.careerRank ?? '', rankText(plan, passed, 'career rank', at))
    hold(`${person.id} active`, String(person.active), columnText(passed, 'active', at))
    for (const { name, of } of walked.volumes)
      hold(`${person.id} ${name}`, valueText(of(at)), columnText(passed, `volume:${name}`, at))
    for (const { name, of } of walked.measures)
      hold(`${person.id} ${name}`, valueText(of(at)), columnText(passed, `measure:${name}`, at))
  })
  for (const one of passed.bonuses) {
    const sums = walked.sums.find(({ bonus }) => bonus === one.bonus.name)
    for (const key of ['potential', 'skipped', 'capped', 'cut'] as const) {
      // Limits come after the sums of the passes.
      if (plan.limits.length > 0 && (key === 'capped' || key === 'cut')) continue
      hold(`${one.bonus.name} ${key}`, exactText(sums?.[key] ?? 0), exactText(one.sums[key]))
    }
  }
  return found
}

/** Nothing is the same in every currency. */
function paidText(paid: PaidOut | undefined): string {
  return !paid || paid.minor === 0n ? '0' : `${paid.minor} ${paid.currency}`
}

function rankText(plan: Plan, passed: PassResult, key: string, at: number): string {
  const column = passed.columns.get(key)
  return (column?.is === 'rank' ? plan.ranks[(column.values[at] ?? 0) - 1]?.name : undefined) ?? ''
}

function columnText(passed: PassResult, key: string, at: number): string {
  const column = passed.columns.get(key)
  return column ? valueText(columnValue(column)(at)) : 'nothing'
}

function valueText(value: Value): string {
  return typeof value === 'number' || typeof value === 'object' ? exactText(value) : String(value)
}
