import type { BinaryWay } from '#modules/genealogy/api.ts'

/** Where everybody stands in a binary tree; undefined for the top. */
export type OraclePlaces = Map<bigint, Readonly<{ parent: bigint; side: number }> | undefined>

type Free = Readonly<{ parent: bigint; side: number; leg: number }>

/**
 * The place that a way finds for a newcomer of a sponsor, by looking through the whole tree each time: the slow, plain
 * reading of what the ways promise. `lastLeg` says where each sponsor's last newcomer went.
 */
export function freePlace(
  places: OraclePlaces,
  sponsor: bigint,
  way: BinaryWay,
  lastLeg: ReadonlyMap<bigint, number>,
): Free {
  const childAt = (parent: bigint, side: number): bigint | undefined =>
    [...places].find(([, place]) => place?.parent === parent && place.side === side)?.[0]
  const outer = (leg: number): Free => {
    let parent = sponsor
    for (let next = childAt(parent, leg); next !== undefined; next = childAt(parent, leg)) parent = next
    return { parent, side: leg, leg }
  }
  const inner = (leg: number): Free => {
    let parent = childAt(sponsor, leg)
    if (parent === undefined) return { parent: sponsor, side: leg, leg }
    const side = 1 - leg
    for (let next = childAt(parent, side); next !== undefined; next = childAt(parent, side)) parent = next
    return { parent, side, leg }
  }
  switch (way) {
    case 'outer_left':
      return outer(0)
    case 'outer_right':
      return outer(1)
    case 'inner_left':
      return inner(0)
    case 'inner_right':
      return inner(1)
    case 'alternate':
      return outer(lastLeg.get(sponsor) === 0 ? 1 : 0)
    case 'weaker_leg': {
      const size = (top: bigint | undefined): number =>
        top === undefined ? 0 : 1 + size(childAt(top, 0)) + size(childAt(top, 1))
      return outer(size(childAt(sponsor, 1)) < size(childAt(sponsor, 0)) ? 1 : 0)
    }
    default:
      return levelByLevel(sponsor, childAt)
  }
}

function levelByLevel(sponsor: bigint, childAt: (parent: bigint, side: number) => bigint | undefined): Free {
  const waiting: { id: bigint; leg: number }[] = [{ id: sponsor, leg: -1 }]
  for (const { id, leg } of waiting)
    for (const side of [0, 1]) {
      const child = childAt(id, side)
      const of = leg < 0 ? side : leg
      if (child === undefined) return { parent: id, side, leg: of }
      // The list grows while it is gone through.
      waiting.push({ id: child, leg: of })
    }
  throw new Error('a tree without an end')
}

/** The first free place of a tree level by level, by going through the whole tree; none where all levels are full. */
export function firstFree(
  taken: ReadonlyMap<string, bigint>,
  of: Readonly<{ top: bigint; width: number; depth: number | null }>,
): Readonly<{ parentId: bigint; side: number }> | undefined {
  const waiting = [{ id: of.top, level: 0 }]
  for (const { id, level } of waiting) {
    if (of.depth !== null && level >= of.depth) return undefined
    for (let side = 0; side < of.width; side++) {
      const child = taken.get(`${id} ${side}`)
      if (child === undefined) return { parentId: id, side }
      // The list grows while it is gone through.
      waiting.push({ id: child, level: level + 1 })
    }
  }
  throw new Error('a tree without an end')
}
