/** A place in a tree: somebody, and who stands above. */
export type TreeNode = Readonly<{ id: string; parentId: string | undefined }>

/** Where a list is not a forest: an id twice, a parent that nobody is, or people above each other in a circle. */
export type TreeProblem =
  | Readonly<{ kind: 'unknown_parent'; index: number; parentId: string }>
  | Readonly<{ kind: 'duplicate_id'; index: number; firstIndex: number }>
  | Readonly<{ kind: 'cycle'; index: number; circle: readonly string[] }>

/** Everything that keeps the list from being a forest, each with its index in the list. */
export function treeProblems(nodes: readonly TreeNode[]): TreeProblem[] {
  const problems: TreeProblem[] = []
  const indexOf = new Map<string, number>()
  nodes.forEach((node, index) => {
    const firstIndex = indexOf.get(node.id)
    if (firstIndex === undefined) indexOf.set(node.id, index)
    else problems.push({ kind: 'duplicate_id', index, firstIndex })
  })
  nodes.forEach((node, index) => {
    if (node.parentId !== undefined && !indexOf.has(node.parentId))
      problems.push({ kind: 'unknown_parent', index, parentId: node.parentId })
  })
  return [...problems, ...circlesOf(nodes, indexOf)]
}

/** People above each other in a circle, each circle once, with the index of the member that comes first in the list. */
export function circlesOf(
  nodes: readonly TreeNode[],
  indexOf: ReadonlyMap<string, number>,
): Extract<TreeProblem, { kind: 'cycle' }>[] {
  const found: Extract<TreeProblem, { kind: 'cycle' }>[] = []
  const settled = new Uint8Array(nodes.length)
  for (let start = 0; start < nodes.length; start++) {
    const path: number[] = []
    const onPath = new Map<number, number>()
    let at: number | undefined = start
    while (at !== undefined && settled[at] === 0 && !onPath.has(at)) {
      onPath.set(at, path.length)
      path.push(at)
      const parent: string | undefined = nodes[at]?.parentId
      at = parent === undefined ? undefined : indexOf.get(parent)
    }
    const from = at === undefined ? undefined : onPath.get(at)
    if (from !== undefined) {
      const members = path.slice(from)
      const circle = members.map((index) => nodes[index]?.id ?? '')
      found.push({ kind: 'cycle', index: members[0] ?? start, circle })
    }
    for (const index of path) settled[index] = 1
  }
  return found
}
