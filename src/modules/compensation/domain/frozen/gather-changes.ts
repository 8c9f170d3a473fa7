import { floatsBy, intsBy, sameWord, textAt, type Texts } from './byte-columns.ts'
import type { FactColumns, LinkColumns } from './columns.ts'
import { growingFloats, growingInts, type Growing } from './growing.ts'
import { numberedWords } from './numbered-words.ts'

/** Where people stand among the people of a snapshot, by internal id; -1 for who is not among them. */
export type PlaceOf = (personId: number) => number

/**
 * Gathers what kinds and statuses people had before an instant as facts, of those for whom one ended before it; the first of
 * somebody held from the beginning. Rows come person by person, each person's in order of time.
 */
export function standingGatherer(untilMs: number) {
  const rows = { id: growingFloats(), kind: growingInts(), status: growingInts() }
  const [from, until] = [growingFloats(), growingFloats()]
  return {
    row(id: number, kind: number, status: number, fromMs: number, endMs: number): void {
      rows.id.push(id)
      rows.kind.push(kind)
      rows.status.push(status)
      from.push(fromMs)
      until.push(endBefore(endMs, untilMs))
    },
    columns(
      people: Texts,
      words: Readonly<{ kind: readonly string[]; status: readonly string[] }>,
      placeOf: PlaceOf,
    ): FactColumns {
      const fact = factRows(rows.id, until, placeOf)
      const count = fact.row.length
      const rowAt = (at: number): number => fact.row[at] ?? 0
      const value = (at: number): number =>
        fact.isStatus[at] === 1 ? words.kind.length + rows.status.at(rowAt(at)) : rows.kind.at(rowAt(at))
      const isFirst = (row: number): boolean => row === 0 || rows.id.at(row - 1) !== rows.id.at(row)
      return {
        scope: sameWord('person', count),
        id: codesAt(
          people,
          intsBy(count, (at) => placeOf(rows.id.at(rowAt(at)))),
        ),
        name: numberedWords(['kind', 'status'], fact.isStatus),
        value: numberedWords([...words.kind, ...words.status], intsBy(count, value)),
        fromMs: floatsBy(count, (at) => (isFirst(rowAt(at)) ? -Infinity : from.at(rowAt(at)))),
        untilMs: floatsBy(count, (at) => until.at(rowAt(at))),
      }
    },
  }
}

/**
 * Two facts of each row of those people for whom something ended: by their places, and of each person the kinds before the
 * statuses, both in order of time.
 */
function factRows(
  ids: Growing<Float64Array>,
  until: Growing<Float64Array>,
  placeOf: PlaceOf,
): Readonly<{ row: Int32Array; isStatus: Int32Array }> {
  const groups: Readonly<{ place: number; begin: number; end: number }>[] = []
  for (let begin = 0, end = 0; begin < ids.length(); begin = end) {
    let isChanged = false
    for (; end < ids.length() && ids.at(end) === ids.at(begin); end++)
      isChanged ||= until.at(end) !== Infinity
    const place = isChanged ? placeOf(ids.at(begin)) : -1
    if (place >= 0) groups.push({ place, begin, end })
  }
  groups.sort((a, b) => a.place - b.place)
  const [row, isStatus] = [growingInts(), growingInts()]
  for (const { begin, end } of groups)
    for (const status of [0, 1])
      for (let at = begin; at < end; at++) {
        row.push(at)
        isStatus.push(status)
      }
  return { row: row.values(), isStatus: isStatus.values() }
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
  const rows: Readonly<Record<'tree' | 'person' | 'parent' | 'side' | 'fromMs' | 'untilMs', number>>[] = []
  return {
    /** Tree and side by their words' numbers, people by their internal ids. */
    row(
      place: Readonly<Record<'tree' | 'personId' | 'parentId' | 'side' | 'fromMs' | 'endMs', number>>,
    ): void {
      const { tree, side, fromMs } = place
      const [person, parent] = [placeOf(place.personId), placeOf(place.parentId)]
      if (person < 0) return
      rows.push({ tree, person, parent, side, fromMs, untilMs: endBefore(place.endMs, untilMs) })
    },
    columns(trees: readonly string[], sides: readonly string[]): LinkColumns {
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
        side: numberedWords(
          sides,
          Int32Array.from(sorted, (row) => row.side),
        ),
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
