import { personKinds, personStatuses } from '../language/words.ts'
import type { PersonInput } from '../pay/pay-input.ts'
import {
  compareTexts,
  listOf,
  readBigs,
  readInts,
  readTexts,
  readTimes,
  readWords,
  textsOf,
  wordAt,
  wordsOf,
  writeBigs,
  writeInts,
  writeTexts,
  writeTimes,
  writeWords,
} from './byte-columns.ts'
import type { ByteReader, ByteWriter } from './bytes.ts'
import type { NamedWords, PeopleColumns } from './columns.ts'

/** The place of everybody by code. */
export type Places = ReadonlyMap<string, number>

/** Somebody above who is not among the people is nobody to a run. */
function numberOf(places: Places, id: string | undefined): number {
  return id === undefined ? -1 : (places.get(id) ?? -1)
}

/** The columns of people, who are sorted by code. */
export function peopleColumns(
  people: readonly PersonInput[],
  ids: BigInt64Array,
  places: Places,
): PeopleColumns {
  const words = (of: (one: PersonInput) => string) => wordsOf(people.map(of))
  return {
    ids,
    codes: textsOf(people.map((one) => one.id)),
    sponsor: Int32Array.from(people, (one) => numberOf(places, one.sponsorId)),
    joinedAtMs: Float64Array.from(people, (one) => one.joinedAtMs ?? -Infinity),
    kind: words((one) => one.kind),
    status: words((one) => one.status),
    name: words((one) => one.name),
    rank: words((one) => one.rank ?? ''),
    owner: words((one) => one.ownerId ?? ''),
    trees: namesOf(people.map((one) => one.places)).map((name) => ({
      name,
      parent: Int32Array.from(people, (one) => numberOf(places, one.places.get(name)?.parentId)),
      side: words((one) => one.places.get(name)?.side ?? ''),
    })),
    attributes: namedWords(people.map((one) => one.attributes)),
  }
}

export function writePeople(out: ByteWriter, people: PeopleColumns): void {
  out.u32(people.ids.length)
  writeBigs(out, people.ids)
  writeTexts(out, people.codes)
  writeInts(out, people.sponsor)
  writeTimes(out, people.joinedAtMs)
  for (const key of ['kind', 'status', 'name', 'rank', 'owner'] as const) writeWords(out, people[key])
  out.u32(people.trees.length)
  for (const { name, parent, side } of people.trees) {
    out.text(name)
    writeInts(out, parent)
    writeWords(out, side)
  }
  writeNamed(out, people.attributes)
}

export function readPeople(input: ByteReader): PeopleColumns {
  const count = input.u32()
  const [ids, codes] = [readBigs(input, count), readTexts(input, count)]
  const [sponsor, joinedAtMs] = [readInts(input, count), readTimes(input, count)]
  const [kind, status, name] = [readWords(input, count), readWords(input, count), readWords(input, count)]
  const [rank, owner] = [readWords(input, count), readWords(input, count)]
  const trees = Array.from({ length: input.u32() }, () => ({
    name: input.text(),
    parent: readInts(input, count),
    side: readWords(input, count),
  }))
  const attributes = readNamed(input, count)
  return { ids, codes, sponsor, joinedAtMs, kind, status, name, rank, owner, trees, attributes }
}

/** People as a walk and an explanation read them. */
export function peopleOf(people: PeopleColumns): readonly PersonInput[] {
  const ids = listOf(people.codes)
  const at = personAt(people, (row) => ids[row])
  return ids.map((_, row) => at(row))
}

/** Gives the person of a row; `idOf` is undefined where there is none. */
export function personAt(
  people: PeopleColumns,
  idOf: (row: number) => string | undefined,
): (row: number) => PersonInput {
  const { sponsor, joinedAtMs } = people
  const [kind, status, name] = [wordAt(people.kind), wordAt(people.status), wordAt(people.name)]
  const [rank, owner] = [wordAt(people.rank), wordAt(people.owner)]
  const places = placesOf(people, idOf)
  const attributes = textMaps(people.attributes)
  return (row) => ({
    id: idOf(row) ?? '',
    sponsorId: idOf(sponsor[row] ?? -1),
    joinedAtMs: joinedAtMs[row] === -Infinity ? undefined : joinedAtMs[row],
    kind: wordOf(personKinds, kind(row)),
    status: wordOf(personStatuses, status(row)),
    rank: orNone(rank(row)),
    name: name(row),
    ownerId: orNone(owner(row)),
    places: places(row),
    attributes: attributes(row),
  })
}

function placesOf(
  { trees }: PeopleColumns,
  idOf: (row: number) => string | undefined,
): (row: number) => PersonInput['places'] {
  const known = trees.map(({ name, parent, side }) => ({ name, parent, side: wordAt(side) }))
  if (known.length === 0) return () => NOWHERE
  return (row) =>
    new Map(
      known.map(({ name, parent, side }) => [name, { parentId: idOf(parent[row] ?? -1), side: side(row) }]),
    )
}

const NOWHERE: PersonInput['places'] = new Map()
const NOTHING: ReadonlyMap<string, string> = new Map()

/** Texts by name: a column for each name that somebody has. */
export function namedWords(maps: readonly ReadonlyMap<string, string>[]): readonly NamedWords[] {
  return namesOf(maps).map((name) => ({ name, of: wordsOf(maps.map((map) => map.get(name) ?? '')) }))
}

export function writeNamed(out: ByteWriter, named: readonly NamedWords[]): void {
  out.u32(named.length)
  for (const { name, of } of named) {
    out.text(name)
    writeWords(out, of)
  }
}

export function readNamed(input: ByteReader, count: number): readonly NamedWords[] {
  return Array.from({ length: input.u32() }, () => ({ name: input.text(), of: readWords(input, count) }))
}

/** The texts of a row by name; rows with the same texts share one map. */
export function textMaps(named: readonly NamedWords[]): (row: number) => ReadonlyMap<string, string> {
  if (named.length === 0) return () => NOTHING
  const columns = named.map(({ name, of }) => [name, wordAt(of)] as const)
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
