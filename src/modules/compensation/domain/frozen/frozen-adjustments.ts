import type { AdjustmentInput } from '../pay/pay-input.ts'
import {
  compareTexts,
  readInts,
  readTimes,
  readWords,
  wordAt,
  wordsOf,
  writeInts,
  writeTimes,
  writeWords,
} from './byte-columns.ts'
import type { ByteReader, ByteWriter } from './bytes.ts'
import type { AdjustmentColumns } from './columns.ts'
import { wordOf, type Places } from './frozen-people.ts'

const kinds: readonly AdjustmentInput['kind'][] = ['volume', 'rank', 'bonus', 'waiver', 'exclusion']
const words = ['kind', 'name', 'value', 'reason'] as const

export const noAdjustments: AdjustmentColumns = adjustmentColumns([], new Map())

export function adjustmentColumns(
  adjustments: readonly AdjustmentInput[],
  places: Pick<Places, 'get'>,
): AdjustmentColumns {
  const sorted = adjustments.toSorted(
    (a, b) =>
      compareTexts(a.personId, b.personId) ||
      words.reduce((before, key) => before || compareTexts(a[key], b[key]), 0) ||
      a.atMs - b.atMs ||
      (a.untilMs ?? 0) - (b.untilMs ?? 0),
  )
  const column = (key: (typeof words)[number]) => wordsOf(sorted.map((one) => one[key]))
  return {
    person: Int32Array.from(sorted, (one) => places.get(one.personId) ?? -1),
    kind: column('kind'),
    name: column('name'),
    value: column('value'),
    reason: column('reason'),
    atMs: Float64Array.from(sorted, (one) => one.atMs),
    untilMs: Float64Array.from(sorted, (one) => one.untilMs ?? Infinity),
  }
}

export function writeAdjustments(out: ByteWriter, of: AdjustmentColumns): void {
  out.u32(of.person.length)
  writeInts(out, of.person)
  for (const key of words) writeWords(out, of[key])
  writeTimes(out, of.atMs)
  writeTimes(out, of.untilMs)
}

export function readAdjustments(input: ByteReader): AdjustmentColumns {
  const count = input.u32()
  const person = readInts(input, count)
  const [kind, name] = [readWords(input, count), readWords(input, count)]
  const [value, reason] = [readWords(input, count), readWords(input, count)]
  return {
    person,
    kind,
    name,
    value,
    reason,
    atMs: readTimes(input, count),
    untilMs: readTimes(input, count),
  }
}

/** The rows, each with its person by number. */
export function correctionsIn(of: AdjustmentColumns) {
  const [kind, name, value, reason] = [wordAt(of.kind), wordAt(of.name), wordAt(of.value), wordAt(of.reason)]
  return Array.from(of.person, (person, row) => ({
    person,
    kind: wordOf(kinds, kind(row)),
    name: name(row),
    value: value(row),
    reason: reason(row),
    atMs: of.atMs[row] ?? 0,
    untilMs: of.untilMs[row] === Infinity ? undefined : of.untilMs[row],
  }))
}

export function adjustmentsOf(
  of: AdjustmentColumns,
  codeOf: (person: number) => string,
): readonly AdjustmentInput[] {
  return correctionsIn(of).map(({ person, ...one }) => ({ personId: codeOf(person), ...one }))
}
