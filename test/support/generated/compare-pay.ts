import { checkVersions, type CheckedPerson } from '#modules/compensation/domain/checker/check-pay.ts'
import {
  fraction,
  fractionText,
  readFraction,
  type Fraction,
} from '#modules/compensation/domain/checker/fraction.ts'
import { CheckStop, type Figure } from '#modules/compensation/domain/checker/world.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import type { Value } from '#modules/compensation/domain/language/value.ts'
import type { PayInput, StateInput } from '#modules/compensation/domain/pay/pay-input.ts'
import type { PayResult } from '#modules/compensation/domain/pay/pay-result.ts'
import { runVersions } from '#modules/compensation/domain/pay/run-pay.ts'
import { PayProblem } from '#modules/compensation/domain/pay/world.ts'
import type { Period } from '#shared/period.ts'
import { checkedLineFacts, lineFacts } from './compare-lines.ts'

/** What the run and the checker say of one thing, where they disagree. */
export type Difference = Readonly<{ what: string; run: string; checker: string }>

/** Holds a run against the checker: everything that one of them says otherwise. */
export function differencesOf(plan: Plan, input: PayInput, period: Period): readonly Difference[] {
  return differencesOfVersions([plan], plan, input, period)
}

/** The same of versions of a plan, of which the last one that holds in the period is named apart. */
export function differencesOfVersions(
  versions: readonly Plan[],
  plan: Plan,
  input: PayInput,
  period: Period,
): readonly Difference[] {
  const run = attempt(() => runVersions(versions, input, period))
  const checked = attempt(() => checkVersions(versions, input, period))
  if ('refused' in run || 'refused' in checked)
    return 'refused' in run && 'refused' in checked
      ? []
      : [{ what: 'the run', run: refusal(run), checker: refusal(checked) }]
  const people = new Map(checked.value.people.map((person) => [person.id, person]))
  return [
    ...run.value.people.flatMap((standing, at) => {
      const person = people.get(standing.id)
      return person
        ? compared(facts(plan, run.value, at), checkedFacts(plan, person), standing.id)
        : [{ what: standing.id, run: 'is there', checker: 'is missing' }]
    }),
    ...compared(lineFacts(run.value), checkedLineFacts(checked.value), 'lines'),
    ...compared(
      stateFacts(plan, run.value.state, period),
      stateFacts(plan, checked.value.state, period),
      'state',
    ),
  ]
}

type Attempt<T> = Readonly<{ value: T } | { refused: string }>

function attempt<T>(make: () => T): Attempt<T> {
  try {
    return { value: make() }
  } catch (error) {
    if (error instanceof PayProblem || error instanceof CheckStop) return { refused: error.message }
    throw error
  }
}

function refusal(attempted: Attempt<unknown>): string {
  return 'refused' in attempted ? `refused: ${attempted.refused}` : 'computed'
}

type Facts = ReadonlyMap<string, string>

function compared(run: Facts, checker: Facts, of: string): readonly Difference[] {
  return [...new Set([...run.keys(), ...checker.keys()])].flatMap((what) => {
    const [a, b] = [run.get(what) ?? 'nothing', checker.get(what) ?? 'nothing']
    return a === b ? [] : [{ what: `${of}: ${what}`, run: a, checker: b }]
  })
}

function facts(plan: Plan, result: PayResult, at: number): Facts {
  const standing = result.people[at]
  const column = (kind: string, columns: PayResult['volumes']): [string, string][] =>
    columns.map(({ name, of }) => [`${kind} ${name}`, valueText(of(at))])
  return new Map([
    ['active', String(standing?.active)],
    ['rank', standing?.rank ?? ''],
    ['career rank', standing?.careerRank ?? ''],
    ...column('volume', result.volumes),
    ...column('measure', result.measures),
    ...plan.bonuses.map(({ name }): [string, string] => {
      const earning = result.earnings.find((one) => one.personId === standing?.id && one.bonus === name)
      return [`earned ${name}`, moneyText(earning)]
    }),
  ])
}

function checkedFacts(plan: Plan, person: CheckedPerson): Facts {
  const figures = (kind: string, all: ReadonlyMap<string, Figure>): [string, string][] =>
    [...all].map(([name, value]) => [`${kind} ${name}`, figureText(value)])
  return new Map([
    ['active', String(person.active)],
    ['rank', person.rank ?? ''],
    ['career rank', person.careerRank ?? ''],
    ...figures('volume', person.volumes),
    ...figures('measure', person.measures),
    ...plan.bonuses.map(({ name }): [string, string] => [
      `earned ${name}`,
      moneyText(person.earnings.get(name)),
    ]),
  ])
}

/** The state's rows of this period, and what still lies on the sides of binaries; rows of nothing say nothing. */
function stateFacts(plan: Plan, state: readonly StateInput[], period: Period): Facts {
  const sides = plan.bonuses
    .filter((bonus) => bonus.kind === 'binary' && bonus.calendar === period.kind)
    .flatMap(({ name }) => [`${name} left`, `${name} right`])
  return new Map(
    state
      .filter((row) => row.period === period.label || sides.includes(row.name))
      .filter((row) => !['', '0', 'false'].includes(row.value))
      .map((row) => [`${row.name} of ${row.personId} in ${row.period}`, plainText(row.value)]),
  )
}

/** An earning; nothing is nothing in every currency. */
function moneyText(earning: Readonly<{ minor: bigint; currency: string }> | undefined): string {
  return earning === undefined || earning.minor === 0n ? '0' : `${earning.minor} ${earning.currency}`
}

/** Numbers in one form, however they are written. */
function plainText(text: string): string {
  const value = readFraction(text)
  return value ? fractionText(value) : text
}

function figureText(value: Figure): string {
  return typeof value === 'object' ? fractionText(value) : String(value)
}

/** A value of a run in the words of the checker: its numbers are counted in millionths. */
function valueText(value: Value): string {
  if (typeof value === 'number') return fractionText(fraction(BigInt(value), 1_000_000n))
  return typeof value === 'object' ? fractionText(inMillionths(value)) : String(value)
}

function inMillionths(value: Readonly<{ n: bigint; d: bigint }>): Fraction {
  return fraction(value.n, value.d * 1_000_000n)
}
