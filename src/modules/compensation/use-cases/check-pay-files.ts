import { formatDecimal, formatShort } from '#shared/decimal.ts'
import type { Period } from '#shared/period.ts'
import { seededRandom } from '#shared/random.ts'
import { checkVersions, type CheckedPerson } from '../domain/checker/check-pay.ts'
import { CheckStop, type Figure } from '../domain/checker/world.ts'
import { unitDigits } from '../domain/files/column.ts'
import { PRINTED_PLACES } from '../domain/files/pay-rows.ts'
import { sumDifferences } from '../domain/files/summary-identity.ts'
import { lineDifferences, linesOf, type ToldLines } from '../domain/files/told-lines.ts'
import type { Plan } from '../domain/language/plan.ts'
import type { PayInput } from '../domain/pay/pay-input.ts'
import { readPayInput, type InputSources } from './read-pay-input.ts'
import { toldIn, type Facts } from './read-run-folder.ts'
import { RunFilesError } from './run-error.ts'
import { periodsOf } from './run-pay-files.ts'

/** The inputs of a run, and the folder that it wrote. */
export type CheckPayInput = Readonly<{
  plan: Plan
  /** Further versions of the plan, where one takes effect within the run. */
  later?: readonly Plan[] | undefined
  sources: InputSources
  /** A label or a range of two, as the run had it. */
  period: string
  against: string
  /** Only these people; none for all. */
  people: readonly string[]
  /** Only so many people of those, drawn by a seed. */
  sample?: Readonly<{ size: number; seed: number }> | undefined
}>

/** A value that run and checker tell differently. */
export type PayDifference = Readonly<{
  period: string
  person: string
  what: string
  run: string
  check: string
}>

export type PayCheck = Readonly<{ people: number; values: number; differences: readonly PayDifference[] }>

/**
 * Recomputes people of a run with the checker, which shares nothing with the engine but the parsed plan, and compares what the
 * run wrote of them, but for base, rate and the words of what is missing; what it wrote as sums must fit together. Throws
 * RunFilesError for bad input.
 */
export async function checkPayFiles(input: CheckPayInput): Promise<PayCheck> {
  const { against } = input
  const plans = [input.plan, ...(input.later ?? [])]
  // As in the run, the last version says what the input is read by.
  const plan = plans.at(-1) ?? input.plan
  const periods = periodsOf(input.plan, input.period)
  const [first] = periods
  if (!first) return { people: 0, values: 0, differences: [] }
  const read = await readPayInput(input.plan, input.sources, first, 'everything', plans)
  const ids = chosenPeople(input, read)
  const isRange = input.period.includes('..')
  const differences: PayDifference[] = []
  let values = 0
  let folder: string | undefined
  for (const period of periods) {
    // Each period of a range stands on the state that the run of the period before left.
    const state = folder === undefined ? read.state : (await stateOf(plan, input, folder, period)).state
    folder = isRange ? `${against}/${period.label}` : against
    const told = await toldIn(folder)
    const checked = attempt(plans, { ...read, state }, period, ids)
    const looked = input.people.length === 0 && !input.sample ? [...ids, ''] : ids
    for (const id of looked) {
      const found = linesFound(checked, id)
      values += found.size
      for (const one of lineDifferences(told.lines(id), found))
        differences.push({ period: period.label, person: id, ...one })
    }
    for (const id of ids) {
      const run = told.of(id)
      const own = typeof checked === 'string' ? new Map([['the run', checked]]) : factsIn(plan, checked, id)
      for (const [what, value] of own) {
        const isSum = what.startsWith('earned ') || what.startsWith('lines ')
        const found = run.get(what) ?? (isSum ? '0' : 'nothing')
        values += 1
        if (found !== value)
          differences.push({ period: period.label, person: id, what, run: found, check: value })
      }
      for (const [what, value] of run)
        if (!own.has(what))
          differences.push({ period: period.label, person: id, what, run: value, check: 'nothing' })
    }
    for (const one of sumDifferences(told.summary, paidOf(plan, told.paid)))
      differences.push({
        period: period.label,
        person: '',
        what: `${one.what} ${one.bonus} in summary.json`,
        run: one.told,
        check: one.expected,
      })
  }
  return { people: ids.length, values, differences }
}

/** Who is checked, in the order of the ids. */
function chosenPeople(input: CheckPayInput, { people }: PayInput): readonly string[] {
  const known = new Set(people.map((person) => person.id))
  const unknown = input.people.filter((id) => !known.has(id))
  if (unknown.length > 0)
    throw new RunFilesError([`--person: found ${unknown.join(', ')}, expected ids of people.csv`])
  const left = (input.people.length > 0 ? [...new Set(input.people)] : [...known]).toSorted()
  if (!input.sample || input.sample.size >= left.length) return left
  const random = seededRandom(input.sample.seed)
  const drawn = Array.from({ length: input.sample.size }, () => left.splice(random.below(left.length), 1))
  return drawn.flat().toSorted()
}

async function stateOf(plan: Plan, input: CheckPayInput, folder: string, period: Period): Promise<PayInput> {
  return readPayInput(plan, { ...input.sources, state: { path: `${folder}/state.csv` } }, period)
}

type Checked = Readonly<{
  people: ReadonlyMap<string, CheckedPerson>
  unclaimed: ReturnType<typeof checkVersions>['unclaimed']
}>

/** What people get by the checker, or why it stops. */
function attempt(
  plans: readonly Plan[],
  input: PayInput,
  period: Period,
  ids: readonly string[],
): Checked | string {
  try {
    const { people, unclaimed } = checkVersions(plans, input, period, ids)
    return { people: new Map(people.map((person) => [person.id, person])), unclaimed }
  } catch (error) {
    if (error instanceof CheckStop) return `stops: ${error.message}`
    throw error
  }
}

/** The lines of a person, or what nobody got, of the company. */
function linesFound(checked: Checked | string, id: string): ToldLines {
  if (typeof checked === 'string') return new Map()
  if (id === '') return linesOf({ lines: new Map(), skipped: checked.unclaimed })
  const person = checked.people.get(id)
  return person ? linesOf(person) : new Map()
}

/** What each bonus paid, of those that are paid in one currency. */
function paidOf(plan: Plan, paid: ReadonlyMap<string, bigint>): ReadonlyMap<string, bigint> {
  const own = plan.bonuses.filter((bonus) => bonus.paysIn === undefined)
  return new Map(own.map(({ name }) => [name, paid.get(name) ?? 0n]))
}

function factsIn(plan: Plan, { people }: Checked, id: string): Facts {
  const person = people.get(id)
  return person ? factsOf(plan, person) : new Map()
}

/** What the checker says of a person, in the words of the files. */
function factsOf(plan: Plan, person: CheckedPerson): Facts {
  const ranks = new Set(plan.measures.filter(({ rule }) => rule.type === 'rank').map(({ name }) => name))
  const measure = (name: string, value: Figure) =>
    ranks.has(name) ? (plan.ranks[Number(figureText(value)) - 1]?.name ?? '') : figureText(value)
  return new Map([
    ['rank', person.rank ?? ''],
    ['active', String(person.active)],
    ...[...person.volumes].map(([name, value]) => [`volume:${name}`, figureText(value)] as const),
    ...[...person.measures].map(([name, value]) => [`measure:${name}`, measure(name, value)] as const),
    ...[...person.earnings].flatMap(([bonus, { minor, currency }]) => {
      const digits = unitDigits(plan.units, currency)
      const lines = formatShort(minor, digits)
      return [
        [`earned ${bonus}`, minor === 0n ? '0' : `${formatDecimal(minor, digits)} ${currency}`] as const,
        [`lines ${bonus}`, lines] as const,
      ]
    }),
  ])
}

function figureText(value: Figure): string {
  if (typeof value !== 'object') return String(value)
  return formatShort((value.n * 10n ** BigInt(PRINTED_PLACES)) / value.d, PRINTED_PLACES)
}
