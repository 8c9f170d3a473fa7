import type { Period } from '#shared/period.ts'
import type { StateColumns } from '../../frozen/columns.ts'
import type { Plan } from '../../language/plan.ts'
import { standingNames } from '../../pay/history.ts'
import { periodOfPlan } from '../../pay/periods.ts'
import { once } from '../once.ts'

/** The rows of a state that a period knows, by name. People are places; the company stands after the last person. */
export type StateRows = Readonly<{
  /** Rows of a name, in the order of the state. */
  rowsOf: (name: string) => readonly number[]
  /** The newest row of a name of everybody, -1 for none. */
  newest: (name: string) => Int32Array
  /** The row of a name that the last closed period left of everybody, -1 for none; undefined where none closed. */
  closed: (name: string) => Int32Array | undefined
  /** That period. */
  closedPeriod: Period | undefined
  /** The row of a name that a period left of everybody, -1 for none. */
  of: (name: string, label: string) => Int32Array
  personAt: (row: number) => number
  untilOf: (row: number) => number
  periodAt: (row: number) => string
  valueAt: (row: number) => string
}>

/** Of the main calendar rows of periods are known that end by `mainUntilMs`. */
export function stateRows(
  plan: Plan,
  state: StateColumns,
  period: Period,
  { people, mainUntilMs }: Readonly<{ people: number; mainUntilMs: number }>,
): StateRows {
  const periods = state.period.words.map((label) => periodOfPlan(plan, label))
  // Rows of this period and of later ones are no business of the run.
  const isKnown = periods.map(
    (one) =>
      one === undefined ||
      (one.kind === plan.calendar ? one.untilMs <= mainUntilMs : one.fromMs < period.fromMs),
  )
  const until = periods.map((one) => one?.untilMs ?? 0)
  const rowsOf = once((name) =>
    rowsNamed(state, name, (row) => isKnown[state.period.place[row] ?? 0] === true),
  )
  const personAt = (row: number): number => {
    const person = state.person[row] ?? -1
    return person < 0 ? people : person
  }
  const untilOf = (row: number): number => until[state.period.place[row] ?? 0] ?? 0
  const newest = once((name) => {
    const found = new Int32Array(people + 1).fill(-1)
    for (const row of rowsOf(name)) {
      const other = found[personAt(row)] ?? -1
      if (other < 0 || untilOf(row) >= untilOf(other)) found[personAt(row)] = row
    }
    return found
  })
  const isMain = periods.map((one) => one?.kind === plan.calendar)
  let last: number | undefined
  for (const name of standingNames)
    for (const row of rowsOf(name))
      if (
        isMain[state.period.place[row] ?? 0] === true &&
        (last === undefined || untilOf(row) > untilOf(last))
      )
        last = row
  const closedPlace = last === undefined ? undefined : state.period.place[last]
  const rowsIn = (name: string, place: number): Int32Array => {
    const found = new Int32Array(people + 1).fill(-1)
    for (const row of rowsOf(name)) if (state.period.place[row] === place) found[personAt(row)] = row
    return found
  }
  return {
    rowsOf,
    newest,
    closed: (name) => (closedPlace === undefined ? undefined : rowsIn(name, closedPlace)),
    closedPeriod: closedPlace === undefined ? undefined : periods[closedPlace],
    of: (name, label) => rowsIn(name, state.period.words.indexOf(label)),
    personAt,
    untilOf,
    periodAt: (row) => state.period.words[state.period.place[row] ?? 0] ?? '',
    valueAt: (row) => state.value.words[state.value.place[row] ?? 0] ?? '',
  }
}

function rowsNamed(state: StateColumns, name: string, isKnown: (row: number) => boolean): readonly number[] {
  const place = state.name.words.indexOf(name)
  const rows: number[] = []
  if (place < 0) return rows
  for (let row = 0; row < state.person.length; row++)
    if (state.name.place[row] === place && isKnown(row)) rows.push(row)
  return rows
}
