import { filled, optional, periodColumn, textColumn, wordColumn } from '../files/column.ts'
import { rowOf, type FileContext, type FileReader } from '../files/file-reader.ts'

/** A value that a case is published with, or that follows from its rules. */
export type ExpectedValue = Readonly<{
  people: string
  period: string
  what: string
  expected: string
  unit: string
  published: boolean
  note: string
}>

export const expectedColumns = {
  people: textColumn(
    {
      ...optional('person_id', 'all together', 'Who is asked about; several joined by + are added.'),
      required: true,
    },
    'an id',
  ),
  period: periodColumn(filled('period', 'The period that is asked about.')),
  what: textColumn(filled('what', 'What is asked, in the words below.'), 'a question'),
  expected: textColumn({
    ...optional(
      'expected',
      'an empty text',
      'The right value: amounts in major units, rates as a fraction of one (0.15 for 15 %).',
    ),
    required: true,
  }),
  unit: textColumn(
    optional(
      'unit',
      'not told',
      'The currency or unit of the value. A currency is compared with that of the pay that `earned` asks for, where there is any; other words, and what stands beside other questions, are for readers.',
    ),
  ),
  published: wordColumn(
    optional(
      'published',
      'yes',
      'Whether the source says it (yes), or it follows from the rule or from something assumed (no); the note says what is assumed.',
    ),
    ['yes', 'no'] as const,
    'yes',
  ),
  note: textColumn(
    optional('note', 'no note', 'How the value comes about, or what the source prints where it differs.'),
  ),
} as const

/** Reads expected.csv of an example. */
export function expectedReader(
  names: readonly string[],
  context: FileContext,
): FileReader<readonly ExpectedValue[]> {
  const row = rowOf(names, Object.values(expectedColumns), context)
  const values: ExpectedValue[] = []
  return {
    readRow(cells) {
      row.move(cells)
      values.push({
        people: row.take(expectedColumns.people),
        period: row.take(expectedColumns.period),
        what: row.take(expectedColumns.what),
        expected: row.take(expectedColumns.expected),
        unit: row.take(expectedColumns.unit),
        published: row.take(expectedColumns.published) === 'yes',
        note: row.take(expectedColumns.note),
      })
    },
    finish: () => values,
  }
}
