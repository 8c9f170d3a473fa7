import { nearestWord } from '#shared/nearest.ts'
import type { Period } from '#shared/period.ts'
import type { StateInput } from '../pay/pay-input.ts'
import { filled, optional, periodColumn, referenceColumn, textColumn, type PlanWords } from './column.ts'
import { addProblem } from './file-problem.ts'
import { rowOf, type FileContext, type FileReader, type Row } from './file-reader.ts'

export const stateColumns = {
  personId: referenceColumn(
    { ...optional('person_id', 'the company', 'Whose state it is.'), required: true },
    'people',
  ),
  period: periodColumn(filled('period', 'The period that it was written in.')),
  name: textColumn(filled('name', 'What is remembered, in the words of the run that wrote it.')),
  value: textColumn({ ...optional('value', 'an empty text', 'Its value.'), required: true }),
} as const

/** State with the rows that it was read from. */
export type StateRead = Readonly<{ state: readonly StateInput[]; rows: readonly number[] }>

/** Reads state.csv as an earlier run wrote it. */
export function stateReader(names: readonly string[], context: FileContext): FileReader<StateRead> {
  const row = rowOf(names, Object.values(stateColumns), context)
  const state: StateInput[] = []
  const rows: number[] = []
  const rowOfEntry = new Map<string, number>()
  return {
    readRow(cells) {
      row.move(cells)
      const entry = {
        personId: row.take(stateColumns.personId),
        period: row.take(stateColumns.period),
        name: row.take(stateColumns.name),
        value: row.take(stateColumns.value),
      }
      checkWords(row, entry, context.plan)
      const key = [entry.personId, entry.period, entry.name].join('\u0000')
      const first = rowOfEntry.get(key)
      if (first === undefined) rowOfEntry.set(key, row.number)
      else
        row.refuse(
          'name',
          'duplicate_state',
          `a second value, after that of row ${first}`,
          'one value of a name in a period',
        )
      state.push(entry)
      rows.push(row.number)
    },
    finish: () => ({ state, rows }),
  }
}

/**
 * What no run of this plan remembers is told, as nothing would read it. What an earlier version of the plan may have left is
 * taken, unless its name is nearly one of this version.
 */
function checkWords(row: Row, told: StateInput, { state, ranks }: PlanWords): void {
  const { value } = told
  // What stood until a later run is named like what stands.
  const name = /^until .+?: (?<name>.+)$/s.exec(told.name)?.groups?.['name'] ?? told.name
  if (name === '') return
  const [known, start] = [[...state.names, ...state.starts], startOf(name)]
  const isKnown = state.names.includes(name) || (start !== name && state.starts.includes(start))
  if (!isKnown && (!state.hasEarlier || nearestWord(start, known) !== undefined)) {
    const expected = 'a name that a run of the plan remembers, such as rank or "total VOLUME"'
    row.refuse('name', 'unknown_state', `"${name}"`, expected, known, start)
  } else if (state.ranks.includes(name) && ranks.length > 0 && !ranks.includes(value)) {
    row.refuse('value', 'unknown_rank', value === '' ? 'nothing' : `"${value}"`, 'a rank of the plan', ranks)
  }
}

/** A name without the item after it: `welcome once` of `welcome once o-17`. */
function startOf(name: string): string {
  return /^.+? once(?= )/.exec(name)?.[0] ?? name
}

/**
 * Tells of state that was written in or after the period that is to be run: a run knows only what came before. State of
 * another calendar may end with the period, as that of a month does with its last week.
 */
export function checkStateBefore(read: StateRead, run: Period, context: FileContext): void {
  read.state.forEach((entry, index) => {
    const period = context.periodOf(entry.period)
    const sameCalendar = period?.kind === run.kind && run.kind !== 'campaign'
    if (period === undefined || period.untilMs <= (sameCalendar ? run.fromMs : run.untilMs)) return
    const expected = `a period that ends before ${run.label} begins`
    addProblem(
      context.problems,
      read.rows[index],
      'period',
      'state_not_before',
      `"${entry.period}"`,
      expected,
    )
  })
}
