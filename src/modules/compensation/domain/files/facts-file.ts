import { personKinds, personStatuses } from '../language/words.ts'
import type { FactInput } from '../pay/pay-input.ts'
import { filled, optional, optionalTimeColumn, textColumn, wordColumn } from './column.ts'
import { addProblem } from './file-problem.ts'
import { rowOf, type FileContext, type FileReader, type Row } from './file-reader.ts'
import { checkSpan, overlapOf } from './spans.ts'

const factScopes = ['person', 'order', 'party', 'market', 'company'] as const

export const factColumns = {
  scope: wordColumn(filled('scope', 'What the fact is about.'), factScopes, 'company'),
  id: textColumn(
    {
      ...optional(
        'id',
        'the company',
        'Which person, order, party or market; the cell of a fact of the company is empty.',
      ),
      required: true,
    },
    'an id',
  ),
  name: textColumn(
    filled(
      'name',
      'The fact, as the plan reads it: fact:NAME. `kind` and `status` of a person take the place of those columns of people.csv while they hold.',
    ),
  ),
  value: textColumn({
    ...optional(
      'value',
      'an empty text',
      'A number, a date, true, false or a text, as the plan needs it. A percentage is written as a number: 0.06 for 6 %.',
    ),
    required: true,
  }),
  from: optionalTimeColumn(optional('from', 'has always been', 'From when it holds.')),
  to: optionalTimeColumn(
    optional(
      'to',
      'goes on',
      'Until when it holds; that moment is not part of it. Plans read facts at the last moment of a period: up to 2026-11-01 is for the whole of October.',
    ),
  ),
} as const

/** Reads facts.csv: a fact of a name about somebody has one value at a time. */
export function factsReader(
  names: readonly string[],
  context: FileContext,
): FileReader<readonly FactInput[]> {
  const row = rowOf(names, Object.values(factColumns), context)
  const facts: FactInput[] = []
  const rowNumbers: number[] = []
  return {
    readRow(cells) {
      row.move(cells)
      const fact = {
        scope: row.take(factColumns.scope),
        id: row.take(factColumns.id),
        name: row.take(factColumns.name),
        value: row.take(factColumns.value),
        fromMs: row.take(factColumns.from),
        untilMs: row.take(factColumns.to),
      }
      checkSpan(row, fact)
      if (row.refused.has('scope')) return
      checkId(row, fact, context)
      if (row.refused.has('id')) return
      checkStanding(row, fact)
      facts.push(fact)
      rowNumbers.push(row.number)
    },
    finish() {
      for (const { index, other } of overlapOf(facts, (fact) =>
        [fact.scope, fact.id, fact.name].join('\u0000'),
      )) {
        const found = `a time that row ${rowNumbers[other]} tells of too`
        const expected = 'one value at a time for a fact'
        addProblem(context.problems, rowNumbers[index], 'from', 'overlapping_facts', found, expected)
      }
      return facts
    },
  }
}

/** A kind or status of some time has the words of people.csv. */
function checkStanding(row: Row, { scope, name, value }: FactInput): void {
  if (scope !== 'person' || (name !== 'kind' && name !== 'status')) return
  const words: readonly string[] = name === 'kind' ? personKinds : personStatuses
  if (!words.includes(value))
    row.refuse('value', `unknown_${name}`, `"${value}"`, `one of ${words.join(', ')}`, words)
}

function checkId(row: Row, { scope, id }: FactInput, { known }: FileContext): void {
  if (scope === 'company') {
    if (id !== '') row.refuse('id', 'company_with_id', `"${id}"`, 'nothing, as the fact is about the company')
    return
  }
  if (id === '') {
    row.refuse('id', 'missing_value', 'nothing', `the id of the ${scope}`)
    return
  }
  const ids = scope === 'person' ? known.people : scope === 'order' ? known.orders : known.parties
  if (scope === 'market' || ids === undefined || ids.has(id)) return
  row.refuse('id', `unknown_${scope}`, `"${id}"`, `the id of the ${scope} in its file`, ids)
}
