import { columnSet, type ColumnSet } from './column-set.ts'
import { idIndex, type IdIndex } from './id-index.ts'

/**
 * A forest of ids as columns. The first part is numbered in pre-order, so that whoever is below `n` is the interval
 * (n, end[n]); newcomers are appended behind it (the overlay) and found by their way up. A parent always comes before
 * its children. When the overlay is full, `tidy` numbers everything anew.
 */
export type Forest = Readonly<{
  /** Columns of the same numbering may be added at any time. */
  columns: ColumnSet
  count: () => number
  /** How many are numbered in pre-order; the others are the overlay. */
  ordered: () => number
  idOf: (place: number) => number
  /** -1 at a top. */
  parentOf: (place: number) => number
  /** 0 at a top. */
  depthOf: (place: number) => number
  /** The place of an id, or -1. */
  placeOf: (id: number) => number
  /** Whether `place` is strictly below `top`. */
  isBelow: (place: number, top: number) => boolean
  countBelow: (top: number) => number
  /**
   * Everybody strictly below as a column of places, in no promised order; of those only whom the bytes of `wanted` have a 1 for, by
   * the byte that `by` has for each. A look at every one of a million takes a few milliseconds.
   */
  placesBelow: (top: number, by: Uint8Array, wanted: Uint8Array) => Int32Array
  depths: () => Int32Array
  /** Visits everybody strictly below, in no promised order. */
  visitBelow: (top: number, visit: (place: number) => void) => void
  visitChildren: (top: number, visit: (place: number) => void) => void
  /** Appends somebody new and gives the place; somebody known stays where he is. Throws when the parent is unknown. */
  append: (id: number, parentId: number | undefined) => number
  /** Numbers everything anew when the overlay is full; places that were read before are void then. Answers whether it did. */
  tidy: () => boolean
}>

const OVERLAY_MIN = 512
/** The overlay may be this part of all before everything is numbered anew. */
const OVERLAY_PART = 64

/** Builds a forest from rows in any order: ids and the ids of parents, NaN for a top. Throws when it is none. */
export function buildForest(ids: Float64Array, parentIds: Float64Array): Forest {
  const rows = ids.length
  const index = idIndex(rows + OVERLAY_MIN)
  for (let row = 0; row < rows; row++) {
    if (index.get(ids[row] ?? 0) >= 0) throw new Error(`${ids[row]} stands in the tree twice`)
    index.set(ids[row] ?? 0, row)
  }
  const parentRows = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const parentId = parentIds[row] ?? Number.NaN
    parentRows[row] = Number.isNaN(parentId) ? -1 : index.get(parentId)
    if (parentRows[row] === -1 && !Number.isNaN(parentId))
      throw new Error(`${ids[row]} stands under ${parentId}, who is not in the tree`)
  }
  const columns = columnSet()
  columns.reserve(rows + OVERLAY_MIN)
  const forest = {
    columns,
    index,
    ids: columns.floats(),
    parent: columns.ints(-1),
    end: columns.ints(),
    depth: columns.ints(),
  }
  forest.ids.values.set(ids)
  forest.parent.values.set(parentRows)
  const state: State = { ...forest, count: rows, base: 0 }
  number(state)
  return forestOf(state)
}

type State = Readonly<{
  columns: ColumnSet
  index: IdIndex
  ids: { readonly values: Float64Array }
  parent: { readonly values: Int32Array }
  end: { readonly values: Int32Array }
  depth: { readonly values: Int32Array }
}> & { count: number; base: number }

function forestOf(state: State): Forest {
  const { columns, index, ids, parent, end, depth } = state
  const parentOf = (place: number): number => parent.values[place] ?? -1
  const isBelow = (place: number, top: number): boolean => {
    let at = place
    while (at >= state.base) {
      at = parentOf(at)
      if (at === top) return true
    }
    if (top >= state.base) return false
    return at > top && at < (end.values[top] ?? 0)
  }
  const endOf = (top: number): number => (top < state.base ? (end.values[top] ?? 0) : 0)
  return {
    columns,
    count: () => state.count,
    ordered: () => state.base,
    idOf: (place) => ids.values[place] ?? 0,
    parentOf,
    depthOf: (place) => depth.values[place] ?? 0,
    placeOf: index.get,
    isBelow,
    countBelow: (top) => {
      let below = Math.max(0, endOf(top) - top - 1)
      for (let place = Math.max(state.base, top + 1); place < state.count; place++)
        if (isBelow(place, top)) below += 1
      return below
    },
    placesBelow: (top, by, wanted) => {
      const ordered = placesIn(top + 1, endOf(top), { by, wanted, room: state.count - state.base })
      let { count } = ordered
      for (let place = Math.max(state.base, top + 1); place < state.count; place++)
        if (wanted[by[place] ?? 0] === 1 && isBelow(place, top)) ordered.found[count++] = place
      return ordered.found.subarray(0, count)
    },
    depths: () => depth.values,
    visitBelow: (top, visit) => {
      for (let place = top + 1; place < endOf(top); place++) visit(place)
      for (let place = Math.max(state.base, top + 1); place < state.count; place++)
        if (isBelow(place, top)) visit(place)
    },
    visitChildren: (top, visit) => {
      for (let place = top + 1; place < endOf(top); place = end.values[place] ?? state.base) visit(place)
      for (let place = Math.max(state.base, top + 1); place < state.count; place++)
        if (parentOf(place) === top) visit(place)
    },
    append: (id, parentId) => {
      const known = index.get(id)
      if (known >= 0) return known
      const above = parentId === undefined ? -1 : index.get(parentId)
      if (parentId !== undefined && above < 0)
        throw new Error(`${id} joins under ${parentId}, who is not in the tree`)
      const place = state.count
      columns.reserve(place + 1)
      index.set(id, place)
      ids.values[place] = id
      parent.values[place] = above
      depth.values[place] = above < 0 ? 0 : (depth.values[above] ?? 0) + 1
      state.count += 1
      return place
    },
    tidy: () => {
      const overlay = state.count - state.base
      if (overlay <= Math.max(OVERLAY_MIN, state.count / OVERLAY_PART)) return false
      number(state)
      return true
    },
  }
}

/** The wanted places of a stretch, with room for some more behind them. */
function placesIn(
  from: number,
  until: number,
  { by, wanted, room }: Readonly<{ by: Uint8Array; wanted: Uint8Array; room: number }>,
): { found: Int32Array; count: number } {
  const found = new Int32Array(Math.max(0, until - from) + room)
  let count = 0
  for (let place = from; place < until; place++) {
    found[count] = place
    count += wanted[by[place] ?? 0] ?? 0
  }
  return { found, count }
}

/** Gives everybody a number in pre-order, children in the order of their rows, and moves all columns to it. */
function number(state: State): void {
  const { count, columns, index } = state
  const newPlace = preOrder(state.parent.values, count)
  columns.renumber(newPlace, count)
  const [ids, parent, end, depth] = [
    state.ids.values,
    state.parent.values,
    state.end.values,
    state.depth.values,
  ]
  for (let place = 0; place < count; place++) {
    index.set(ids[place] ?? 0, place)
    const old = parent[place] ?? -1
    parent[place] = old < 0 ? -1 : (newPlace[old] ?? -1)
    depth[place] = old < 0 ? 0 : (depth[parent[place] ?? 0] ?? 0) + 1
    end[place] = place + 1
  }
  for (let place = count - 1; place > 0; place--) {
    const above = parent[place] ?? -1
    if (above >= 0) end[above] = Math.max(end[above] ?? 0, end[place] ?? 0)
  }
  state.base = count
}

function preOrder(parent: Int32Array, count: number): Int32Array {
  const firstChild = new Int32Array(count).fill(-1)
  const nextSibling = new Int32Array(count).fill(-1)
  let top = -1
  for (let row = count - 1; row >= 0; row--) {
    const above = parent[row] ?? -1
    if (above < 0) [nextSibling[row], top] = [top, row]
    else [nextSibling[row], firstChild[above]] = [firstChild[above] ?? -1, row]
  }
  const newPlace = new Int32Array(count).fill(-1)
  let next = 0
  let row = top
  while (row >= 0) {
    newPlace[row] = next++
    let onward = firstChild[row] ?? -1
    // Up until somebody has a sibling left.
    for (let at = row; onward < 0 && at >= 0; at = parent[at] ?? -1) onward = nextSibling[at] ?? -1
    row = onward
  }
  if (next !== count) throw new Error('some people stand below themselves; this is no tree')
  return newPlace
}
