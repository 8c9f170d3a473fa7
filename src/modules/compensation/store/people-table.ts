import { copiedWords, type CopiedFields } from '#platform/postgres/copied-fields.ts'
import { bigsOfPlain, compareTexts, intsBy, sameWord, textsOf } from '../domain/frozen/byte-columns.ts'
import type { PeopleColumns } from '../domain/frozen/columns.ts'
import type { PlaceOf } from '../domain/frozen/gather-changes.ts'
import { growingFloats, growingInts } from '../domain/frozen/growing.ts'
import { numberedWords } from '../domain/frozen/numbered-words.ts'
import { placeIndex } from '../domain/frozen/place-index.ts'

export type PeopleTable = ReturnType<typeof peopleTable>

/** Puts people together from the rows of several tables, without an object for each. */
export function peopleTable() {
  const words = { kind: copiedWords(), status: copiedWords(), market: copiedWords() }
  const [kind, status, market] = [growingInts(), growingInts(), growingInts()]
  const [ids, sponsorId, joinedAtMs] = [growingFloats(), growingFloats(), growingFloats()]
  const codes: string[] = []
  const owners = new Map<number, string>()
  const rowOf = placeIndex()
  return {
    words,
    /** A person, from fields in this order: id, code, who looks after the person, kind, status, joining, market. */
    person(fields: CopiedFields): void {
      const id = fields.number()
      ids.push(id)
      rowOf.set(id, codes.push(fields.text()) - 1)
      sponsorId.push(fields.number())
      kind.push(fields.word(words.kind))
      status.push(fields.word(words.status))
      joinedAtMs.push(fields.timeMs())
      market.push(fields.word(words.market))
    },
    /** Who a person stands under, 0 for nobody. */
    sponsor(id: number, parentId: number): void {
      const row = rowOf.get(id)
      if (row >= 0) sponsorId.put(row, parentId)
    },
    /** The code of whose further position a person is. */
    owner(id: number, code: string): void {
      const row = rowOf.get(id)
      if (row >= 0) owners.set(row, code)
    },
    /** The kind and status of a person just before the instant. */
    standing(id: number, kindOf: number, statusOf: number): void {
      const row = rowOf.get(id)
      if (row < 0) return
      kind.put(row, kindOf)
      status.put(row, statusOf)
    },
    /** Everybody by code, and where each stands among them by internal id. */
    columns(): Readonly<{ people: PeopleColumns; placeOf: PlaceOf }> {
      const order = orderOf(codes)
      const placeOfRow = new Int32Array(order.length)
      order.forEach((row, place) => (placeOfRow[row] = place))
      const placeOf: PlaceOf = (id) => placeOfRow[rowOf.get(id)] ?? -1
      const ints = (of: (row: number) => number) => intsBy(order.length, (place) => of(order[place] ?? 0))
      const floats = (values: Float64Array) => values.map((_, place) => values[order[place] ?? 0] ?? 0)
      const nothing = sameWord('', codes.length)
      const people = {
        ids: bigsOfPlain(floats(ids.values())),
        codes: textsOf(Array.from(order, (row) => codes[row] ?? '')),
        sponsor: ints((row) => placeOf(sponsorId.at(row))),
        joinedAtMs: floats(joinedAtMs.values()),
        kind: numberedWords(words.kind.words, ints(kind.at)),
        status: numberedWords(words.status.words, ints(status.at)),
        name: nothing,
        rank: nothing,
        owner: owners.size === 0 ? nothing : wordsAt(order, owners),
        trees: [],
        attributes:
          codes.length === 0
            ? []
            : [{ name: 'market', of: numberedWords(words.market.words, ints(market.at)) }],
      }
      return { people, placeOf }
    },
  }
}

/** Words of a few rows, in an order; all others have none. */
function wordsAt(order: Uint32Array, few: ReadonlyMap<number, string>): PeopleColumns['owner'] {
  const words = ['', ...new Set(few.values())]
  const numbers = new Map(words.map((word, number) => [word, number]))
  return numberedWords(
    words,
    intsBy(order.length, (place) => numbers.get(few.get(order[place] ?? 0) ?? '') ?? 0),
  )
}

/** The rows of codes in the order of the codes, in which they mostly come already. */
function orderOf(codes: readonly string[]): Uint32Array {
  const order = new Uint32Array(codes.length)
  let isSorted = true
  for (let row = 0; row < order.length; row++) {
    order[row] = row
    if (row > 0 && (codes[row] ?? '') < (codes[row - 1] ?? '')) isSorted = false
  }
  return isSorted ? order : order.sort((a, b) => compareTexts(codes[a] ?? '', codes[b] ?? ''))
}
