import { personKinds, personStatuses } from '../language/words.ts'
import type { PersonInput } from '../pay/pay-input.ts'
import {
  compareTexts,
  readInts,
  readTexts,
  readTimes,
  readWords,
  writeInts,
  writeTexts,
  writeTimes,
  writeWords,
} from './byte-columns.ts'
import type { ByteReader, ByteWriter } from './bytes.ts'

type Places = ReadonlyMap<string, number>

/** Somebody above who is not among the people is nobody to a run. */
function numberOf(places: Places, id: string | undefined): number {
  return id === undefined ? -1 : (places.get(id) ?? -1)
}

/** The columns of people, who are sorted by code. */
export function writePeople(out: ByteWriter, people: readonly PersonInput[], places: Places): void {
  writeTexts(
    out,
    people.map((one) => one.id),
  )
  writeInts(
    out,
    people.map((one) => numberOf(places, one.sponsorId)),
  )
  writeTimes(
    out,
    people.map((one) => one.joinedAtMs ?? -Infinity),
  )
  for (const key of ['kind', 'status', 'name'] as const)
    writeWords(
      out,
      people.map((one) => one[key]),
    )
  for (const key of ['rank', 'ownerId'] as const)
    writeWords(
      out,
      people.map((one) => one[key] ?? ''),
    )
  const trees = namesOf(people.map((one) => one.places))
  out.u32(trees.length)
  for (const tree of trees) {
    out.text(tree)
    writeInts(
      out,
      people.map((one) => numberOf(places, one.places.get(tree)?.parentId)),
    )
    writeWords(
      out,
      people.map((one) => one.places.get(tree)?.side ?? ''),
    )
  }
  writeTextMaps(
    out,
    people.map((one) => one.attributes),
  )
}

export function readPeople(input: ByteReader, count: number): readonly PersonInput[] {
  const ids = readTexts(input, count)
  const sponsor = readInts(input, count)
  const joined = readTimes(input, count)
  const [kind, status, name] = [readWords(input, count), readWords(input, count), readWords(input, count)]
  const [rank, owner] = [readWords(input, count), readWords(input, count)]
  const trees = Array.from({ length: input.u32() }, () => ({
    name: input.text(),
    parent: readInts(input, count),
    side: readWords(input, count),
  }))
  const attributes = readTextMaps(input, count)
  return ids.map((id, row) => ({
    id,
    sponsorId: ids[sponsor[row] ?? -1],
    joinedAtMs: joined[row] === -Infinity ? undefined : joined[row],
    kind: wordOf(personKinds, kind(row)),
    status: wordOf(personStatuses, status(row)),
    rank: orNone(rank(row)),
    name: name(row),
    ownerId: orNone(owner(row)),
    places: placesOf(trees, ids, row),
    attributes: attributes(row),
  }))
}

function placesOf(
  trees: readonly Readonly<{ name: string; parent: Int32Array; side: (row: number) => string }>[],
  ids: readonly string[],
  row: number,
): PersonInput['places'] {
  if (trees.length === 0) return NOWHERE
  return new Map(
    trees.map(({ name, parent, side }) => [name, { parentId: ids[parent[row] ?? -1], side: side(row) }]),
  )
}

const NOWHERE: PersonInput['places'] = new Map()
const NOTHING: ReadonlyMap<string, string> = new Map()

/** Texts by name: a column for each name that somebody has; who has none of a name has '' there. */
export function writeTextMaps(out: ByteWriter, maps: readonly ReadonlyMap<string, string>[]): void {
  const names = namesOf(maps)
  out.u32(names.length)
  for (const name of names) {
    out.text(name)
    writeWords(
      out,
      maps.map((map) => map.get(name) ?? ''),
    )
  }
}

/** Rows with the same texts share one map. */
export function readTextMaps(input: ByteReader, count: number): (row: number) => ReadonlyMap<string, string> {
  const columns = Array.from({ length: input.u32() }, () => [input.text(), readWords(input, count)] as const)
  if (columns.length === 0) return () => NOTHING
  const known = new Map<string, ReadonlyMap<string, string>>()
  return (row) => {
    const texts = columns.map(([name, word]) => [name, word(row)] as const)
    const key = JSON.stringify(texts)
    const map = known.get(key) ?? new Map(texts.filter(([, text]) => text !== ''))
    known.set(key, map)
    return map
  }
}

export function namesOf(maps: readonly ReadonlyMap<string, unknown>[]): readonly string[] {
  const names = new Set<string>()
  for (const map of maps) for (const name of map.keys()) names.add(name)
  return [...names].toSorted(compareTexts)
}

export function wordOf<W extends string>(words: readonly W[], text: string): W {
  const found = words.find((word) => word === text)
  if (found === undefined) throw new Error(`"${text}" is none of ${words.join(', ')}`)
  return found
}

export function orNone(text: string): string | undefined {
  return text === '' ? undefined : text
}
