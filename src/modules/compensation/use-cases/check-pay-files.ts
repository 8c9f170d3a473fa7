import { readTextFile } from '#platform/text-files/read-text.ts'
import { readCsv } from '#platform/text-files/csv-source.ts'
import { namesIfFolder } from '#platform/text-files/whole-folder.ts'
import { formatDecimal, formatShort, parseDecimal } from '#shared/decimal.ts'
import type { Period } from '#shared/period.ts'
import { seededRandom } from '#shared/random.ts'
import { checkPay, type CheckedPerson } from '../domain/checker/check-pay.ts'
import { CheckStop, type Figure } from '../domain/checker/world.ts'
import { unitDigits } from '../domain/files/column.ts'
import { PRINTED_PLACES } from '../domain/files/pay-rows.ts'
import { sumDifferences } from '../domain/files/summary-identity.ts'
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
 * everything that the run wrote of them; what the run wrote as sums must fit together. Throws RunFilesError for bad input.
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
    if (!mayTakeBack(read))
      for (const { personId, bonus, amount } of told.negativeSkips)
        if (isNeverNegative(plan, bonus))
          differences.push({
            period: period.label,
            person: personId,
            what: `skipped ${bonus}`,
            run: amount,
            check: '0 or more',
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

/** What a run wrote: of people from people.csv, earnings.csv and lines.csv, and what has to fit together besides. */
type Told = Readonly<{
  of: (id: string) => Facts
  summary: unknown
  /** What the earnings of each bonus add up to, in 10^-12. */
  paid: ReadonlyMap<string, bigint>
  negativeSkips: readonly Readonly<{ personId: string; bonus: string; amount: string }>[]
}>

const FILES = ['people.csv', 'earnings.csv', 'lines.csv', 'skipped.csv', 'summary.json']

async function toldIn(folder: string): Promise<Told> {
  const names = (await namesIfFolder(folder)) ?? []
  for (const name of FILES)
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
  const paid = new Map<string, bigint>()
  await eachRow(`${folder}/earnings.csv`, (row) => {
    const [bonus, amount] = [row.get('bonus') ?? '', row.get('amount') ?? '']
    paid.set(bonus, (paid.get(bonus) ?? 0n) + printed(amount))
    // Nothing is nothing in every currency.
    if (/[1-9]/.test(amount))
      add(row.get('person_id') ?? '', `earned ${bonus}`, `${amount} ${row.get('currency')}`)
  })
  for (const [id, sums] of await linesIn(folder))
    for (const [bonus, sum] of sums)
      if (sum !== 0n) add(id, `lines ${bonus}`, formatShort(sum, PRINTED_PLACES))
  const negativeSkips: { personId: string; bonus: string; amount: string }[] = []
  await eachRow(`${folder}/skipped.csv`, (row) => {
    const [personId = '', bonus = '', amount = ''] = ['person_id', 'bonus', 'amount'].map((name) =>
      row.get(name),
    )
    if (printed(amount) < 0n) negativeSkips.push({ personId, bonus, amount })
  })
  return { of: (id) => told.get(id) ?? new Map(), summary: await summaryIn(folder), paid, negativeSkips }
}

/** What the lines of each person and bonus add up to, in 10^-12. */
async function linesIn(folder: string): Promise<ReadonlyMap<string, ReadonlyMap<string, bigint>>> {
  const sums = new Map<string, Map<string, bigint>>()
  await eachRow(`${folder}/lines.csv`, (row) => {
    const [id, bonus] = [row.get('person_id') ?? '', row.get('bonus') ?? '']
    const own = sums.get(id) ?? new Map<string, bigint>()
    own.set(bonus, (own.get(bonus) ?? 0n) + printed(row.get('amount') ?? ''))
    sums.set(id, own)
  })
  return sums
}

async function summaryIn(folder: string): Promise<unknown> {
  const source = await readTextFile(`${folder}/summary.json`)
  if ('reason' in source)
    throw new RunFilesError([`${folder}/summary.json cannot be read (${source.reason})`])
  try {
    return JSON.parse(source.text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new RunFilesError([
      `${folder}/summary.json: found no JSON, expected the summary that openfield run wrote`,
    ])
  }
}

/** A printed amount in 10^-12; what is no number counts as nothing, and so differs from what it should be. */
function printed(amount: string): bigint {
  const value = parseDecimal(amount, PRINTED_PLACES)
  return typeof value === 'bigint' ? value : 0n
}

/** What each bonus paid, of those that are paid in one currency. */
function paidOf(plan: Plan, paid: ReadonlyMap<string, bigint>): ReadonlyMap<string, bigint> {
  const own = plan.bonuses.filter((bonus) => bonus.paysIn === undefined)
  return new Map(own.map(({ name }) => [name, paid.get(name) ?? 0n]))
}

/** Whether anything of the input takes back what was sold or given: then an amount that was skipped may lie below zero. */
function mayTakeBack({ lines, adjustments, earned, facts }: PayInput): boolean {
  return (
    adjustments.length > 0 ||
    facts.some(({ value }) => value.startsWith('-')) ||
    earned.some(({ amountMicro }) => amountMicro < 0n) ||
    lines.some(
      (line) =>
        line.type === 'return' ||
        [line.amountMicro, line.quantityMicro, ...line.volumes.values()].some((value) => value < 0n),
    )
  )
}

/** The kinds of bonus whose parts lie below zero only where something is taken back; rules of others may say so. */
function isNeverNegative(plan: Plan, name: string): boolean {
  const kind = plan.bonuses.find((bonus) => bonus.name === name)?.kind
  return kind === 'levels' || kind === 'binary' || kind === 'differential'
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
