import type { Period } from '#shared/period.ts'
import { floatsBy, intsBy } from '../../frozen/byte-columns.ts'
import type { FrozenColumns } from '../../frozen/columns.ts'
import type { Plan } from '../../language/plan.ts'
import { runningPeriod } from '../../pay/make-world.ts'
import { exactOfText } from '../../pay/state-text.ts'
import { rankNumber } from '../../pay/world.ts'
import type { BeforeColumns, LotColumns } from '../field-columns.ts'
import { exactNumber, microsOf, numberColumn } from '../number-column.ts'
import { once } from '../once.ts'
import { stateRows, type StateRows } from './state-rows.ts'

/** What a period remembers of earlier ones, from rows of state as columns. */
export type ColumnHistory = Readonly<{
  before: BeforeColumns
  /** The newest value of a name of everybody as millionths; undefined where nothing is known of the name. */
  latestMicro: (name: string) => Float64Array | undefined
}>

export function columnHistory(plan: Plan, { people, state }: FrozenColumns, period: Period): ColumnHistory {
  const count = people.ids.length
  const mainUntilMs = runningPeriod(plan, period).fromMs
  const rows = stateRows(plan, state, period, { people: count, mainUntilMs })
  // A main period that ends inside one of another calendar is none before it.
  const earlier =
    period.kind === plan.calendar
      ? rows
      : stateRows(plan, state, period, { people: count, mainUntilMs: period.fromMs })
  const closedNumbers = (
    name: string,
    of: (text: string) => number,
    given: (person: number) => number,
    from = rows,
  ) => {
    const found = from.closed(name)
    const none = of('')
    const numbers = state.value.words.map(of)
    return (person: number): number => {
      if (!found) return given(person)
      const row = found[person] ?? -1
      return row < 0 ? none : (numbers[state.value.place[row] ?? 0] ?? none)
    }
  }
  const ofRank = people.rank.words.map((word) => rankNumber(plan, word))
  const givenRank = (person: number): number => ofRank[people.rank.place[person] ?? 0] ?? 0
  const toRank = (text: string): number => rankNumber(plan, text)
  const lots = once((name) => lotsOf(rows, name))
  return {
    before: {
      rank: filled(new Uint8Array(count), closedNumbers('rank', toRank, givenRank)),
      careerRank: filled(new Uint8Array(count), closedNumbers('career rank', toRank, givenRank, earlier)),
      missed: filled(
        new Uint16Array(count),
        closedNumbers('rank missed', Number, () => 0),
      ),
      carried: (bonus, side) => carriedIn(lots(`${bonus} ${side}`), count),
      lots: (bonus, side) => lots(`${bonus} ${side}`),
      everQualified: (bonus) => {
        const newest = rows.newest(`${bonus} qualified`)
        return filled(new Uint8Array(count), (person) => ((newest[person] ?? -1) < 0 ? 0 : 1))
      },
      latest: (name) => {
        const newest = rows.newest(name)
        return (person) => {
          const row = newest[person < 0 ? count : person] ?? -1
          return row < 0 ? undefined : rows.valueAt(row)
        }
      },
    },
    latestMicro: (name) => {
      if (rows.rowsOf(name).length === 0) return undefined
      const newest = rows.newest(name)
      return floatsBy(count, (person) => {
        const row = newest[person] ?? -1
        return row < 0 ? 0 : exactNumber(exactOfText(rows.valueAt(row)))
      })
    },
  }
}

/** The rows of a name by person, the oldest first. */
function lotsOf(rows: StateRows, name: string): LotColumns {
  const inOrder = (a: number, b: number): number =>
    rows.personAt(a) - rows.personAt(b) || rows.untilOf(a) - rows.untilOf(b)
  const told = rows.rowsOf(name)
  // Rows of a state mostly come so already.
  const isSorted = told.every((row, at) => at === 0 || inOrder(told[at - 1] ?? 0, row) <= 0)
  const sorted = isSorted ? told : told.toSorted(inOrder)
  return {
    person: intsBy(sorted.length, (at) => rows.personAt(sorted[at] ?? 0)),
    period: sorted.map(rows.periodAt),
    ...microsOf(sorted.length, (at) => exactOfText(rows.valueAt(sorted[at] ?? 0))),
  }
}

/** Everybody's sum over the lots of a side; undefined where there is none. */
export function carriedIn({ person, micro }: LotColumns, people: number) {
  const sums = new Float64Array(people)
  person.forEach((one, row) => {
    if (one < people) sums[one] = (sums[one] ?? 0) + (micro[row] ?? 0)
  })
  return sums.some((sum) => sum !== 0) ? numberColumn(sums) : undefined
}

function filled<C extends Uint8Array | Uint16Array>(into: C, of: (person: number) => number): C {
  for (let person = 0; person < into.length; person++) into[person] = of(person)
  return into
}
