import type { TreeColumns } from './field-columns.ts'
import { sharedInts } from './shared-columns.ts'

/** The first person directly below each, and the next one beside each. */
type Below = Readonly<{ first: Int32Array; next: Int32Array }>

/**
 * A tree from the number of the person above each (-1 for none): its pre-order, in which children stand by number, and the
 * depth of everybody; both are new columns, unless they are given, as are those in which is noted meanwhile who stands below whom.
 * Throws on a circle.
 */
export function treeColumns(
  parent: Int32Array,
  side: Uint8Array,
  sides: readonly string[],
  into?: Readonly<{ order: Int32Array; depth: Int32Array; below: Below }>,
): TreeColumns {
  const people = parent.length
  const { order, depth } = into ?? { order: sharedInts(people), depth: sharedInts(people) }
  if (isPreOrder(parent, depth)) {
    for (let person = 0; person < people; person++) order[person] = person
    return { parent, order, depth, side, sides }
  }
  const { first, next } = into?.below ?? { first: new Int32Array(people), next: new Int32Array(people) }
  first.fill(-1)
  next.fill(-1)
  let root = -1
  for (let person = people - 1; person >= 0; person--) {
    const above = parent[person] ?? -1
    next[person] = above < 0 ? root : (first[above] ?? -1)
    if (above < 0) root = person
    else first[above] = person
  }
  let filled = 0
  for (let person = root; person >= 0;) {
    order[filled] = person
    filled += 1
    const above = parent[person] ?? -1
    depth[person] = above < 0 ? 0 : (depth[above] ?? 0) + 1
    const below = first[person] ?? -1
    person = below >= 0 ? below : beside(person, parent, next)
  }
  if (filled !== people) throw new Error('people stand in a circle; the input must be free of circles')
  return { parent, order, depth, side, sides }
}

/** The next person of the order who is not below: beside, or beside somebody above. */
function beside(from: number, parent: Int32Array, next: Int32Array): number {
  for (let person = from; person >= 0; person = parent[person] ?? -1)
    if ((next[person] ?? -1) >= 0) return next[person] ?? -1
  return -1
}

/** Whether people are numbered in a pre-order already; fills in their depths as far as they are. */
function isPreOrder(parent: Int32Array, depth: Int32Array): boolean {
  /** The last person so far of each depth; up to the depth of the person before, those are the way down to that person. */
  const lastAt: number[] = []
  let before = -1
  for (let person = 0; person < parent.length; person++) {
    const above = parent[person] ?? -1
    if (above >= person) return false
    const deep = above < 0 ? -1 : (depth[above] ?? 0)
    // In a pre-order the person above stands on the way down to the person before, or is that person.
    if (deep > before || (above >= 0 && lastAt[deep] !== above)) return false
    before = deep + 1
    depth[person] = before
    lastAt[before] = person
  }
  return true
}
