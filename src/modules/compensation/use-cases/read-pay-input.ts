import { hashRows } from '#platform/text-files/canonical-hash.ts'
import { readCsv, readCsvText } from '#platform/text-files/csv-source.ts'
import { fileName } from '#platform/text-files/whole-folder.ts'
import type { Period } from '#shared/period.ts'
import { addTextProblem } from '../domain/files/file-problem.ts'
import type { InputName } from '../domain/files/input-files.ts'
import type { MustGive } from '../domain/files/input-needs.ts'
import { readPayFiles } from '../domain/files/pay-files.ts'
import type { InputHashes } from '../domain/files/pay-summary.ts'
import type { Plan } from '../domain/language/plan.ts'
import type { PayInput } from '../domain/pay/pay-input.ts'
import { RunFilesError } from './run-error.ts'

/** An input as a file, plain or gzip, or as a CSV text. */
export type InputSource = Readonly<{ path: string }> | Readonly<{ text: string }>

export type InputSources = Readonly<Partial<Record<InputName, InputSource>>>

/**
 * Reads the inputs of a run that begins with `first`. Throws RunFilesError with the problems of all files, each with its
 * row, column and what was expected.
 */
export async function readPayInput(
  plan: Plan,
  sources: InputSources,
  first: Period,
  must: MustGive = 'everything',
  versions: readonly Plan[] = [plan],
): Promise<PayInput> {
  const read = await readPayFiles(
    {
      nameOf(input) {
        const source = sources[input]
        if (source === undefined) return undefined
        return 'path' in source ? fileName(source.path) : `${input}.csv`
      },
      async read(input, problems, header) {
        const source = sources[input]
        if (source === undefined) return
        const sink: Parameters<typeof readCsv>[1] = {
          header,
          problem: (row, code, found, expected) => addTextProblem(problems, row, code, found, expected),
        }
        await ('path' in source ? readCsv(source.path, sink) : readCsvText(source.text, sink))
      },
    },
    plan,
    first,
    must,
    versions,
  )
  if (read.problems.length > 0) throw new RunFilesError([], read.problems)
  return read.input
}

/** Hashes of the inputs that were given, over what was read: the order of rows and columns and packing do not count. */
export function hashesOf(input: PayInput, given: ReadonlySet<InputName>): InputHashes {
  const { people, lines, facts, earned, links, rates, adjustments, parties, state } = input
  const records = {
    people,
    orders: lines,
    facts,
    earned,
    links,
    rates,
    adjust: adjustments,
    parties,
    state,
  } as const
  const hashes: Partial<Record<InputName, string>> = {}
  for (const name of given) hashes[name] = hashRows(records[name].values().map((record) => fieldsOf(record)))
  return hashes
}

/** All values of a record as texts, in the order in which its reader names them. */
function fieldsOf(record: object): string[] {
  const fields: [string, unknown][] = Object.entries(record)
  return fields.flatMap(([, value]) => textsOf(value))
}

function textsOf(value: unknown): string[] {
  if (value === undefined) return ['']
  if (value instanceof Map) {
    const entries = [...value].map((entry: unknown) => textsOf(entry).join('='))
    return [String(entries.length), ...entries.sort()]
  }
  if (Array.isArray(value)) return value.flatMap((one: unknown) => textsOf(one))
  if (typeof value === 'object' && value !== null) return fieldsOf(value)
  if (typeof value === 'string') return [value]
  if (typeof value === 'number' || typeof value === 'bigint') return [value.toString()]
  throw new Error(`an input holds a ${typeof value}`)
}
