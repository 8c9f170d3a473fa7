import type { PersonKind, PersonStatus } from '../plan/plan.ts'

/** A person as the engine is given it; ids are text and compare by code unit. */
export type FieldPerson = Readonly<{
  id: string
  sponsorId: string | undefined
  kind: PersonKind
  status: PersonStatus
  rank: string | undefined
}>

/**
 * The tree as columns. People are numbered in pre-order, children by id, so that a parent comes before its children and
 * the subtree of `i` is the interval [i, end[i]).
 */
export type Field = Readonly<{
  count: number
  ids: readonly string[]
  numberOf: ReadonlyMap<string, number>
  parent: Int32Array
  end: Int32Array
  depth: Int32Array
  kinds: readonly PersonKind[]
  statuses: readonly PersonStatus[]
  ranks: readonly (string | undefined)[]
}>

/** Numbers the people. The list must be free of `treeProblems`; the order of the list does not matter. */
export function buildField(people: readonly FieldPerson[]): Field {
  const sorted = people.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const place = new Map(sorted.map((person, index) => [person.id, index]))
  const { firstChild, nextSibling, roots } = siblings(sorted, place)
  const count = sorted.length
  const order = new Int32Array(count)
  const parent = new Int32Array(count).fill(-1)
  const end = new Int32Array(count)
  const depth = new Int32Array(count)
  const numberAt = new Int32Array(count)
  let next = 0
  const stack = roots.toReversed()
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const number = next++
    order[number] = at
    numberAt[at] = number
    const sponsor = sorted[at]?.sponsorId
    if (sponsor !== undefined) {
      const above = numberAt[place.get(sponsor) ?? 0] ?? 0
      parent[number] = above
      depth[number] = (depth[above] ?? 0) + 1
    }
    const children: number[] = []
    for (let c = firstChild[at] ?? -1; c >= 0; c = nextSibling[c] ?? -1) children.push(c)
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i] ?? 0)
  }
  if (next !== count) throw new Error('the people do not form a forest; check treeProblems before buildField')
  for (let i = count - 1; i >= 0; i--) {
    end[i] = Math.max(end[i] ?? 0, i + 1)
    const above = parent[i] ?? -1
    if (above >= 0) end[above] = Math.max(end[above] ?? 0, end[i] ?? 0)
  }
  const inOrder = Array.from(order, (at) => sorted[at]).filter((person) => person !== undefined)
  const ids = inOrder.map((person) => person.id)
  return {
    count,
    ids,
    numberOf: new Map(ids.map((id, number) => [id, number])),
    parent,
    end,
    depth,
    kinds: inOrder.map((person) => person.kind),
    statuses: inOrder.map((person) => person.status),
    ranks: inOrder.map((person) => person.rank),
  }
}

function siblings(sorted: readonly FieldPerson[], place: ReadonlyMap<string, number>) {
  const firstChild = new Int32Array(sorted.length).fill(-1)
  const nextSibling = new Int32Array(sorted.length).fill(-1)
  const roots: number[] = []
  for (let i = sorted.length - 1; i >= 0; i--) {
    const sponsor = sorted[i]?.sponsorId
    const above = sponsor === undefined ? undefined : place.get(sponsor)
    if (above === undefined) roots.push(i)
    else {
      nextSibling[i] = firstChild[above] ?? -1
      firstChild[above] = i
    }
  }
  return { firstChild, nextSibling, roots: roots.toReversed() }
}
