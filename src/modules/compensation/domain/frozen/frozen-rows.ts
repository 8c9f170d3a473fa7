import type { FactInput, FactScope, LinkInput, StateInput } from '../pay/pay-input.ts'
import {
  compareTexts,
  readInts,
  readTimes,
  readWords,
  writeInts,
  writeTimes,
  writeWords,
} from './byte-columns.ts'
import type { ByteReader, ByteWriter } from './bytes.ts'
import { orNone, wordOf } from './frozen-people.ts'

type Places = ReadonlyMap<string, number>

const factScopes: readonly FactScope[] = ['person', 'order', 'party', 'market', 'company']

/** Facts, sorted by what they are about, by name and by when they begin to hold. */
export function writeFacts(out: ByteWriter, facts: readonly FactInput[]): void {
  const keys = ['scope', 'id', 'name', 'value'] as const
  const sorted = facts.toSorted(
    (a, b) =>
      compareTexts(a.scope, b.scope) ||
      compareTexts(a.id, b.id) ||
      compareTexts(a.name, b.name) ||
      compareTimes(a, b) ||
      compareTexts(a.value, b.value),
  )
  out.u32(sorted.length)
  for (const key of keys)
    writeWords(
      out,
      sorted.map((fact) => fact[key]),
    )
  writeSpans(out, sorted)
}

export function readFacts(input: ByteReader): readonly FactInput[] {
  const count = input.u32()
  const [scope, id] = [readWords(input, count), readWords(input, count)]
  const [name, value] = [readWords(input, count), readWords(input, count)]
  const span = readSpans(input, count)
  return Array.from({ length: count }, (_, row) => ({
    scope: wordOf(factScopes, scope(row)),
    id: id(row),
    name: name(row),
    value: value(row),
    ...span(row),
  }))
}

/** Places that changed, sorted by tree, person and beginning. */
export function writeLinks(out: ByteWriter, links: readonly LinkInput[], places: Places): void {
  const sorted = links.toSorted(
    (a, b) => compareTexts(a.tree, b.tree) || compareTexts(a.personId, b.personId) || compareTimes(a, b),
  )
  out.u32(sorted.length)
  for (const key of ['tree', 'side'] as const)
    writeWords(
      out,
      sorted.map((link) => link[key]),
    )
  for (const key of ['personId', 'parentId'] as const)
    writeInts(
      out,
      sorted.map((link) => places.get(link[key] ?? '') ?? -1),
    )
  writeSpans(out, sorted)
}

export function readLinks(input: ByteReader, codes: readonly string[]): readonly LinkInput[] {
  const count = input.u32()
  const [tree, side] = [readWords(input, count), readWords(input, count)]
  const [person, parent] = [readInts(input, count), readInts(input, count)]
  const span = readSpans(input, count)
  return Array.from({ length: count }, (_, row) => ({
    tree: tree(row),
    personId: codes[person[row] ?? -1] ?? '',
    parentId: orNone(codes[parent[row] ?? -1] ?? ''),
    side: side(row),
    ...span(row),
  }))
}

/** What earlier periods left; the person is '' where it is of the company. */
export function writeState(out: ByteWriter, state: readonly StateInput[], places: Places): void {
  const sorted = state
    .filter((row) => row.personId === '' || places.has(row.personId))
    .toSorted(
      (a, b) =>
        compareTexts(a.personId, b.personId) ||
        compareTexts(a.name, b.name) ||
        compareTexts(a.period, b.period),
    )
  out.u32(sorted.length)
  writeInts(
    out,
    sorted.map((row) => places.get(row.personId) ?? -1),
  )
  for (const key of ['name', 'period', 'value'] as const)
    writeWords(
      out,
      sorted.map((row) => row[key]),
    )
}

export function readState(input: ByteReader, codes: readonly string[]): readonly StateInput[] {
  const count = input.u32()
  const person = readInts(input, count)
  const [name, period, value] = [readWords(input, count), readWords(input, count), readWords(input, count)]
  return Array.from({ length: count }, (_, row) => ({
    personId: codes[person[row] ?? -1] ?? '',
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

function writeSpans(out: ByteWriter, spans: readonly Span[]): void {
  writeTimes(
    out,
    spans.map((span) => span.fromMs ?? -Infinity),
  )
  writeTimes(
    out,
    spans.map((span) => span.untilMs ?? Infinity),
  )
}

function readSpans(input: ByteReader, count: number): (row: number) => Span {
  const [from, until] = [readTimes(input, count), readTimes(input, count)]
  return (row) => ({
    fromMs: from[row] === -Infinity ? undefined : from[row],
    untilMs: until[row] === Infinity ? undefined : until[row],
  })
}
