import type { TreeColumns } from '../field-columns.ts'

/** Where the groups of a tree lie that end at some people: the group of a person are `size` places from the person's `place` on. */
export type Regions = Readonly<{ place: Int32Array; size: Int32Array }>

/** Whoever ends the groups above (1) has a group that lies apart, and so has whoever stands below nobody. */
export function regionsOf(
  { order, parent }: Pick<TreeColumns, 'order' | 'parent'>,
  ends: Uint8Array,
): Regions {
  const people = order.length
  const [place, size] = [new Int32Array(people), new Int32Array(people).fill(1)]
  const aboveOf = (person: number): number => (ends[person] === 1 ? -1 : (parent[person] ?? -1))
  for (let at = people - 1; at >= 0; at--) {
    const person = order[at] ?? 0
    const above = aboveOf(person)
    if (above >= 0) size[above] = (size[above] ?? 0) + (size[person] ?? 0)
  }
  // Where the next of those directly below a person begins.
  const next = new Int32Array(people)
  let apart = 0
  for (const person of order) {
    const above = aboveOf(person)
    const at = above >= 0 ? (next[above] ?? 0) : apart
    if (above >= 0) next[above] = at + (size[person] ?? 0)
    else apart += size[person] ?? 0
    place[person] = at
    next[person] = at + 1
  }
  return { place, size }
}
