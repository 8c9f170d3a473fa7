import {
  readBigs,
  readInts,
  readTexts,
  readWords,
  textsOf,
  writeBigs,
  writeInts,
  writeTexts,
  writeWords,
  type Texts,
  type Words,
} from './byte-columns.ts'
import { byteReader, byteWriter } from './bytes.ts'
import type { StateColumns } from './columns.ts'
import { readState, stateColumns, writeState } from './frozen-rows.ts'

/**
 * The results of a run as columns, by internal person id: the one form behind their canonical bytes. The state is by the place
 * of a person's code among the codes of those who have some.
 */
export type ResultColumns = Readonly<{
  period: string
  snapshotHash: string
  bonuses: readonly string[]
  people: Readonly<{
    ids: BigInt64Array
    active: Int32Array
    rank: Int32Array
    careerRank: Int32Array
    missed: Int32Array
  }>
  earnings: Readonly<{ ids: BigInt64Array; minor: BigInt64Array; place: Int32Array; currency: Words }>
  codes: Texts
  state: StateColumns
}>

/** The state that a run left: the codes of those who have some, and its rows. */
export type LeftState = Pick<ResultColumns, 'codes' | 'state'>

export const noState: LeftState = { codes: textsOf([]), state: stateColumns([], new Map()) }

const FORMAT = 2

/** The canonical bytes of results; the same facts and plan give the same bytes. */
export function encodeResultColumns(results: ResultColumns): Uint8Array {
  const { people, earnings } = results
  const out = byteWriter()
  out.text('openfield results')
  out.u32(FORMAT)
  out.text(results.period)
  out.text(results.snapshotHash)
  out.u32(results.bonuses.length)
  for (const bonus of results.bonuses) out.text(bonus)
  out.u32(people.ids.length)
  writeBigs(out, people.ids)
  for (const key of ['active', 'rank', 'careerRank', 'missed'] as const) writeInts(out, people[key])
  out.u32(earnings.ids.length)
  writeBigs(out, earnings.ids)
  writeBigs(out, earnings.minor)
  writeInts(out, earnings.place)
  writeWords(out, earnings.currency)
  out.u32(results.codes.lengths.length)
  writeTexts(out, results.codes)
  writeState(out, results.state)
  return out.bytes()
}

/** Results from their canonical bytes. Throws when they are none. */
export function decodeResultColumns(bytes: Uint8Array): ResultColumns {
  const input = byteReader(bytes)
  if (input.text() !== 'openfield results' || input.u32() !== FORMAT)
    throw new Error('these bytes are no results that this version reads')
  const [period, snapshotHash] = [input.text(), input.text()]
  const bonuses = Array.from({ length: input.u32() }, () => input.text())
  const count = input.u32()
  const ids = readBigs(input, count)
  const [active, rank] = [readInts(input, count), readInts(input, count)]
  const [careerRank, missed] = [readInts(input, count), readInts(input, count)]
  const paid = input.u32()
  const earnings = {
    ids: readBigs(input, paid),
    minor: readBigs(input, paid),
    place: readInts(input, paid),
    currency: readWords(input, paid),
  }
  const codes = readTexts(input, input.u32())
  const state = readState(input)
  input.end()
  const people = { ids, active, rank, careerRank, missed }
  return { period, snapshotHash, bonuses, people, earnings, codes, state }
}
