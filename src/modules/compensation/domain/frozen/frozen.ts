import type { PayInput } from '../pay/pay-input.ts'
import { bigsOf, compareTexts, listOf } from './byte-columns.ts'
import { byteReader, byteWriter, type ByteWriter } from './bytes.ts'
import type { FrozenColumns, PeopleColumns } from './columns.ts'
import {
  adjustmentColumns,
  adjustmentsOf,
  noAdjustments,
  readAdjustments,
  writeAdjustments,
} from './frozen-adjustments.ts'
import { lineColumns, linesOf, readLines, writeLines } from './frozen-lines.ts'
import { noParties, partiesOf, partyColumns, readParties, writeParties } from './frozen-parties.ts'
import { peopleColumns, peopleOf, readPeople, writePeople } from './frozen-people.ts'
import {
  factColumns,
  factsOf,
  linkColumns,
  linksOf,
  readFacts,
  readLinks,
  readState,
  stateColumns,
  stateOf,
  writeFacts,
  writeLinks,
  writeState,
} from './frozen-rows.ts'

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
  /** What a company knows of a period; pay from outside and rates it has none. */
  input: PayInput
}>

const FORMAT = 4
/** The format before parties were kept, and the one before corrections by hand were; they had none. */
const [WITHOUT_PARTIES, WITHOUT_ADJUSTMENTS] = [3, 2]

/** The same as columns: people sorted by code, lines by time, order and row, everything else by its texts. */
export function columnsOf(frozen: Frozen): FrozenColumns {
  refuseUnknown(frozen.input)
  const { period, cutSeq, planHash, input } = frozen
  const people = input.people
    .map((person, index) => ({ person, personId: frozen.personIds[index] ?? 0n }))
    .toSorted((a, b) => compareTexts(a.person.id, b.person.id))
  const places = new Map(people.map(({ person }, place) => [person.id, place] as const))
  const ids = bigsOf(people.map(({ personId }) => personId))
  return {
    period,
    cutSeq,
    planHash,
    people: peopleColumns(
      people.map(({ person }) => person),
      ids,
      places,
    ),
    lines: lineColumns(input.lines, places),
    facts: factColumns(input.facts),
    links: linkColumns(input.links, places),
    state: stateColumns(input.state, places),
    adjustments: adjustmentColumns(input.adjustments, places),
    parties: partyColumns(input.parties, places),
  }
}

/** The canonical bytes. The same facts give the same ones whatever order they were read in; the stored bytes are what is hashed. */
export function encodeColumns(columns: FrozenColumns): Uint8Array {
  return written(columns).bytes()
}

/** The same bytes in pieces, which lie where the columns do. */
export function encodedParts(columns: FrozenColumns): readonly Uint8Array[] {
  return written(columns).parts()
}

function written(columns: FrozenColumns): ByteWriter {
  const out = byteWriter()
  out.text('openfield frozen')
  out.u32(FORMAT)
  out.text(columns.period)
  out.i64(columns.cutSeq)
  out.text(columns.planHash)
  writePeople(out, columns.people)
  writeLines(out, columns.lines)
  writeFacts(out, columns.facts)
  writeLinks(out, columns.links)
  writeState(out, columns.state)
  writeAdjustments(out, columns.adjustments)
  writeParties(out, columns.parties)
  return out
}

/** What was frozen, from its canonical bytes. Throws when they are none. */
export function decodeColumns(bytes: Uint8Array): FrozenColumns {
  const source = byteReader(bytes)
  const format = source.text() === 'openfield frozen' ? source.u32() : 0
  if (![FORMAT, WITHOUT_PARTIES, WITHOUT_ADJUSTMENTS].includes(format))
    throw new Error('these bytes are no frozen facts that this version reads')
  const [period, cutSeq, planHash] = [source.text(), source.i64(), source.text()]
  const [people, lines] = [readPeople(source), readLines(source)]
  const [facts, links, state] = [readFacts(source), readLinks(source), readState(source)]
  const adjustments = format === WITHOUT_ADJUSTMENTS ? noAdjustments : readAdjustments(source)
  const parties = format === FORMAT ? readParties(source) : noParties
  source.end()
  return { period, cutSeq, planHash, people, lines, facts, links, state, adjustments, parties }
}

/** What a walk and an explanation read: an object for each person and line. */
export function inputOf(columns: FrozenColumns): PayInput {
  const codes = listOf(columns.people.codes)
  return {
    ...companyKnows,
    people: peopleOf(columns.people),
    trees: treesOf(columns.people),
    lines: linesOf(columns.lines, codes),
    facts: factsOf(columns.facts),
    links: linksOf(columns.links, codes),
    state: stateOf(columns.state, codes),
    adjustments: adjustmentsOf(columns.adjustments, (person) => codes[person] ?? ''),
    parties: partiesOf(columns.parties, (person) => codes[person] ?? ''),
  }
}

export function encodeFrozen(frozen: Frozen): Uint8Array {
  return encodeColumns(columnsOf(frozen))
}

export function decodeFrozen(bytes: Uint8Array): Frozen {
  return frozenOf(decodeColumns(bytes))
}

/** Columns with an object for each person and line. */
export function frozenOf(columns: FrozenColumns): Frozen {
  const { period, cutSeq, planHash, people } = columns
  return { period, cutSeq, planHash, personIds: [...people.ids], input: inputOf(columns) }
}

/** Inputs that files may give and that a company has none of. */
export const companyKnows = { trees: [], earned: [], rates: [] } as const

function treesOf({ trees }: PeopleColumns): readonly string[] {
  return trees.map(({ name }) => name)
}

/** An input that the bytes have no place for must not be lost in silence. */
function refuseUnknown(input: PayInput): void {
  for (const name of ['earned', 'rates'] as const)
    if (input[name].length > 0) throw new Error(`${name} cannot be frozen yet`)
}
