import { periodsBetween, type Period } from '#shared/period.ts'
import { compareTexts, intsBy } from '../frozen/byte-columns.ts'
import type { StateColumns } from '../frozen/columns.ts'
import { growingInts } from '../frozen/growing.ts'
import { numberedWords, wordList } from '../frozen/numbered-words.ts'
import { periodsRead } from '../language/plan-reads.ts'
import type { Plan } from '../language/plan.ts'
import { periodOfPlan } from '../pay/periods.ts'
import { outdatedName, outdatedOf, reachedFromMs } from '../pay/state-then.ts'
import { plainValues } from './compiler.ts'
import type { FieldColumns } from './field-columns.ts'
import { paidBonus, paidName } from './given-pay.ts'
import { numberTexts } from './marks.ts'
import { nameRead, readBack } from './read-back.ts'
import type { PassResult } from './run-passes.ts'

/**
 * The state after a run by passes: what was known before and is still needed, and what this period adds. The same rows as
 * `stateAfter` gives of a walk, by person, name and period; throws NotCompiled where passes computed something otherwise.
 */
export function stateAfterPasses(
  plan: Plan,
  period: Period,
  before: StateColumns,
  { field, passed }: Readonly<{ field: FieldColumns; passed: PassResult }>,
): StateColumns {
  const rows = rowTable()
  const isMain = period.kind === plan.calendar
  if (isMain) {
    addStandings(plan, period, field, passed, rows)
    addReadBack(plan, period, field, passed, rows)
  } else addPaid(period, passed, rows)
  if (isMain && plan.negativeVolume === 'carried') addDebts(plan, period, field, rows)
  for (const { name, person, period: periodOf, value } of passed.marks())
    for (let row = 0; row < person.length; row++) {
      const text = value(row)
      rows.add(person[row] ?? -1, rows.names.of(name), rows.periods.of(periodOf(row)), rows.values.of(text))
    }
  keepRows(plan, period, before, field.people, rows)
  return rows.sorted(field.people)
}

type Rows = ReturnType<typeof rowTable>

/** Rows of a state with numbers for their words. */
function rowTable() {
  const [person, name, period, value] = [growingInts(), growingInts(), growingInts(), growingInts()]
  const [names, periods, values] = [wordList(), wordList(), wordList()]
  return {
    names,
    periods,
    values,
    count: person.length,
    personAt: person.at,
    nameAt: name.at,
    periodAt: period.at,
    valueAt: value.at,
    add(of: number, nameOf: number, periodOf: number, valueOf: number): void {
      person.push(of)
      name.push(nameOf)
      period.push(periodOf)
      value.push(valueOf)
    },
    /** By person, those of the company first, then by name and period. */
    sorted(people: number): StateColumns {
      const rank = (list: readonly string[]): Uint32Array => {
        const order = [...list.keys()].toSorted((a, b) => compareTexts(list[a] ?? '', list[b] ?? ''))
        const ranks = new Uint32Array(list.length)
        order.forEach((at, place) => (ranks[at] = place))
        return ranks
      }
      const [nameRank, periodRank] = [rank(names.list), rank(periods.list)]
      const key = (row: number): number =>
        (nameRank[name.at(row)] ?? 0) * periods.list.length + (periodRank[period.at(row)] ?? 0)
      const order = byPerson(person.values(), people, key)
      const words = (list: readonly string[], of: (row: number) => number) =>
        numberedWords(
          list,
          intsBy(order.length, (at) => of(order[at] ?? 0)),
        )
      return {
        person: intsBy(order.length, (at) => person.at(order[at] ?? 0)),
        name: words(names.list, name.at),
        period: words(periods.list, period.at),
        value: words(values.list, value.at),
      }
    },
  }
}

/** Rows by person from -1 on, the few of each by their key. */
function byPerson(person: Int32Array, people: number, key: (row: number) => number): Uint32Array {
  const starts = new Uint32Array(people + 2)
  for (let row = 0; row < person.length; row++) {
    const next = (person[row] ?? 0) + 2
    starts[next] = (starts[next] ?? 0) + 1
  }
  for (let at = 1; at < starts.length; at++) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0)
  const filled = starts.slice()
  const order = new Uint32Array(person.length)
  for (let row = 0; row < person.length; row++) {
    const bucket = (person[row] ?? 0) + 1
    let at = filled[bucket] ?? 0
    filled[bucket] = at + 1
    for (; at > (starts[bucket] ?? 0) && key(order[at - 1] ?? 0) > key(row); at--)
      order[at] = order[at - 1] ?? 0
    order[at] = row
  }
  return order
}

/** Everybody's rank, the highest ever held, for how many periods it was missed, and activity. */
function addStandings(
  plan: Plan,
  period: Period,
  { people }: FieldColumns,
  { columns, missed }: PassResult,
  rows: Rows,
): void {
  const now = rows.periods.of(period.label)
  const [rank, career, missing, active] = ['rank', 'career rank', 'rank missed', 'active'].map((name) =>
    rows.names.of(name),
  )
  const ranks = [0, ...plan.ranks.map(({ name }) => rows.values.of(name))]
  const isTrue = rows.values.of('true')
  const of = (key: string) => plainValues(columns.get(key))
  const [held, highest, actives] = [of('rank'), of('career rank'), of('active')]
  const keepsActive = plan.active !== undefined || periodsRead(plan).has('active')
  for (let person = 0; person < people; person++) {
    const [one, most] = [held?.[person] ?? 0, highest?.[person] ?? 0]
    if (one > 0) rows.add(person, rank ?? 0, now, ranks[one] ?? 0)
    if (most > 0) rows.add(person, career ?? 0, now, ranks[most] ?? 0)
    const times = plan.ranks.length > 0 ? (missed[person] ?? 0) : 0
    if (times > 0) rows.add(person, missing ?? 0, now, rows.values.of(String(times)))
    if (keepsActive && actives?.[person] === 1) rows.add(person, active ?? 0, now, isTrue)
  }
}

/** What rules of later periods read of this one. */
function addReadBack(plan: Plan, period: Period, field: FieldColumns, passed: PassResult, rows: Rows): void {
  const now = rows.periods.of(period.label)
  for (const { name, textOf } of readBack(plan, field, passed)) {
    const named = rows.names.of(name)
    for (let person = 0; person < field.there(); person++) {
      const text = textOf(person)
      if (text !== '') rows.add(person, named, now, rows.values.of(text))
    }
  }
}

/** What bonuses of another calendar paid, for the main period that their own lies in. */
function addPaid(period: Period, { bonuses }: PassResult, rows: Rows): void {
  const now = rows.periods.of(period.label)
  for (const { bonus, minor, digits } of bonuses) {
    const [name, text] = [rows.names.of(paidName(bonus.name)), numberTexts(digits)]
    for (let person = 0; person < minor.length; person++)
      if (minor[person] !== 0) rows.add(person, name, now, rows.values.of(text(minor[person] ?? 0)))
  }
}

function addDebts(plan: Plan, period: Period, field: FieldColumns, rows: Rows): void {
  const now = rows.periods.of(period.label)
  for (const volume of plan.volumes) {
    if (volume.kind !== 'personal') continue
    const { values, decimals } = field.debt(volume.name)
    const [name, text] = [rows.names.of(`debt ${volume.name}`), numberTexts(decimals)]
    for (let person = 0; person < values.length; person++)
      if (values[person] !== 0) rows.add(person, name, now, rows.values.of(text(values[person] ?? 0)))
  }
}

/** Adds the rows of before that are still of use; those that are not, where returns may ask for them, as outdated. */
function keepRows(plan: Plan, period: Period, before: StateColumns, people: number, rows: Rows): void {
  const [added, keepsName] = [addedByName(rows, people), namesKept(plan, period)]
  const age = before.period.words.map((label) => distanceTo(plan, label, period))
  const isMain = period.kind === plan.calendar
  const until = before.period.words.map((label) => periodOfPlan(plan, label)?.untilMs ?? 0)
  const names = before.name.words.map((word) => ({ ...keepsName(word), word, added: added(word) }))
  const isSame = period.untilMs > reachedFromMs(plan, period) ? sameRows(before, rows) : undefined
  const now = before.period.words.indexOf(period.label)
  const nameAs = numbersFor(before.name.words, rows.names)
  const outdatedAs = numbersFor(
    before.name.words.map((word) => outdatedName(period.label, word)),
    rows.names,
  )
  const [periods, values] = [
    numbersFor(before.period.words, rows.periods),
    numbersFor(before.value.words, rows.values),
  ]
  const [placeOf, periodOf, valueOf] = [before.name.place, before.period.place, before.value.place]
  for (let row = 0; row < before.person.length; row++) {
    const name = names[placeOf[row] ?? 0]
    if (!name) continue
    const [at, person, old] = [periodOf[row] ?? 0, before.person[row] ?? -1, age[periodOf[row] ?? 0]]
    const stays = name.isPaid
      ? at !== now && (!isMain || (until[at] ?? 0) > period.untilMs)
      : name.periods === undefined
        ? name.isKept && name.added?.[person + 1] !== 1
        : old !== undefined && old > 0 && old < name.periods
    const isOutdated = !stays && isSame !== undefined && !name.isOutdated && at !== now && !isSame(row)
    if (!stays && !isOutdated) continue
    const place = placeOf[row] ?? 0
    rows.add(person, stays ? nameAs(place) : outdatedAs(place), periods(at), values(valueOf[row] ?? 0))
  }
}

/** The numbers that words of one list have in another, each taken up when it is first asked for. */
function numbersFor(words: readonly string[], list: ReturnType<typeof wordList>): (at: number) => number {
  const numbers = new Int32Array(words.length).fill(-1)
  return (at) => {
    if ((numbers[at] ?? -1) < 0) numbers[at] = list.of(words[at] ?? '')
    return numbers[at] ?? 0
  }
}

/** Whether a row of before was added again as it was. */
function sameRows(before: StateColumns, rows: Rows): (row: number) => boolean {
  // Words that come later are not looked for.
  const [nameCount, periodCount] = [rows.names.list.length, rows.periods.list.length]
  const keyOf = (person: number, name: number, period: number): number =>
    ((person + 1) * nameCount + name) * periodCount + period
  const valueBy = new Map<number, number>()
  for (let row = 0; row < rows.count(); row++)
    valueBy.set(keyOf(rows.personAt(row), rows.nameAt(row), rows.periodAt(row)), rows.valueAt(row))
  const placed = (list: readonly string[], words: readonly string[]): readonly number[] => {
    const numbers = new Map(list.map((word, number) => [word, number] as const))
    return words.map((word) => numbers.get(word) ?? -1)
  }
  const names = placed([...rows.names.list], before.name.words)
  const periods = placed([...rows.periods.list], before.period.words)
  const values = placed([...rows.values.list], before.value.words)
  const at = (numbers: readonly number[], place: number | undefined): number => numbers[place ?? 0] ?? -1
  return (row) => {
    const [name, period] = [at(names, before.name.place[row]), at(periods, before.period.place[row])]
    if (name < 0 || period < 0) return false
    const value = valueBy.get(keyOf(before.person[row] ?? -1, name, period))
    return value !== undefined && value === at(values, before.value.place[row])
  }
}

/** Who has a row of a name by now, the company first; undefined for a name that nobody has. */
function addedByName(rows: Rows, people: number): (name: string) => Uint8Array | undefined {
  const byNumber: (Uint8Array | undefined)[] = []
  for (let row = 0; row < rows.count(); row++)
    (byNumber[rows.nameAt(row)] ??= new Uint8Array(people + 1))[rows.personAt(row) + 1] = 1
  const numbers = new Map(rows.names.list.map((name, number) => [name, number] as const))
  return (name) => byNumber[numbers.get(name) ?? -1]
}

type NameKept = Readonly<{
  isPaid: boolean
  isKept: boolean
  isOutdated: boolean
  periods: number | undefined
}>

/**
 * Whether rows of a name may stay, and for how many periods; without a number they stay until a new one comes. Ranks stay one
 * period longer than they are read: a period of another calendar that ends with this one stands in it once more.
 */
function namesKept(plan: Plan, period: Period): (name: string) => NameKept {
  const lots = new Set(
    plan.bonuses
      .filter(({ kind, calendar }) => kind === 'binary' && calendar === period.kind)
      .flatMap(({ name }) => [`${name} left`, `${name} right`]),
  )
  const isMain = period.kind === plan.calendar
  const spans = new Map([...periodsRead(plan)].map(([key, back]) => [nameRead(key), back] as const))
  const singles = new Set(['rank', 'rank missed', 'career rank', 'active'])
  const reachedMs = reachedFromMs(plan, period)
  return (name) => {
    const outdated = outdatedOf(plan, name)
    return {
      isPaid: paidBonus(name) !== undefined,
      isKept: outdated
        ? outdated.until.untilMs > reachedMs
        : !lots.has(name) && !(isMain && name.startsWith('debt ')),
      isOutdated: outdated !== undefined,
      periods:
        isMain && (singles.has(name) || spans.has(name))
          ? Math.max(spans.get(name) ?? 0, singles.has(name) ? 2 : 0)
          : undefined,
    }
  }
}

/** How many periods back a label lies; undefined for no period of before. */
function distanceTo(plan: Plan, label: string, period: Period): number | undefined {
  const from = periodOfPlan(plan, label)
  const span = from && periodsBetween(from, period)
  return span && span.length - 1
}
