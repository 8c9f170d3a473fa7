import { readTextFile } from '#platform/text-files/read-text.ts'
import { readCsv } from '#platform/text-files/csv-source.ts'
import { namesIfFolder } from '#platform/text-files/whole-folder.ts'
import { formatShort, parseDecimal } from '#shared/decimal.ts'
import { PRINTED_PLACES } from '../domain/files/pay-rows.ts'
import { tellLine, type LinePlace, type ToldLines } from '../domain/files/told-lines.ts'
import { RunFilesError } from './run-error.ts'

/** Values by what they are of. */
export type Facts = ReadonlyMap<string, string>

/** What a run wrote: of people from people.csv, earnings.csv and lines.csv, and what has to fit together besides. */
export type Told = Readonly<{
  of: (id: string) => Facts
  lines: (id: string) => ToldLines
  summary: unknown
  /** What the earnings of each bonus add up to, in 10^-12. */
  paid: ReadonlyMap<string, bigint>
}>

const FILES = ['people.csv', 'earnings.csv', 'lines.csv', 'skipped.csv', 'summary.json']

/** Reads what a run wrote for one period. */
export async function toldIn(folder: string): Promise<Told> {
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
  const lines = new Map<string, ToldLines>()
  const tell = (file: LinePlace['file'], kind: string) => (row: ReadonlyMap<string, string>) => {
    const [id, bonus, order, source, level] = lineColumns.map((name) => row.get(name) ?? '')
    const own = lines.get(id ?? '') ?? new Map()
    const place = { file, bonus: bonus ?? '', order: order ?? '', source: source ?? '', level: level ?? '' }
    tellLine(own, { ...place, kind: row.get(kind) ?? '' }, printed(row.get('amount') ?? ''))
    lines.set(id ?? '', own)
  }
  await eachRow(`${folder}/lines.csv`, tell('line', 'note'))
  await eachRow(`${folder}/skipped.csv`, tell('skipped', 'reason'))
  for (const [id, sums] of await linesIn(folder))
    for (const [bonus, sum] of sums)
      if (sum !== 0n) add(id, `lines ${bonus}`, formatShort(sum, PRINTED_PLACES))
  return {
    of: (id) => told.get(id) ?? new Map(),
    lines: (id) => lines.get(id) ?? new Map(),
    summary: await summaryIn(folder),
    paid,
  }
}

/** The columns that say where a line stands, in lines.csv and skipped.csv. */
const lineColumns = ['person_id', 'bonus', 'source_order', 'source_person', 'level']

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
export function printed(amount: string): bigint {
  const value = parseDecimal(amount, PRINTED_PLACES)
  return typeof value === 'bigint' ? value : 0n
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
