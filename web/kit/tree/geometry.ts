import type { showMyWindow } from '#modules/genealogy/contract/window.ts'
import type { Inside } from '#shared/contract.ts'
import { COLUMN } from './room.ts'

export type TreeWindow = Inside<typeof showMyWindow, 'response'>
export type TreeNode = TreeWindow['nodes'][number]

/** What stands in the drawing: a person, or the rest of a person's branch as a crown. */
export type TreeItem = Readonly<{
  key: string
  /** The person, or the one whose rest it is. */
  node: TreeNode
  isRest: boolean
  above: string | undefined
  /** Its middle, in pixels from the top left of the drawing. */
  x: number
  y: number
  /** From 1, as screen readers count. */
  level: number
  place: number
  of: number
  /** How thick the stem is that carries it. */
  stem: number
}>

/** A level is as high as the mark of a person with its name and what keeps neighbours apart. */
const ROW = 122
/** A name stands below its mark. */
const NAME_HEIGHT = 24
const MARGIN = { side: 48, top: 62, foot: 66 } as const
/** A mark is as large as a finger needs. */
export const MARK = 44

const [TRUNK, TWIG] = [15, 2.2]
const [CROWN_MAX, CROWN_MIN] = [36, 18]
/** Seeds stand on a ring so far inside the edge of a crown, which leaves the middle to the count, and so far apart. */
const [SEED_INSET, SEED_APART] = [5.5, 6.6]

/** How large the drawing is. */
export function sizeOf({ width, height }: TreeWindow): Readonly<{ width: number; height: number }> {
  return {
    width: ((width - 2) / 2) * COLUMN + 2 * MARGIN.side,
    height: (height - 1) * ROW + MARGIN.top + MARGIN.foot,
  }
}

/** Everything of a window in the order in which it is read, where it is drawn: the root at the foot, growing upward. */
export function itemsOf(window: TreeWindow): readonly TreeItem[] {
  const { nodes } = window
  const { height } = sizeOf(window)
  const keys = nodes.map(({ who }, at) => who?.person ?? `gone-${at}`)
  const children = nodes.map((): number[] => [])
  for (const [at, { parent }] of nodes.entries()) if (parent !== null) children[parent]?.push(at)
  const items: TreeItem[] = []
  const spot = (x: number, y: number) => ({
    x: MARGIN.side + (x / 2) * COLUMN,
    y: height - MARGIN.foot - y * ROW,
    level: y + 1,
  })
  const add = (at: number, above: string | undefined, stem: number, place: number, of: number): void => {
    const node = nodes[at]
    const key = keys[at]
    if (!node || key === undefined) return
    const under = children[at] ?? []
    const below = under.length + (node.rest ? 1 : 0)
    items.push({ key, node, isRest: false, above, ...spot(node.x, node.y), place, of, stem })
    const shares = sharesBelow(
      node,
      under.flatMap((child) => nodes[child] ?? []),
    )
    const thick = (share: number): number => Math.max(TWIG, stem * Math.sqrt(share))
    for (const [n, child] of under.entries()) add(child, key, thick(shares.people[n] ?? 0), n + 1, below)
    if (!node.rest) return
    const rest = { node, isRest: true, above: key, stem: thick(shares.rest), place: below, of: below }
    items.push({ key: `${key}+`, ...rest, ...spot(node.rest.x, node.y + 1) })
  }
  add(0, undefined, TRUNK, 1, 1)
  return items
}

/**
 * How a branch divides into those that are shown of it and the rest: by people, and among those that are shown by their volume
 * where it may be seen of all of them.
 */
function sharesBelow(
  node: TreeNode,
  below: readonly TreeNode[],
): Readonly<{ people: readonly number[]; rest: number }> {
  const all = Math.max(
    1,
    below.reduce((sum, { people }) => sum + people + 1, node.rest?.people ?? 0),
  )
  const rest = (node.rest?.people ?? 0) / all
  const volumes = below.map(({ who }) => who?.branchVolume ?? null)
  const total = volumes.reduce<bigint>((sum, one) => sum + positive(one), 0n)
  if (total === 0n || volumes.includes(null))
    return { people: below.map(({ people }) => (people + 1) / all), rest }
  // A drawing needs three digits, so the exact ratio is cut to them before it becomes a number.
  return {
    people: volumes.map((one) => ((1 - rest) * Number((positive(one) * 1000n) / total)) / 1000),
    rest,
  }
}

const positive = (volume: bigint | null): bigint => (volume !== null && volume > 0n ? volume : 0n)

/** The radius of the crown of so many people: it grows with their digits, as a branch may hold one or a million. */
export function crownRadius(people: number): number {
  return Math.min(CROWN_MAX, CROWN_MIN + 4 * Math.log10(Math.max(1, people)))
}

export type Seed = Readonly<{ x: number; y: number; isActive: boolean }>

/**
 * The seeds of a crown, in pixels from its middle: on a ring around the count, as many of them active, in proportion, as people
 * are.
 */
export function seedsOf({ people, active }: Readonly<{ people: number; active: number }>): readonly Seed[] {
  const radius = crownRadius(people) - SEED_INSET
  const count = Math.min(people, Math.floor((2 * Math.PI * radius) / SEED_APART))
  const full = seedsActive(count, { people, active })
  return Array.from({ length: count }, (_, at) => {
    const turn = (2 * Math.PI * at) / count
    const isActive = Math.floor(((at + 1) * full) / count) > Math.floor((at * full) / count)
    return { x: radius * Math.sin(turn), y: -radius * Math.cos(turn), isActive }
  })
}

/** Nobody active shows no full seed, everybody active no hollow one, and whatever lies between shows both. */
function seedsActive(
  count: number,
  { people, active }: Readonly<{ people: number; active: number }>,
): number {
  if (active === 0 || people === 0) return 0
  if (active === people) return count
  return Math.min(Math.max(1, Math.round((count * active) / people)), Math.max(1, count - 1))
}

/** How much of a branch is active, in three steps that each have a word and a shape. */
export function vigourOf({
  people,
  active,
}: Readonly<{ people: number; active: number }>): 'most' | 'half' | 'few' {
  if (3 * active >= 2 * people) return 'most'
  return 3 * active >= people ? 'half' : 'few'
}

/** The stem from a person up to what it carries. */
export function stemPath(from: Readonly<{ x: number; y: number }>, to: TreeItem): string {
  const foot = to.y + (to.isRest ? crownRadius(to.node.rest?.people ?? 0) : MARK / 2)
  const start = from.y - MARK / 2
  // The last piece goes straight up, so that no stem runs through a name.
  const knee = to.isRest ? foot : foot + NAME_HEIGHT
  const bend = (start + knee) / 2
  return `M${from.x} ${start}C${from.x} ${bend} ${to.x} ${bend} ${to.x} ${knee}V${foot}`
}

/** Where a key of the keyboard leads: up and down along stems, left and right on a level, home to the root, end to the last. */
export function itemTowards(items: readonly TreeItem[], from: string, key: string): string | undefined {
  const item = items.find((one) => one.key === from)
  if (!item) return undefined
  if (key === 'Home') return items[0]?.key
  if (key === 'End') return items.at(-1)?.key
  if (key === 'ArrowDown') return item.above
  if (key === 'ArrowUp')
    return nearest(
      item,
      items.filter(({ above }) => above === from),
    )
  const side = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
  if (side === 0) return undefined
  return nearest(
    item,
    items.filter(({ level, x }) => level === item.level && (x - item.x) * side > 0),
  )
}

function nearest(item: TreeItem, among: readonly TreeItem[]): string | undefined {
  return among.toSorted((a, b) => Math.abs(a.x - item.x) - Math.abs(b.x - item.x))[0]?.key
}
