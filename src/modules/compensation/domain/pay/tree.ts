/**
 * A tree over numbered people. `order` names parents before children, children by number; -1 is no parent. People
 * below `p` are found by `children`; those who are not in the tree are roots without children.
 */
export type Tree = Readonly<{
  name: string
  parent: Int32Array
  side: readonly string[]
  order: Int32Array
  depth: Int32Array
  children: (person: number) => Int32Array
  /** A person with everybody below, parents first, where these lie together. */
  team?: (person: number) => Int32Array
}>

/** Builds a tree from each person's parent (number or -1). Throws on a circle; files refuse circles with their row. */
export function buildTree(name: string, parent: Int32Array, side: readonly string[]): Tree {
  const count = parent.length
  const starts = new Int32Array(count + 1)
  for (const above of parent) if (above >= 0) starts[above + 1] = (starts[above + 1] ?? 0) + 1
  for (let i = 0; i < count; i++) starts[i + 1] = (starts[i + 1] ?? 0) + (starts[i] ?? 0)
  const next = starts.slice()
  const under = new Int32Array(count)
  parent.forEach((above, person) => {
    if (above < 0) return
    const at = next[above] ?? 0
    under[at] = person
    next[above] = at + 1
  })
  const children = (person: number): Int32Array =>
    under.subarray(starts[person] ?? 0, starts[person + 1] ?? 0)
  const { order, depth } = orderOf(parent, children)
  return { name, parent, side, order, depth, children }
}

function orderOf(parent: Int32Array, children: Tree['children']) {
  const order = new Int32Array(parent.length)
  const depth = new Int32Array(parent.length)
  let filled = 0
  const stack: number[] = []
  for (let root = parent.length - 1; root >= 0; root--) if ((parent[root] ?? -1) < 0) stack.push(root)
  for (let person = stack.pop(); person !== undefined; person = stack.pop()) {
    order[filled] = person
    filled += 1
    const under = children(person)
    for (let i = under.length - 1; i >= 0; i--) {
      const one = under[i] ?? 0
      depth[one] = (depth[person] ?? 0) + 1
      stack.push(one)
    }
  }
  if (filled !== parent.length) throw new Error('people stand in a circle; the input must be free of circles')
  return { order, depth }
}

/** Everybody below a person, with or without the person, parents first. */
export function* below(tree: Tree, person: number, withSelf: boolean): Generator<number> {
  const team = tree.team?.(person)
  if (team) {
    yield* withSelf ? team : team.subarray(1)
    return
  }
  const stack = [person]
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (withSelf || at !== person) yield at
    const under = tree.children(at)
    for (let i = under.length - 1; i >= 0; i--) stack.push(under[i] ?? 0)
  }
}

/** The people `from` to `to` steps below. */
export function* levelsBelow(tree: Tree, person: number, from: number, to: number): Generator<number> {
  let row: number[] = [person]
  for (let level = 1; level <= to && row.length > 0; level++) {
    row = row.flatMap((one) => [...tree.children(one)])
    if (level >= from) yield* row
  }
}

/** How many steps a person stands below another; undefined where not below. */
export function stepsDown({ parent }: Tree, person: number, lower: number): number | undefined {
  let steps = 0
  for (let at = lower; at >= 0; at = parent[at] ?? -1, steps++) if (at === person) return steps
  return undefined
}
