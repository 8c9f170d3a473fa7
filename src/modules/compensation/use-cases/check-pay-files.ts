import { readCsv } from '#platform/text-files/csv-source.ts'
import { namesIfFolder } from '#platform/text-files/whole-folder.ts'
import { formatDecimal, formatShort } from '#shared/decimal.ts'
import type { Period } from '#shared/period.ts'
import { seededRandom } from '#shared/random.ts'
import { checkPay, type CheckedPerson } from '../domain/checker/check-pay.ts'
import { CheckStop, type Figure } from '../domain/checker/world.ts'
import { unitDigits } from '../domain/files/column.ts'
import { PRINTED_PLACES } from '../domain/files/pay-rows.ts'
import type { Plan } from '../domain/language/plan.ts'
import type { PayInput } from '../domain/pay/pay-input.ts'
import { readPayInput, type InputSources } from './read-pay-input.ts'
import { RunFilesError } from './run-error.ts'
import { periodsOf } from './run-pay-files.ts'

/** The inputs of a run, and the folder that it wrote. */
export type CheckPayInput = Readonly<{
  plan: Plan
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
 * Recomputes people of a run with the checker, which shares nothing with the engine but the parsed plan, and compares
 * everything that the run wrote of them. Throws RunFilesError for bad input.
 */
export async function checkPayFiles(input: CheckPayInput): Promise<PayCheck> {
  const { plan, against } = input
  const periods = periodsOf(plan, input.period)
  const [first] = periods
  if (!first) return { people: 0, values: 0, differences: [] }
  const read = await readPayInput(plan, input.sources, first)
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
    const checked = attempt(plan, { ...read, state }, period, ids)
    for (const id of ids) {
      const run = told.of(id)
      const own = typeof checked === 'string' ? new Map([['the run', checked]]) : factsIn(plan, checked, id)
      for (const [what, value] of own) {
        const found = what.startsWith('earned ') ? (run.get(what) ?? '0') : (run.get(what) ?? 'nothing')
        values += 1
        if (found !== value)
          differences.push({ period: period.label, person: id, what, run: found, check: value })
      }
      for (const [what, value] of run)
        if (!own.has(what))
          differences.push({ period: period.label, person: id, what, run: value, check: 'nothing' })
    }
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

/** What people get by the checker, or why it stops. */
function attempt(
  plan: Plan,
  input: PayInput,
  period: Period,
  ids: readonly string[],
): ReadonlyMap<string, CheckedPerson> | string {
  try {
    return new Map(checkPay(plan, input, period, ids).people.map((person) => [person.id, person]))
  } catch (error) {
    if (error instanceof CheckStop) return `stops: ${error.message}`
    throw error
  }
}

type Facts = ReadonlyMap<string, string>

/** What a run wrote of people: `people.csv` and `earnings.csv` of its folder. */
async function toldIn(folder: string): Promise<Readonly<{ of: (id: string) => Facts }>> {
  const names = (await namesIfFolder(folder)) ?? []
  for (const name of ['people.csv', 'earnings.csv'])
    if (!names.includes(name))
      throw new RunFilesError([
        `--against: found no ${name} in ${folder}, expected the folder that openfield run wrote for this period`,
      ])
  const told = new Map<string, Map<string, string>>()
  const add = (id: string, what: string, value: string): void => {
    const facts = told.get(id) ?? new Map<string, string>()
    facts.set(what, value)
    told.set(id, facts)
  }
  await eachRow(`${folder}/people.csv`, (row) => {
    for (const [name, value] of row)
      if (name === 'rank' || name === 'active' || /^(volume|measure):/.test(name))
        add(row.get('id') ?? '', name, value)
  })
  await eachRow(`${folder}/earnings.csv`, (row) => {
    const amount = row.get('amount') ?? ''
    // Nothing is nothing in every currency.
    if (/[1-9]/.test(amount))
      add(row.get('person_id') ?? '', `earned ${row.get('bonus')}`, `${amount} ${row.get('currency')}`)
  })
  return { of: (id) => told.get(id) ?? new Map() }
}

async function eachRow(path: string, take: (row: ReadonlyMap<string, string>) => void): Promise<void> {
  const problems: string[] = []
  await readCsv(path, {
    header: (names) => (row) => take(new Map(names.map((name, at) => [name, row[at] ?? '']))),
    problem: (row, _code, found, expected) =>
      problems.push(`${path}:${row ?? 1}: found ${found}, expected ${expected}`),
  })
  if (problems.length > 0) throw new RunFilesError(problems)
}

function factsIn(plan: Plan, checked: ReadonlyMap<string, CheckedPerson>, id: string): Facts {
  const person = checked.get(id)
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
    ...[...person.earnings].map(([bonus, { minor, currency }]) => {
      const amount = formatDecimal(minor, unitDigits(plan.units, currency))
      return [`earned ${bonus}`, minor === 0n ? '0' : `${amount} ${currency}`] as const
    }),
  ])
}

function figureText(value: Figure): string {
  if (typeof value !== 'object') return String(value)
  return formatShort((value.n * 10n ** BigInt(PRINTED_PLACES)) / value.d, PRINTED_PLACES)
}
