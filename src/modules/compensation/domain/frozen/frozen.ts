import type { PayInput } from '../pay/pay-input.ts'
import { byteReader, byteWriter } from './bytes.ts'
import { compareTexts, readBigs, writeBigs } from './byte-columns.ts'
import { readLines, writeLines } from './frozen-lines.ts'
import { readPeople, writePeople } from './frozen-people.ts'
import { readFacts, readLinks, readState, writeFacts, writeLinks, writeState } from './frozen-rows.ts'

/**
 * Everything that a period's pay is computed from: the input of a run with the position up to which it is known, the plan
 * that it is for, and the internal id of each person beside the code that files and people use.
 */
export type Frozen = Readonly<{
  period: string
  cutSeq: bigint
  planHash: string
  /** In the order of `input.people`. */
  personIds: readonly bigint[]
  /** What a company knows of a period; pay from outside, rates, corrections and parties it has none. */
  input: PayInput
}>

const FORMAT = 2

/**
 * The canonical bytes: columns, people sorted by code, lines by time, order and row, everything else by its texts. The same
 * facts give the same bytes whatever order they were read in; the stored bytes are what is hashed.
 */
export function encodeFrozen(frozen: Frozen): Uint8Array {
  refuseUnknown(frozen.input)
  const people = frozen.input.people
    .map((person, index) => ({ person, personId: frozen.personIds[index] ?? 0n }))
    .toSorted((a, b) => compareTexts(a.person.id, b.person.id))
  const places = new Map(people.map(({ person }, place) => [person.id, place] as const))
  const out = byteWriter()
  out.text('openfield frozen')
  out.u32(FORMAT)
  out.text(frozen.period)
  out.i64(frozen.cutSeq)
  out.text(frozen.planHash)
  out.u32(people.length)
  writeBigs(
    out,
    people.map(({ personId }) => personId),
  )
  writePeople(
    out,
    people.map(({ person }) => person),
    places,
  )
  writeLines(out, frozen.input.lines, places)
  writeFacts(out, frozen.input.facts)
  writeLinks(out, frozen.input.links, places)
  writeState(out, frozen.input.state, places)
  return out.bytes()
}

/** What was frozen, from its canonical bytes. Throws when they are none. */
export function decodeFrozen(bytes: Uint8Array): Frozen {
  const source = byteReader(bytes)
  if (source.text() !== 'openfield frozen' || source.u32() !== FORMAT)
    throw new Error('these bytes are no frozen facts that this version reads')
  const [period, cutSeq, planHash] = [source.text(), source.i64(), source.text()]
  const count = source.u32()
  const personIds = [...readBigs(source, count)]
  const people = readPeople(source, count)
  const codes = people.map((person) => person.id)
  const input: PayInput = {
    ...companyKnows,
    people,
    trees: treesOf(people),
    lines: readLines(source, codes),
    facts: readFacts(source),
    links: readLinks(source, codes),
    state: readState(source, codes),
  }
  source.end()
  return { period, cutSeq, planHash, personIds, input }
}

/** Inputs that files may give and that a company has none of. */
export const companyKnows = { trees: [], earned: [], rates: [], adjustments: [], parties: [] } as const

function treesOf(people: PayInput['people']): readonly string[] {
  return [...new Set(people.flatMap((person) => [...person.places.keys()]))].toSorted(compareTexts)
}

/** An input that the bytes have no place for must not be lost in silence. */
function refuseUnknown(input: PayInput): void {
  for (const name of ['earned', 'rates', 'adjustments', 'parties'] as const)
    if (input[name].length > 0) throw new Error(`${name} cannot be frozen yet`)
}
