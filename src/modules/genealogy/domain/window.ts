import { layOut } from './window-layout.ts'

/** A tree as a window reads it. Places are numbers that stay the same while one window is made. */
export type Branching = Readonly<{
  parentOf: (place: number) => number
  visitChildren: (top: number, visit: (place: number) => void) => void
  /** Whether the place itself counts as a person of a team; customers do not. */
  isSeller: (place: number) => boolean
  isActive: (place: number) => boolean
  isLapsing: (place: number) => boolean
  /** What somebody sold, and what all sellers below sold together. */
  own: (place: number) => number
  sold: (place: number) => number
  /** Sellers below, how many of them are active, and how many about to lapse. */
  people: (place: number) => number
  active: (place: number) => number
  lapsing: (place: number) => number
  /** Negative where `a` stands before `b` under the same person. */
  compare: (a: number, b: number) => number
}>

/** What somebody wants to see of a tree. */
export type WindowWish = Readonly<{
  root: number
  /** Somebody below the root to whom the way is unfolded. */
  find: number | undefined
  /** So many of the largest branches unfolded by hand; 0 is folded. */
  open: ReadonlyMap<number, number>
  /** The most nodes: people, and rests of branches. */
  nodes: number
  /** What unfolds by itself stays within so many nodes side by side. */
  columns: number
}>

type Counts = Readonly<{ people: number; active: number; lapsing: number; sold: number }>

/** Everybody below a person who is not shown as a person. */
export type Rest = Counts & Readonly<{ x: number }>

/** One person of a window. `y` is the number of levels below the root; `x` counts half columns from the left. */
export type WindowNode = Readonly<{
  place: number
  /** The index of the person above among the nodes; -1 at the root. */
  parent: number
  x: number
  y: number
  /** How many of those directly below are shown. */
  shown: number
  rest: Rest | undefined
}>

export type Window = Readonly<{
  /** Each person before those below, side by side in the order of the tree. */
  nodes: readonly WindowNode[]
  width: number
  height: number
  /** More was to be unfolded than there is room for. */
  isFull: boolean
}>

/** A branch that unfolds by itself shows so many of its largest branches. */
const BY_ITSELF = 3
/** So many levels unfold by themselves; a window is to be seen at a glance. */
const BY_ITSELF_LEVELS = 5
/** Whoever was unfolded by hand further below the root than this is left out; the way there would fill the window. */
const WAY_MOST = 12

type Picked = {
  readonly tree: Branching
  readonly root: number
  /** Who is shown below whom; whoever is folded has no entry. */
  readonly shown: Map<number, Set<number>>
  nodes: number
  isFull: boolean
}

/**
 * A part of a tree within a number of nodes, laid out. First unfolds what fits side by side by itself, level by level and the
 * largest branch first, as if nothing had been folded or unfolded by hand, so that it does not change with that; then the way to
 * whom is looked for, then what was unfolded by hand. Each person below the root is shown or counted in exactly one rest.
 */
export function openWindow(tree: Branching, wish: WindowWish): Window {
  const { root } = wish
  const picked: Picked = { tree, root, shown: new Map(), nodes: tree.people(root) > 0 ? 2 : 1, isFull: false }
  unfoldByItself(picked, wish)
  for (const [place, count] of wish.open) if (count === 0) fold(picked, place)
  picked.nodes = drawn(picked).nodes.reduce((sum, { rest }) => sum + (rest ? 2 : 1), 0)
  if (wish.find !== undefined) unfoldWay(picked, wish.find, wish.nodes)
  for (const [place, count] of wish.open) {
    const way = count === 0 ? undefined : wayTo(picked, place)
    if (!way || way.length > WAY_MOST || way.some((one) => wish.open.get(one) === 0)) continue
    if (unfoldWay(picked, place, wish.nodes)) unfold(picked, place, count, wish.nodes)
  }
  const { nodes, ...size } = drawn(picked)
  return { nodes, ...size, isFull: picked.isFull }
}

function unfoldByItself(picked: Picked, { root, nodes, columns }: WindowWish): void {
  // Half of the room stays for what is unfolded by hand.
  const most = Math.floor(nodes / 2)
  const { tree } = picked
  unfold(picked, root, columns - 1, most)
  let level = childrenOf(picked, root)
  for (let depth = 1; depth < BY_ITSELF_LEVELS && level.length > 0; depth++) {
    const branches = level.filter((place) => tree.people(place) > 0)
    for (const place of branches.toSorted((a, b) => tree.people(b) - tree.people(a) || tree.compare(a, b))) {
      const before = picked.nodes
      unfold(picked, place, BY_ITSELF, most)
      if (drawn(picked).width <= 2 * columns) continue
      picked.shown.delete(place)
      picked.nodes = before
    }
    level = level.flatMap((place) => childrenOf(picked, place))
  }
  picked.isFull = false
}

/** Shows so many of the largest branches below somebody who is shown. */
function unfold(picked: Picked, place: number, count: number, most: number): void {
  for (const child of largest(picked.tree, place, count)) if (!show(picked, place, child, most)) return
}

/** Shows a person and everybody between the root and the person; answers whether there was room. */
function unfoldWay(picked: Picked, place: number, most: number): boolean {
  const way = wayTo(picked, place)
  if (!way) return false
  return way.every((above, index) => show(picked, above, way[index + 1] ?? place, most))
}

/** Everybody from the root to the one above a person; undefined for who is not below the root, or has no part in a window. */
function wayTo({ tree, root }: Picked, place: number): number[] | undefined {
  if (place !== root && !isDrawn(tree, place)) return undefined
  const way: number[] = []
  for (let at = place; at !== root;) {
    at = tree.parentOf(at)
    if (at < 0) return undefined
    way.push(at)
  }
  return way.toReversed()
}

/** Shows a person below one that is shown; answers whether there was room. */
function show(picked: Picked, above: number, child: number, most: number): boolean {
  const { tree, shown } = picked
  const children = shown.get(above) ?? new Set()
  if (children.has(child)) return true
  const restBefore = restBelow(tree, above, children).people > 0
  const restAfter = restBelow(tree, above, new Set([...children, child])).people > 0
  const more = 1 + Number(tree.people(child) > 0) + Number(restAfter) - Number(restBefore)
  if (picked.nodes + more > most) {
    picked.isFull = true
    return false
  }
  picked.nodes += more
  shown.set(above, children.add(child))
  return true
}

function fold({ shown }: Pick<Picked, 'shown'>, place: number): void {
  for (const child of shown.get(place) ?? []) fold({ shown }, child)
  shown.delete(place)
}

/** Who stands in a branch beside those that are shown directly below it with all of theirs. */
function restBelow(tree: Branching, place: number, children: ReadonlySet<number>): Counts {
  let [people, active, lapsing] = [tree.people(place), tree.active(place), tree.lapsing(place)]
  let sold = tree.sold(place)
  for (const child of children) {
    people -= tree.people(child) + Number(tree.isSeller(child))
    active -= tree.active(child) + Number(tree.isActive(child))
    lapsing -= tree.lapsing(child) + Number(tree.isLapsing(child))
    sold -= tree.sold(child) + tree.own(child)
  }
  return { people, active, lapsing, sold }
}

/** Whether somebody has a part in a window: a customer only with sellers below. */
export function isDrawn(tree: Pick<Branching, 'isSeller' | 'people'>, place: number): boolean {
  return tree.isSeller(place) || tree.people(place) > 0
}

/** The first `count` directly below a person. */
function largest(tree: Branching, place: number, count: number): number[] {
  let best: number[] = []
  let bar: number | undefined
  tree.visitChildren(place, (child) => {
    if (!isDrawn(tree, child)) return
    if (bar !== undefined && tree.compare(child, bar) > 0) return
    best.push(child)
    if (best.length < 4 * count + 64) return
    // Nobody has to be compared with more than the best so far, however many stand here.
    best = best.toSorted(tree.compare).slice(0, count)
    bar = best.at(-1)
  })
  return best.toSorted(tree.compare).slice(0, count)
}

function childrenOf({ tree, shown }: Picked, place: number): number[] {
  return [...(shown.get(place) ?? [])].toSorted(tree.compare)
}

type Placed = Readonly<{ place: number; parent: number; y: number; isRest: boolean }>

/** Lays out what is picked: the rest of a branch stands behind those that are shown of it. */
function drawn(picked: Picked): Omit<Window, 'isFull'> {
  const placed: Placed[] = []
  const add = (place: number, parent: number, y: number): void => {
    const at = placed.push({ place, parent, y, isRest: false }) - 1
    for (const child of childrenOf(picked, place)) add(child, at, y + 1)
    if (restOf(picked, place).people > 0) placed.push({ place, parent: at, y: y + 1, isRest: true })
  }
  add(picked.root, -1, 0)
  const { x, width } = layOut(placed.map(({ parent }) => parent))
  const rests = new Map(placed.flatMap((one, at) => (one.isRest ? [[one.parent, x[at] ?? 0]] : [])))
  const index = new Map<number, number>()
  const nodes = placed.flatMap((one, at): WindowNode[] => {
    if (one.isRest) return []
    index.set(at, index.size)
    const { place, y } = one
    const restX = rests.get(at)
    return [
      {
        place,
        parent: index.get(one.parent) ?? -1,
        x: x[at] ?? 0,
        y,
        shown: picked.shown.get(place)?.size ?? 0,
        rest: restX === undefined ? undefined : { x: restX, ...restOf(picked, place) },
      },
    ]
  })
  return { nodes, width, height: placed.reduce((most, { y }) => Math.max(most, y), 0) + 1 }
}

function restOf({ tree, shown }: Picked, place: number): Counts {
  return restBelow(tree, place, shown.get(place) ?? new Set())
}
