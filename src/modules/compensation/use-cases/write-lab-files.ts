import { writeCsv } from '#platform/text-files/csv-target.ts'
import { namesIfFolder, writeText, writeWholeFolder } from '#platform/text-files/whole-folder.ts'
import { formatDecimal } from '#shared/decimal.ts'
import { compareMonths, type Compared, type LabSummary } from '../domain/lab/compare.ts'
import type { SideOfMonth } from '../domain/lab/months.ts'
import type { Difference } from '../domain/language/difference.ts'
import { RunFilesError } from './run-error.ts'

const FILES = ['people.csv', 'summary.json']
const HEADER = [
  'person_id',
  'period',
  'currency',
  'before',
  'after',
  'difference',
  'rank_before',
  'rank_after',
] as const

/** The summary of an experiment with the hashes of both texts and what they say otherwise. */
export type LabReport = LabSummary &
  Readonly<{
    plans: Readonly<{ before: string; after: string }>
    differences: readonly Difference[]
  }>

/**
 * Writes what an experiment says into a folder, which appears whole or not at all: `summary.json`, and in `people.csv` a row for each
 * person, month and currency that either plan pays, and for each that holds a rank. Throws RunFilesError where the folder has
 * other files.
 */
export async function writeLabFiles(
  out: string,
  compared: Compared,
  about: Pick<LabReport, 'plans' | 'differences'>,
): Promise<LabReport> {
  const report = { ...compareMonths(compared), ...about }
  await writeWholeFolder(out, async (pathOf) => {
    await writeCsv(pathOf('people.csv'), HEADER, rowsOf(compared))
    await writeText(pathOf('summary.json'), `${JSON.stringify(report, null, 2)}\n`)
  })
  return report
}

/** A folder that an earlier experiment wrote may be replaced; anything else is left alone. */
export async function refuseForeignLabFolder(out: string): Promise<void> {
  const names = await namesIfFolder(out)
  if (!names) throw new RunFilesError([`--out: found a file with the name ${out}, expected a folder`])
  const foreign = names.find((name) => !FILES.includes(name))
  if (foreign !== undefined)
    throw new RunFilesError([
      `--out: found the folder ${out} with other files in it (${foreign}), expected a new folder, an empty one or that of an earlier experiment`,
    ])
}

function* rowsOf({ months, people, ranks, currency, digitsOf }: Compared): Generator<string[]> {
  const others = months.flatMap(({ before, after }) => [...before.paid.keys(), ...after.paid.keys()])
  const currencies = [...new Set([currency, ...others])].map((name) => ({ name, digits: digitsOf(name) }))
  for (const [person, code] of people.codes.entries())
    for (const { period, before, after } of months) {
      const [was, is] = [before.rank[person] ?? 0, after.rank[person] ?? 0]
      const held = [ranks.before[was - 1] ?? '', ranks.after[is - 1] ?? '']
      for (const { name, digits } of currencies) {
        const [a, b] = [paidTo(before, name, person), paidTo(after, name, person)]
        if (a === 0n && b === 0n && (name !== currency || (was === 0 && is === 0))) continue
        yield [code, period, name, ...[a, b, b - a].map((minor) => formatDecimal(minor, digits)), ...held]
      }
    }
}

function paidTo({ paid }: SideOfMonth, currency: string, person: number): bigint {
  return paid.get(currency)?.[person] ?? 0n
}
