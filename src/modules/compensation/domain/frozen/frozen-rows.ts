import type { FactInput, FactScope, LinkInput, StateInput } from '../pay/pay-input.ts'
import {
  compareTexts,
  intsBy,
  listOf,
  placesOfWords,
  readInts,
  readTimes,
  readWords,
  wordAt,
  wordsOf,
  writeInts,
  writeTimes,
  writeWords,
  type Texts,
  type Words,
} from './byte-columns.ts'
import type { ByteReader, ByteWriter } from './bytes.ts'
import type { FactColumns, LinkColumns, SpanColumns, StateColumns } from './columns.ts'
import { orNone, wordOf, type Places } from './frozen-people.ts'
import { growingInts } from './growing.ts'
import { numberedWords } from './numbered-words.ts'

const factScopes: readonly FactScope[] = ['person', 'order', 'party', 'market', 'company']
const factWords = ['scope', 'id', 'name', 'value'] as const
const stateWords = ['name', 'period', 'value'] as const

export function factColumns(facts: readonly FactInput[]): FactColumns {
  const sorted = facts.toSorted(
    (a, b) =>
      compareTexts(a.scope, b.scope) ||
      compareTexts(a.id, b.id) ||
      compareTexts(a.name, b.name) ||
      compareTimes(a, b) ||
      compareTexts(a.value, b.value),
  )
  const words = (key: (typeof factWords)[number]) => wordsOf(sorted.map((fact) => fact[key]))
  const [scope, id, name, value] = [words('scope'), words('id'), words('name'), words('value')]
  return { scope, id, name, value, ...spanColumns(sorted) }
}

export function writeFacts(out: ByteWriter, facts: FactColumns): void {
  out.u32(facts.fromMs.length)
  for (const key of factWords) writeWords(out, facts[key])
  writeSpans(out, facts)
}

export function readFacts(input: ByteReader): FactColumns {
  const count = input.u32()
  const [scope, id] = [readWords(input, count), readWords(input, count)]
  const [name, value] = [readWords(input, count), readWords(input, count)]
  return { scope, id, name, value, ...readSpans(input, count) }
}

export function factsOf(facts: FactColumns): readonly FactInput[] {
  const [scope, id] = [wordAt(facts.scope), wordAt(facts.id)]
  const [name, value] = [wordAt(facts.name), wordAt(facts.value)]
  return Array.from(facts.fromMs, (_, row) => ({
    scope: wordOf(factScopes, scope(row)),
    id: id(row),
    name: name(row),
    value: value(row),
    ...spanAt(facts, row),
  }))
}

export function linkColumns(links: readonly LinkInput[], places: Places): LinkColumns {
  const sorted = links.toSorted(
    (a, b) => compareTexts(a.tree, b.tree) || compareTexts(a.personId, b.personId) || compareTimes(a, b),
  )
  return {
    tree: wordsOf(sorted.map((link) => link.tree)),
    side: wordsOf(sorted.map((link) => link.side)),
    person: Int32Array.from(sorted, (link) => places.get(link.personId) ?? -1),
    parent: Int32Array.from(sorted, (link) => places.get(link.parentId ?? '') ?? -1),
    ...spanColumns(sorted),
  }
}

export function writeLinks(out: ByteWriter, links: LinkColumns): void {
  out.u32(links.person.length)
  writeWords(out, links.tree)
  writeWords(out, links.side)
  writeInts(out, links.person)
  writeInts(out, links.parent)
  writeSpans(out, links)
}

export function readLinks(input: ByteReader): LinkColumns {
  const count = input.u32()
  const [tree, side] = [readWords(input, count), readWords(input, count)]
  const [person, parent] = [readInts(input, count), readInts(input, count)]
  return { tree, side, person, parent, ...readSpans(input, count) }
}

export function linksOf(links: LinkColumns, codes: readonly string[]): readonly LinkInput[] {
  const [tree, side] = [wordAt(links.tree), wordAt(links.side)]
  return Array.from(links.person, (person, row) => ({
    tree: tree(row),
    personId: codes[person] ?? '',
    parentId: orNone(codes[links.parent[row] ?? -1] ?? ''),
    side: side(row),
    ...spanAt(links, row),
  }))
}

/** Rows about people who are not among the known ones are left out. */
export function stateColumns(state: readonly StateInput[], places: Pick<Places, 'get'>): StateColumns {
  const sorted = state
    .filter((row) => row.personId === '' || places.get(row.personId) !== undefined)
    .toSorted(
      (a, b) =>
        compareTexts(a.personId, b.personId) ||
        compareTexts(a.name, b.name) ||
        compareTexts(a.period, b.period),
    )
  const words = (key: (typeof stateWords)[number]) => wordsOf(sorted.map((row) => row[key]))
  return {
    person: Int32Array.from(sorted, (row) => places.get(row.personId) ?? -1),
    name: words('name'),
    period: words('period'),
    value: words('value'),
  }
}

/** What a run left, for the people of a later one; rows about people who are not among them are left out. */
export function stateFor(
  { codes, state }: Readonly<{ codes: Texts; state: StateColumns }>,
  people: Texts,
): StateColumns {
  const places = placesOfWords(people, listOf(codes))
  const placeAt = (row: number): number => places[state.person[row] ?? -1] ?? -1
  const kept = growingInts()
  for (let row = 0; row < state.person.length; row++)
    if ((state.person[row] ?? -1) < 0 || placeAt(row) >= 0) kept.push(row)
  const words = ({ words: list, place }: Words) =>
    numberedWords(
      list,
      intsBy(kept.length(), (at) => place[kept.at(at)] ?? 0),
    )
  return {
    person: intsBy(kept.length(), (at) => placeAt(kept.at(at))),
    name: words(state.name),
    period: words(state.period),
    value: words(state.value),
  }
}

export function writeState(out: ByteWriter, state: StateColumns): void {
  out.u32(state.person.length)
  writeInts(out, state.person)
  for (const key of stateWords) writeWords(out, state[key])
}

export function readState(input: ByteReader): StateColumns {
  const count = input.u32()
  const person = readInts(input, count)
  const [name, period, value] = [readWords(input, count), readWords(input, count), readWords(input, count)]
  return { person, name, period, value }
}

export function stateOf(state: StateColumns, codes: readonly string[]): readonly StateInput[] {
  const [name, period, value] = [wordAt(state.name), wordAt(state.period), wordAt(state.value)]
  return Array.from(state.person, (person, row) => ({
    personId: codes[person] ?? '',
    period: period(row),
    name: name(row),
    value: value(row),
  }))
}

type Span = Readonly<{ fromMs: number | undefined; untilMs: number | undefined }>

function compareTimes(a: Span, b: Span): number {
  const [x, y] = [a.fromMs ?? -Infinity, b.fromMs ?? -Infinity]
  return x === y ? 0 : x - y
}

function spanColumns(spans: readonly Span[]): SpanColumns {
  return {
    fromMs: Float64Array.from(spans, (span) => span.fromMs ?? -Infinity),
    untilMs: Float64Array.from(spans, (span) => span.untilMs ?? Infinity),
  }
}

function writeSpans(out: ByteWriter, spans: SpanColumns): void {
  writeTimes(out, spans.fromMs)
  writeTimes(out, spans.untilMs)
}

function readSpans(input: ByteReader, count: number): SpanColumns {
  return { fromMs: readTimes(input, count), untilMs: readTimes(input, count) }
}

function spanAt({ fromMs, untilMs }: SpanColumns, row: number): Span {
  return {
    fromMs: fromMs[row] === -Infinity ? undefined : fromMs[row],
    untilMs: untilMs[row] === Infinity ? undefined : untilMs[row],
  }
}
