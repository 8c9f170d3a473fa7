import type { Period } from '#shared/period.ts'
import type { StateColumns } from '../frozen/columns.ts'
import type { Plan } from '../language/plan.ts'
import { standingNames, type History } from '../pay/history.ts'
import type { StateInput } from '../pay/pay-input.ts'
import { periodOfPlan } from '../pay/periods.ts'

/**
 * What earlier runs remember, as `historyOf` tells it, from rows of a state as columns: the rows of a person are made when the
 * person is asked about.
 */
export function columnHistory(
  plan: Plan,
  state: StateColumns,
  period: Period,
  people: Readonly<{ numberOf: (id: string) => number | undefined; idOf: (person: number) => string }>,
): History {
  const periods = state.period.words.map((label) => periodOfPlan(plan, label))
  const isKnown = periods.map(
    (one) =>
      one === undefined ||
      (one.kind === plan.calendar ? one.untilMs <= period.fromMs : one.fromMs < period.fromMs),
  )
  const untilOf = (row: number): number => periods[state.period.place[row] ?? 0]?.untilMs ?? 0
  const nameOf = (row: number): string => state.name.words[state.name.place[row] ?? 0] ?? ''
  const labelOf = (row: number): string => state.period.words[state.period.place[row] ?? 0] ?? ''
  const valueOf = (row: number): string => state.value.words[state.value.place[row] ?? 0] ?? ''
  const rowOf = (row: number): StateInput => ({
    personId: people.idOf(state.person[row] ?? -1),
    name: nameOf(row),
    period: labelOf(row),
    value: valueOf(row),
  })
  const knownRows = (from: number, until: number, counts: (row: number) => boolean): readonly number[] => {
    const found: number[] = []
    for (let row = from; row < until; row++)
      if (isKnown[state.period.place[row] ?? 0] === true && counts(row)) found.push(row)
    return found.toSorted((a, b) => untilOf(a) - untilOf(b))
  }
  const rowsAt = (name: string, personId: string): readonly number[] => {
    const person = personId === '' ? -1 : people.numberOf(personId)
    if (person === undefined) return []
    const from = firstFrom(state.person, person)
    return knownRows(from, firstFrom(state.person, person + 1), (row) => nameOf(row) === name)
  }
  const { stood, told } = standing(plan, state, isKnown, periods)
  const at = (name: string, personId: string, label: string): string => {
    const row = rowsAt(name, personId).find((one) => labelOf(one) === label)
    return row === undefined ? '' : valueOf(row)
  }
  return {
    rows: (name, personId) => rowsAt(name, personId).map(rowOf),
    closedPeriod: stood,
    closed: (name, personId) => stood && at(name, personId, stood.label),
    latest: (name, personId) => {
      const row = rowsAt(name, personId).at(-1)
      return row === undefined ? undefined : valueOf(row)
    },
    has: (name, personId) => rowsAt(name, personId).length > 0,
    at: (name, personId, label) => (told.has(name, label) ? at(name, personId, label) : undefined),
    newest: (name) => told.newest(name),
    periods: told.periods,
  }
}

/** The first row whose person is at least this one; rows are sorted by person. */
function firstFrom(people: Int32Array, person: number): number {
  let [low, high] = [0, people.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((people[middle] ?? 0) < person) low = middle + 1
    else high = middle
  }
  return low
}

/** Of which periods a state tells which names. */
type Told = Readonly<{
  has: (name: string, label: string) => boolean
  newest: (name: string) => Period | undefined
  periods: readonly Period[]
}>

/** The newest main period that the state tells standings of, and of which periods it tells what. */
function standing(
  plan: Plan,
  state: StateColumns,
  isKnown: readonly boolean[],
  periods: readonly (Period | undefined)[],
): Readonly<{ stood: Period | undefined; told: Told }> {
  const { words } = state.period
  const seen = new Uint8Array(words.length * state.name.words.length)
  for (let row = 0; row < state.person.length; row++)
    seen[(state.name.place[row] ?? 0) * words.length + (state.period.place[row] ?? 0)] = 1
  const told = new Set<string>()
  const newest = new Map<string, Period | undefined>()
  const seenPeriods = new Set<Period>()
  let stood: Period | undefined
  seen.forEach((isTold, at) => {
    const place = at % words.length
    const name = state.name.words[Math.floor(at / words.length)] ?? ''
    if (isTold === 0 || isKnown[place] !== true) return
    told.add(`${name}\n${words[place]}`)
    const one = periods[place]
    if (one) seenPeriods.add(one)
    const other = newest.get(name)
    if (!newest.has(name) || (one?.untilMs ?? 0) >= (other?.untilMs ?? 0)) newest.set(name, one)
    if (one?.kind !== plan.calendar || !standingNames.includes(name)) return
    if (stood === undefined || one.untilMs > stood.untilMs) stood = one
  })
  return {
    stood,
    told: {
      has: (name, label) => told.has(`${name}\n${label}`),
      newest: (name) => newest.get(name),
      periods: [...seenPeriods],
    },
  }
}
