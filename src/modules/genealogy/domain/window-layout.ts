/** Two nodes of one level stand at least so far apart: a column is two halves, so that a parent can stand between two. */
const APART = 2

/** Where nodes of a tree stand side by side, from 0 on, and how wide it is in half columns. */
export type Layout = Readonly<{ x: readonly number[]; width: number }>

type Outline = { left: number[]; right: number[] }

/**
 * Lays out a tree that is given by the index of each node's parent (-1 at the root), parents before their children: children stand
 * side by side in their order, as close as their branches let them (Reingold and Tilford, 1981), and their parent in the
 * middle between the first and the last. No two nodes of a level stand closer than a column, and no two stems cross.
 */
export function layOut(parents: readonly number[]): Layout {
  const children = parents.map((): number[] => [])
  for (const [at, parent] of parents.entries()) children[parent]?.push(at)
  // From the parent to the node, and the outline of the node's branch level by level, seen from the node.
  const offset = parents.map(() => 0)
  const outlines: Outline[] = parents.map(() => ({ left: [], right: [] }))
  for (let at = parents.length - 1; at >= 0; at--) outlines[at] = join(children[at] ?? [], outlines, offset)
  const x = parents.map(() => 0)
  for (const [at, parent] of parents.entries()) if (parent >= 0) x[at] = (x[parent] ?? 0) + (offset[at] ?? 0)
  const first = x.reduce((least, one) => Math.min(least, one), 0)
  const last = x.reduce((most, one) => Math.max(most, one), 0)
  return { x: x.map((one) => one - first), width: last - first + APART }
}

/** Sets branches side by side below one node; writes how far each stands from the node. */
function join(children: readonly number[], outlines: readonly Outline[], offset: number[]): Outline {
  const [left, right]: [number[], number[]] = [[], []]
  for (const child of children) {
    const outline = outlines[child] ?? { left: [], right: [] }
    const shift = outline.left.reduce(
      (most, at, level) => (right[level] === undefined ? most : Math.max(most, right[level] + APART - at)),
      0,
    )
    offset[child] = shift
    for (const [level, at] of outline.left.entries()) left[level] ??= at + shift
    for (const [level, at] of outline.right.entries()) right[level] = at + shift
  }
  const middle = Math.floor(((offset[children[0] ?? -1] ?? 0) + (offset[children.at(-1) ?? -1] ?? 0)) / 2)
  for (const child of children) offset[child] = (offset[child] ?? 0) - middle
  return { left: [0, ...left.map((at) => at - middle)], right: [0, ...right.map((at) => at - middle)] }
}
