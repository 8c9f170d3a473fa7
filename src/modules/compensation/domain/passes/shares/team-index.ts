import type { TreeColumns } from '../field-columns.ts'

/** People of a team who may be gone up from though their orders cancel out. */
export const CANCELLED_MAX = 20_000

/** Where teams lie in the order of a tree: a person's team is the stretch of `size` people from the person's `place` on. */
export type TeamIndex = { readonly place: Int32Array; readonly size: Int32Array; deepest: number }

const known = new WeakMap<TreeColumns, TeamIndex>()

/** The index of a tree, made when it is first asked for. */
export function teamIndex(tree: TreeColumns): TeamIndex {
  const before = known.get(tree)
  if (before) return before
  const { order, parent, depth } = tree
  const place = new Int32Array(order.length)
  const size = new Int32Array(order.length).fill(1)
  let deepest = 0
  for (let i = order.length - 1; i >= 0; i--) {
    const person = order[i] ?? 0
    place[person] = i
    const above = parent[person] ?? -1
    if (above >= 0) size[above] = (size[above] ?? 0) + (size[person] ?? 0)
    deepest = Math.max(deepest, depth[person] ?? 0)
  }
  const made = { place, size, deepest }
  known.set(tree, made)
  return made
}

/** The stretch of the order in which a person's team lies, the person first. */
export function teamOf(tree: TreeColumns, person: number): Readonly<{ from: number; until: number }> {
  const { place, size } = teamIndex(tree)
  const from = place[person] ?? 0
  return { from, until: from + (size[person] ?? 0) }
}

/** The people directly below a person, in the order of the tree. */
export function* legsBelow(tree: TreeColumns, person: number): Generator<number> {
  const { size } = teamIndex(tree)
  const { from, until } = teamOf(tree, person)
  for (let i = from + 1; i < until;) {
    const leg = tree.order[i] ?? 0
    yield leg
    i += size[leg] ?? 1
  }
}

/** The same as a list. */
export function legsOfPerson(tree: TreeColumns, person: number): Int32Array {
  const { order } = tree
  const { size } = teamIndex(tree)
  const { from, until } = teamOf(tree, person)
  let count = 0
  for (let i = from + 1; i < until; i += size[order[i] ?? 0] ?? 1) count += 1
  const legs = new Int32Array(count)
  for (let [i, at] = [from + 1, 0]; i < until; i += size[order[i] ?? 0] ?? 1) legs[at++] = order[i] ?? 0
  return legs
}

/**
 * Puts somebody who stands alone below another person, behind all who stand there: the tree and its index are changed in place.
 * Whoever stands between the two in the order must come before the person.
 */
export function hangAlone(tree: TreeColumns, person: number, above: number): void {
  const index = teamIndex(tree)
  const { place, size } = index
  const [from, to] = [(place[above] ?? 0) + (size[above] ?? 0), place[person] ?? 0]
  tree.order.copyWithin(from + 1, from, to)
  tree.order[from] = person
  for (let at = from; at <= to; at++) place[tree.order[at] ?? 0] = at
  tree.parent[person] = above
  tree.depth[person] = (tree.depth[above] ?? 0) + 1
  for (let one = above; one >= 0; one = tree.parent[one] ?? -1) size[one] = (size[one] ?? 0) + 1
  index.deepest = Math.max(index.deepest, tree.depth[person] ?? 0)
}
