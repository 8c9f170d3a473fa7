import { floatsBy, intsBy, sameWord, textAt, type Texts } from './byte-columns.ts'
import type { FactColumns, LinkColumns } from './columns.ts'
import { growingFloats, growingInts } from './growing.ts'
import { numberedWords } from './numbered-words.ts'

/** Where people stand among the people of a snapshot, by internal id; -1 for who is not among them. */
export type PlaceOf = (personId: number) => number

/**
 * Gathers what kinds and statuses people had before an instant as facts; the first of somebody held from the beginning. Rows come
 * person by person, each person's in order of time, and only of those for whom something changed.
 */
export function standingGatherer(untilMs: number, placeOf: PlaceOf) {
  const rows = { place: growingInts(), kind: growingInts(), status: growingInts() }
  const [from, until] = [growingFloats(), growingFloats()]
  let lastId = -1
  return {
    row(personId: number, kind: number, status: number, fromMs: number, untilOf: number): void {
      const place = placeOf(personId)
      const isFirst = personId !== lastId
      lastId = personId
      if (place < 0) return
      rows.place.push(place)
      rows.kind.push(kind)
      rows.status.push(status)
      from.push(isFirst ? Number.NEGATIVE_INFINITY : fromMs)
      until.push(endBefore(untilOf, untilMs))
    },
    columns(
      people: Texts,
      words: Readonly<{ kind: readonly string[]; status: readonly string[] }>,
    ): FactColumns {
      const places = rows.place.values()
      const fact = factOrder(places)
      const count = fact.row.length
      const value = (at: number): number => {
        const row = fact.row[at] ?? 0
        return fact.isStatus[at] === 1 ? words.kind.length + rows.status.at(row) : rows.kind.at(row)
      }
      return {
        scope: sameWord('person', count),
        id: codesAt(
          people,
          intsBy(count, (at) => places[fact.row[at] ?? 0] ?? 0),
        ),
        name: numberedWords(['kind', 'status'], fact.isStatus),
        value: numberedWords([...words.kind, ...words.status], intsBy(count, value)),
        fromMs: floatsBy(count, (at) => from.at(fact.row[at] ?? 0)),
        untilMs: floatsBy(count, (at) => until.at(fact.row[at] ?? 0)),
      }
    },
  }
}

/** Two facts of each row: by person, and of each person the kinds before the statuses, both in order of time. */
function factOrder(places: Int32Array): Readonly<{ row: Int32Array; isStatus: Int32Array }> {
  const order = new Uint32Array(places.length)
  let isSorted = true
  for (let row = 0; row < places.length; row++) {
    order[row] = row
    if (row > 0 && (places[row] ?? 0) < (places[row - 1] ?? 0)) isSorted = false
  }
  if (!isSorted) order.sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0) || a - b)
  const [row, isStatus] = [new Int32Array(places.length * 2), new Int32Array(places.length * 2)]
  let filled = 0
  for (let begin = 0, end = 0; begin < order.length; begin = end) {
    while (end < order.length && places[order[end] ?? 0] === places[order[begin] ?? 0]) end += 1
    for (const status of [0, 1])
      for (let at = begin; at < end; at++) {
        row[filled] = order[at] ?? 0
        isStatus[filled] = status
        filled += 1
      }
  }
  return { row, isStatus }
}

/** The codes of people by ascending place, as words. */
function codesAt(people: Texts, places: Int32Array) {
  const codeAt = textAt(people)
  const list: string[] = []
  let last = -1
  const numbers = places.map((place) => {
    if (place !== last) list.push(codeAt(place))
    last = place
    return list.length - 1
  })
  return numberedWords(list, numbers)
}

/** Gathers every place of those people whose place changed before an instant, in any order. */
export function placeGatherer(untilMs: number, placeOf: PlaceOf) {
  const rows: Readonly<{ tree: number; person: number; parent: number; fromMs: number; untilMs: number }>[] =
    []
  return {
    row(tree: number, personId: number, parentId: number, fromMs: number, untilOf: number): void {
      const person = placeOf(personId)
      if (person < 0) return
      rows.push({ tree, person, parent: placeOf(parentId), fromMs, untilMs: endBefore(untilOf, untilMs) })
    },
    columns(trees: readonly string[]): LinkColumns {
      const tree = numberedWords(
        trees,
        Int32Array.from(rows, (row) => row.tree),
      )
      const order = Uint32Array.from(rows.keys()).sort((a, b) => {
        const [x, y] = [rows[a], rows[b]]
        if (!x || !y) return 0
        return (tree.place[a] ?? 0) - (tree.place[b] ?? 0) || x.person - y.person || x.fromMs - y.fromMs
      })
      const sorted = Array.from(order, (at) => rows[at]).filter((row) => row !== undefined)
      return {
        tree: numberedWords(
          trees,
          Int32Array.from(sorted, (row) => row.tree),
        ),
        side: sameWord('', sorted.length),
        person: Int32Array.from(sorted, (row) => row.person),
        parent: Int32Array.from(sorted, (row) => row.parent),
        fromMs: Float64Array.from(sorted, (row) => row.fromMs),
        untilMs: Float64Array.from(sorted, (row) => row.untilMs),
      }
    },
  }
}

/** An end after the instant is not known yet. */
function endBefore(endMs: number, untilMs: number): number {
  return Number.isNaN(endMs) || endMs >= untilMs ? Number.POSITIVE_INFINITY : endMs
}
