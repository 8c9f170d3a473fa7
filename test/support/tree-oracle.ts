type Stretch = Readonly<{ fromMs: number; parent: bigint }>

/** Under whom everybody stood from which moment on, in order of time: all that is known of a tree at one point of knowing. */
export type Places = ReadonlyMap<bigint, readonly Stretch[]>

/** Under whom somebody stands at a moment; undefined before the first place. */
export function parentAt(places: Places, person: bigint, atMs: number): bigint | undefined {
  return places.get(person)?.findLast(({ fromMs }) => fromMs <= atMs)?.parent
}

/** What is known after a move, by writing everybody's whole past anew; undefined where somebody would stand below itself then. */
export function moved(
  places: Places,
  move: Readonly<{ person: bigint; parent: bigint; fromMs: number; alone: boolean }>,
): Places | undefined {
  const { person, parent, fromMs } = move
  const before = parentAt(places, person, fromMs)
  if (before === undefined || before === parent || person === parent) return undefined
  const { next, put } = changing(places)
  if (move.alone)
    for (const [who, own] of places) {
      const last = own.at(-1)
      if (last?.parent === person) put(who, before, Math.max(fromMs, last.fromMs))
    }
  put(person, parent, fromMs)
  return ifTreeSince(next, fromMs)
}

/**
 * What is known after a position ended in another one, whose team comes under that one, and which comes up into the place where it
 * stands below; undefined where somebody would stand below itself then.
 */
export function mergedInto(
  places: Places,
  merge: Readonly<{ person: bigint; into: bigint; fromMs: number }>,
): Places | undefined {
  const { person, into, fromMs } = merge
  const above = places.get(person)?.at(-1)?.parent
  if (above === undefined || person === into) return undefined
  const { next, put } = changing(places)
  if (wayUp(places, into).includes(person)) put(into, above, fromMs)
  for (const [who, own] of places) {
    const last = own.at(-1)
    if (last?.parent === person && who !== into) put(who, into, Math.max(fromMs, last.fromMs))
  }
  return ifTreeSince(next, fromMs)
}

/** What is known after somebody left for good and those below came under the person above. */
export function rolledUp(places: Places, left: Readonly<{ person: bigint; fromMs: number }>): Places {
  const above = places.get(left.person)?.at(-1)?.parent
  if (above === undefined) return places
  const { next, put } = changing(places)
  for (const [who, own] of places) {
    const last = own.at(-1)
    if (last?.parent === left.person) put(who, above, Math.max(left.fromMs, last.fromMs))
  }
  return next
}

function changing(places: Places) {
  const next = new Map(places)
  const put = (who: bigint, to: bigint, from: number): void => {
    const own = places.get(who) ?? []
    next.set(who, [...own.filter((one) => one.fromMs < from), { fromMs: from, parent: to }])
  }
  return { next, put }
}

/** Everybody above somebody as it is known at last. */
function wayUp(places: Places, person: bigint): readonly bigint[] {
  const above = places.get(person)?.at(-1)?.parent
  return above === undefined ? [] : [above, ...wayUp(places, above)]
}

function ifTreeSince(next: Places, fromMs: number): Places | undefined {
  const moments = [fromMs, ...[...next.values()].flat().map((one) => one.fromMs)].filter((at) => at >= fromMs)
  return moments.every((atMs) => isTree(next, atMs)) ? next : undefined
}

function isTree(places: Places, atMs: number): boolean {
  return [...places.keys()].every((person) => {
    let at = parentAt(places, person, atMs)
    for (let steps = 0; at !== undefined && steps <= places.size; steps++) {
      if (at === person) return false
      at = parentAt(places, at, atMs)
    }
    return at === undefined
  })
}

/** The way up (nearest first, to the top) and everybody below by level and id, at a moment. */
export function teamIn(
  places: Places,
  person: bigint,
  atMs: number,
  top: bigint,
): Readonly<{ path: readonly bigint[] | undefined; below: readonly (readonly [bigint, number])[] }> {
  const first = parentAt(places, person, atMs)
  const path: bigint[] = []
  for (let at = first; at !== undefined; at = parentAt(places, at, atMs)) path.push(at)
  if (path.length > 0 && path.at(-1) !== top) throw new Error('a way that does not lead to the top')
  const below: (readonly [bigint, number])[] = []
  let level = [person]
  for (let number = 1; level.length > 0; number++) {
    const above = level
    level = [...places.keys()]
      .filter((who) => above.includes(parentAt(places, who, atMs) ?? -1n))
      .toSorted((a, b) => Number(a - b))
    below.push(...level.map((who) => [who, number] as const))
  }
  return { path: first === undefined ? undefined : path, below }
}
