import { stateColumns } from './state-file.ts'

/** What the guide says of a column that a run writes. */
type OutputColumn = Readonly<{ name: string; meaning: string }>

export type OutputFile = Readonly<{ name: string; oneRow: string; columns: readonly OutputColumn[] }>

const person = { name: 'person_id', meaning: 'Whose it is.' }
const bonus = { name: 'bonus', meaning: 'The bonus of the plan.' }
const source = [
  { name: 'source_order', meaning: 'The order that it comes from; empty where it is no single order.' },
  {
    name: 'source_person',
    meaning: 'Whose volume or earning it comes from; empty where it is no single person.',
  },
  { name: 'level', meaning: 'The level or generation between source and payee.' },
]

/** The registry of files that a run writes: their header rows and what the guide says are the same definitions. */
export const outputFiles = {
  earnings: {
    name: 'earnings.csv',
    oneRow: 'what a person earns from a bonus; exactly the sum of its rows in lines.csv',
    columns: [
      person,
      bonus,
      { name: 'amount', meaning: 'In major units, with the decimals of its currency.' },
      { name: 'currency', meaning: 'A currency, or a unit that the plan declares.' },
    ],
  },
  lines: {
    name: 'lines.csv',
    oneRow: 'one part of an earning',
    columns: [
      person,
      bonus,
      ...source,
      { name: 'base', meaning: 'The volume or amount that is paid on, where there is one.' },
      { name: 'rate', meaning: 'As a fraction of one, or the amount for a unit.' },
      {
        name: 'amount',
        meaning:
          'In major units, with at most 12 decimals; what lies below is cut and stands in the rounding.',
      },
      {
        name: 'note',
        meaning: 'A word where it is no plain part: rounding, capped, given, return and others.',
      },
    ],
  },
  skipped: {
    name: 'skipped.csv',
    oneRow: 'an amount that somebody did not get',
    columns: [
      person,
      bonus,
      ...source,
      { name: 'amount', meaning: 'What it would have been, in major units.' },
      { name: 'reason', meaning: 'Why it was not paid, as one word.' },
      { name: 'missing', meaning: 'What was not met.' },
    ],
  },
  people: {
    name: 'people.csv',
    oneRow: 'a person',
    columns: [
      { name: 'id', meaning: 'Who it is.' },
      { name: 'rank', meaning: 'The rank that pay goes by; empty for none.' },
      { name: 'next_rank', meaning: 'The next higher rank.' },
      { name: 'missing', meaning: 'What is missing to it.' },
      { name: 'active', meaning: 'true or false, by the plan’s condition.' },
      { name: 'volume:<NAME>', meaning: 'Every volume of the plan.' },
      { name: 'measure:<NAME>', meaning: 'Every measure of the plan.' },
    ],
  },
  state: {
    name: 'state.csv',
    oneRow: 'something that later runs need; the next run takes it by --state',
    columns: Object.values(stateColumns),
  },
} as const satisfies Readonly<Record<string, OutputFile>>

/** The header row of a file that has no columns with any name. */
export function headerOf(file: OutputFile): readonly string[] {
  return file.columns.map((column) => column.name)
}
