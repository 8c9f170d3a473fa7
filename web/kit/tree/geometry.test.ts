import { assert, nat, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  crownRadius,
  itemsOf,
  itemTowards,
  seedsOf,
  sizeOf,
  vigourOf,
  type TreeNode,
  type TreeWindow,
} from './geometry.ts'
import { COLUMN } from './room.ts'

const node = (
  name: string,
  parent: number | null,
  x: number,
  y: number,
  more: Partial<TreeNode> = {},
): TreeNode => ({
  who: {
    person: name,
    code: '1',
    name,
    kind: 'distributor',
    status: 'active',
    joinedAt: 0,
    isNew: false,
    isLapsing: false,
    rank: null,
    ownVolume: null,
    branchVolume: null,
  },
  level: y,
  parent,
  x,
  y,
  side: null,
  directs: 0,
  people: 0,
  active: 0,
  sold: null,
  shown: 0,
  rest: null,
  ...more,
})
// Anna and Bo with her rest above the root; Anna has one below, and more.
const nodes = [
  node('root', null, 4, 0, {
    people: 40,
    shown: 2,
    rest: { x: 8, people: 7, active: 0, lapsing: 0, sold: null },
  }),
  node('anna', 0, 1, 1, {
    people: 30,
    shown: 1,
    rest: { x: 2, people: 29, active: 29, lapsing: 4, sold: null },
  }),
  node('carl', 1, 0, 2),
  node('bo', 0, 5, 1, { people: 0 }),
]
const window: TreeWindow = {
  root: 'root',
  above: [],
  levelsAbove: 0,
  nodes,
  width: 10,
  height: 3,
  isFull: false,
  isWhole: true,
  figures: null,
  figuresPercent: null,
  trees: [],
  at: null,
  seq: 1n,
}

describe('a drawn tree', () => {
  const items = itemsOf(window)

  it('is read branch by branch, and the rest of a branch comes last', () => {
    expect(items.map(({ key }) => key)).toEqual(['root', 'anna', 'carl', 'anna+', 'bo', 'root+'])
    expect(items.map(({ level, place, of }) => `${level} ${place}/${of}`)).toEqual([
      '1 1/1',
      '2 1/3',
      '3 1/2',
      '3 2/2',
      '2 2/3',
      '2 3/3',
    ])
  })

  it('grows upward inside its size', () => {
    const { width, height } = sizeOf(window)
    const heights = new Map(items.map(({ key, y }) => [key, y]))
    for (const { x, y, above } of items) {
      expect(x > 0 && x < width && y > 0 && y < height).toBe(true)
      expect(y).toBeLessThan(above === undefined ? height : (heights.get(above) ?? 0))
    }
  })

  it('divides a stem by people, and by volume where all of it may be seen', () => {
    const thick = (drawn: TreeWindow, key: string): number =>
      itemsOf(drawn).find((item) => item.key === key)?.stem ?? 0
    expect(thick(window, 'anna')).toBeGreaterThan(thick(window, 'bo'))
    const sold = (at: number, branchVolume: bigint): TreeNode => {
      const { who, ...rest } = nodes[at] ?? node('', null, 0, 0)
      return { ...rest, who: who && { ...who, branchVolume } }
    }
    const [root, , carl] = nodes
    if (!root || !carl) throw new Error('nobody stands there')
    const volumes = { ...window, nodes: [root, sold(1, 5n), carl, sold(3, 500n)] }
    expect(thick(volumes, 'bo')).toBeGreaterThan(thick(volumes, 'anna'))
    for (const drawn of [window, volumes]) {
      const parts = itemsOf(drawn).filter(({ above }) => above === 'root')
      const carried = parts.reduce((sum, { stem }) => sum + stem ** 2, 0)
      expect(carried).toBeLessThan(1.1 * thick(drawn, 'root') ** 2)
    }
  })

  it('is walked by the arrows along stems and levels', () => {
    const walk = (...keys: string[]): string =>
      keys.reduce((at, key) => itemTowards(items, at, key) ?? at, 'root')
    expect(walk('ArrowUp')).toBe('bo')
    expect(walk('ArrowUp', 'ArrowLeft')).toBe('anna')
    expect(walk('ArrowUp', 'ArrowRight')).toBe('root+')
    expect(walk('ArrowUp', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowDown')).toBe('root')
    expect(walk('ArrowUp', 'ArrowLeft', 'ArrowLeft')).toBe('anna')
    expect(walk('End')).toBe('root+')
    expect(walk('End', 'Home')).toBe('root')
    expect(itemTowards(items, 'root', 'a')).toBeUndefined()
  })
})

describe('a crown', () => {
  it('never touches the next one, and shows full seeds for active people and hollow ones for others', () => {
    assert(
      property(nat(2_000_000), nat(2_000_000), (people, pick) => {
        const active = people === 0 ? 0 : pick % (people + 1)
        expect(2 * crownRadius(people)).toBeLessThan(COLUMN)
        const seeds = seedsOf({ people, active })
        expect(seeds.length).toBeLessThanOrEqual(people)
        const full = seeds.filter(({ isActive }) => isActive).length
        expect(full > 0).toBe(active > 0)
        expect(full < seeds.length).toBe(active < people)
        for (const { x, y } of seeds) expect(Math.hypot(x, y)).toBeLessThan(crownRadius(people))
      }),
    )
  })

  it('shows a single one too', () => {
    const full = (active: number) => seedsOf({ people: 9_000, active }).filter((seed) => seed.isActive).length
    const all = full(9_000)
    expect([full(0), full(1), full(8_999)]).toEqual([0, 1, all - 1])
  })

  it('has a word for how much of it is active', () => {
    const words = [9, 5, 2].map((active) => vigourOf({ people: 9, active }))
    expect(words).toEqual(['most', 'half', 'few'])
  })
})
