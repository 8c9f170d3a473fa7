import type { PartyInput } from '../pay/pay-input.ts'
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
import type { PartyColumns } from './columns.ts'
import { namedWords, readNamed, textMaps, writeNamed, type Places } from './frozen-people.ts'

export const noParties: PartyColumns = partyColumns([], new Map())

/** The columns of parties, sorted by their ids. */
export function partyColumns(parties: readonly PartyInput[], places: Pick<Places, 'get'>): PartyColumns {
  const sorted = parties.toSorted((a, b) => compareTexts(a.partyId, b.partyId))
  return {
    id: wordsOf(sorted.map((party) => party.partyId)),
    host: Int32Array.from(sorted, (party) => places.get(party.hostId) ?? -1),
    seller: Int32Array.from(sorted, (party) => places.get(party.sellerId) ?? -1),
    type: wordsOf(sorted.map((party) => party.type)),
    atMs: Float64Array.from(sorted, (party) => party.atMs),
    closedAtMs: Float64Array.from(sorted, (party) => party.closedAtMs ?? Infinity),
    attributes: namedWords(sorted.map((party) => party.attributes)),
  }
}

export function writeParties(out: ByteWriter, of: PartyColumns): void {
  out.u32(of.host.length)
  writeWords(out, of.id)
  writeInts(out, of.host)
  writeInts(out, of.seller)
  writeWords(out, of.type)
  writeTimes(out, of.atMs)
  writeTimes(out, of.closedAtMs)
  writeNamed(out, of.attributes)
}

export function readParties(input: ByteReader): PartyColumns {
  const count = input.u32()
  const id = readWords(input, count)
  const [host, seller] = [readInts(input, count), readInts(input, count)]
  const type = readWords(input, count)
  const [atMs, closedAtMs] = [readTimes(input, count), readTimes(input, count)]
  return { id, host, seller, type, atMs, closedAtMs, attributes: readNamed(input, count) }
}

export function partiesOf(of: PartyColumns, codeOf: (person: number) => string): readonly PartyInput[] {
  const at = partyAt(of, codeOf)
  return Array.from(of.host, (_, row) => at(row))
}

/** Gives the party of a row. */
export function partyAt(of: PartyColumns, codeOf: (person: number) => string): (row: number) => PartyInput {
  const [id, type] = [wordAt(of.id), wordAt(of.type)]
  const attributes = textMaps(of.attributes)
  const nameOf = (person: number): string => (person < 0 ? '' : codeOf(person))
  return (row) => ({
    partyId: id(row),
    hostId: nameOf(of.host[row] ?? -1),
    sellerId: nameOf(of.seller[row] ?? -1),
    type: type(row),
    atMs: of.atMs[row] ?? 0,
    closedAtMs: of.closedAtMs[row] === Infinity ? undefined : of.closedAtMs[row],
    attributes: attributes(row),
  })
}
