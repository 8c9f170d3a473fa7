import { questionsWritten } from '../cases/answers.ts'
import { expectedColumns } from '../cases/expected-file.ts'
import type { ColumnDescription } from './column.ts'
import { inputFiles, type InputFile } from './input-files.ts'
import { outputFiles, type OutputFile } from './output-files.ts'

/** The guide of all files of a run, as Markdown, from the registries that read and write them. */
export function filesGuide(): string {
  const inputs = inputFiles.map(inputSection)
  const outputs = Object.values(outputFiles).map(outputSection)
  return (
    [
      INTRODUCTION,
      '## What goes in',
      ...inputs,
      '## What comes out',
      ...outputs,
      SUMMARY,
      ...expectedParts(),
    ].join('\n\n') + '\n'
  )
}

const INTRODUCTION = `# Files of a run

This page is written by \`node scripts/guides.ts\` from the definitions that read and write the files.

Files are CSV in UTF-8 with a header row, plain or gzip. Columns are found by name, in any order; extra ones are ignored. Rows may come in any order: the output bytes are the same. Numbers are decimals with a dot and no grouping; none passes through a float. Times are ISO 8601; without an offset they are local times of the plan's zone, and a date alone is its midnight. Ids are text.

All mistakes of all files are told at once, each with file, row (the header is row 1), column, what was found, what was expected and the nearest name that would have fitted. A file without a mistake in what was given may still lack something that the plan reads: that is told too.`

const SUMMARY = `### summary.json

Totals paid by currency and bonus, sales, payout share, counts, lines outside the period, the versions of plan, engine and language, hashes of every input, and for every bonus where its whole potential went: potential = paid + skipped + capped + cut + rounded.

A range of periods (\`--period 2026-08..2026-10\`) writes a folder with these files for each period, and the last \`state.csv\` beside them.`

function inputSection(file: InputFile): string {
  return [
    `### ${file.name}.csv`,
    `\`--${file.name}\`. One row is ${file.oneRow}. ${file.meaning}`,
    columnTable(file.columns),
  ].join('\n\n')
}

function columnTable(columns: readonly ColumnDescription[]): string {
  const rows = columns.map(
    (column) => `| \`${column.name}\` | ${cellText(column)} | ${emptyText(column)} | ${column.meaning} |`,
  )
  return ['| column | holds | when empty | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function cellText(column: ColumnDescription): string {
  return column.required ? `${column.type} (the column is required)` : column.type
}

function emptyText(column: ColumnDescription): string {
  return column.whenEmpty ?? 'an error'
}

function outputSection(file: OutputFile): string {
  const rows = file.columns.map((column) => `| \`${column.name}\` | ${column.meaning} |`)
  return [
    `### ${file.name}`,
    `One row is ${file.oneRow}.`,
    ['| column | meaning |', '| --- | --- |', ...rows].join('\n'),
  ].join('\n\n')
}

const EXPECTED = `\`openfield cases --folder FOLDER\` runs every folder in FOLDER that holds a \`plan.yaml\`, its inputs by the names above (each plain or gzip: \`orders.csv\` or \`orders.csv.gz\`) and an \`expected.csv\`, and compares. The periods are those that expected.csv names, of each calendar from the first to the last, each on the state of the one before; orders.csv holds the history before them. A period may have no orders, and orders.csv a header only. A run itself takes no expected.csv.`

const COMPARED =
  'Numbers are compared by their value, so that 350 and 350.00 are equal. Pay must be equal to the last place; a measure, volume, line or rate that is expected with two or more decimals may differ by half of the last of them. Sums of a level or over periods are no question of their own: a measure of the plan is asked instead, such as `sum(level 1, earned(BONUS))` or `sum(last 3 periods, PV)`.'

/** What an example expects: the file, and the words in which it asks. */
function expectedParts(): readonly string[] {
  const questions = questionsWritten.map(({ written, meaning }) => `| \`${written}\` | ${meaning} |`)
  return [
    '## What an example expects',
    EXPECTED,
    '### expected.csv',
    'One row is a value of a person and a period.',
    columnTable(Object.values(expectedColumns)),
    ['| `what` | is |', '| --- | --- |', ...questions].join('\n'),
    COMPARED,
  ]
}
