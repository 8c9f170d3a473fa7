import {
  array,
  assert,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  option,
  property,
  record,
  tuple,
} from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { layOut } from './window-layout.ts'
import { openWindow, type Branching, type Rest, type Window, type WindowWish } from './window.ts'

const long = process.env['OPENFIELD_TEST_LONG'] === '1'

/** A person of a drawn tree: under whom (an earlier one), a seller or a customer, active or not, about to lapse or not. */
type Drawn = Readonly<{ parent: number; isSeller: boolean; isActive: boolean; isLapsing: boolean }>

const person = record({
  pick: nat(),
  // Some trees are broad, some are chains.
  near: constantFrom(1, 3, 1000),
  isSeller: constantFrom(true, true, true, false),
  isActive: constantFrom(true, false),
  isLapsing: constantFrom(true, false, false),
})
const people = array(person, { minLength: 1, maxLength: 90, size: 'max' }).map((list): Drawn[] =>
  list.map(({ pick, near, ...rest }, at) => ({
    ...rest,
    parent: at === 0 ? -1 : at - 1 - (pick % Math.min(near, at)),
  })),
)
const wishes = record({
  // Most windows begin at the top, where there is most to show.
  root: oneof({ weight: 3, arbitrary: constant(0) }, nat()),
  find: option(nat(), { nil: undefined }),
  open: array(tuple(nat(), oneof(constant(0), integer({ min: 1, max: 9 }))), { maxLength: 12, size: 'max' }),
  nodes: integer({ min: 12, max: 60 }),
  columns: integer({ min: 3, max: 12 }),
})
type Wishes = Readonly<{
  root: number
  find: number | undefined
  open: readonly (readonly [number, number])[]
  nodes: number
  columns: number
}>

/** Everybody below, by walking up from each: slow, and not as the window counts. */
function below(list: readonly Drawn[], top: number): number[] {
  return list.flatMap((_, at) => {
    for (let above = list[at]?.parent ?? -1; above >= 0; above = list[above]?.parent ?? -1)
      if (above === top) return [at]
    return []
  })
}

/** What somebody sold: another amount for each. */
const soldAt = (at: number): number => 1 + (at % 7)

const NONE = { people: 0, active: 0, lapsing: 0, sold: 0 }
const nobody: Drawn = { parent: -1, isSeller: false, isActive: false, isLapsing: false }

/** `turned` gives the same tree by other places. */
function branching(list: readonly Drawn[], turned: (at: number) => number = (at) => at): Branching {
  const of = (place: number): Drawn => list[turned(place)] ?? nobody
  const soldBy = (at: number): number => (list[at]?.isSeller === true ? soldAt(at) : 0)
  const sellers = (place: number) => below(list, turned(place)).filter((at) => list[at]?.isSeller)
  const counted = list.map((_, place) => sellers(place).length)
  const active = list.map((_, place) => sellers(place).filter((at) => list[at]?.isActive).length)
  const lapsing = list.map((_, place) => sellers(place).filter((at) => list[at]?.isLapsing).length)
  return {
    parentOf: (place) => (of(place).parent < 0 ? -1 : turned(of(place).parent)),
    visitChildren: (top, visit) =>
      list.forEach((one, at) => {
        if (one.parent === turned(top)) visit(turned(at))
      }),
    isSeller: (place) => of(place).isSeller,
    isActive: (place) => of(place).isSeller && of(place).isActive,
    isLapsing: (place) => of(place).isSeller && of(place).isLapsing,
    people: (place) => counted[place] ?? 0,
    active: (place) => active[place] ?? 0,
    lapsing: (place) => lapsing[place] ?? 0,
    own: (place) => soldBy(turned(place)),
    sold: (place) => sellers(place).reduce((sum, at) => sum + soldBy(at), 0),
    compare: (a, b) => (counted[b] ?? 0) - (counted[a] ?? 0) || turned(a) - turned(b),
  }
}

/** Brings drawn wishes onto people of the tree; whoever is looked for stands at the root or below. */
function wishFor(list: readonly Drawn[], { root, find, open, ...size }: Wishes): WindowWish {
  const at = root % list.length
  const inside = [at, ...below(list, at)]
  return {
    ...size,
    root: at,
    find: find === undefined ? undefined : inside[find % inside.length],
    open: new Map(open.map(([place, count]) => [place % list.length, count])),
  }
}

const spotsOf = ({ nodes }: Window) =>
  nodes.flatMap(({ x, y, rest }) => [{ x, y }, ...(rest ? [{ x: rest.x, y: y + 1 }] : [])])

function expectWindow(list: readonly Drawn[], wish: WindowWish, window: Window): void {
  const { nodes, width, height } = window
  const spots = spotsOf(window)
  expect(spots.length).toBeLessThanOrEqual(wish.nodes)
  // A person takes two nodes at most: with less than that to spare nobody was left out.
  expect(spots.length).toBeGreaterThanOrEqual(window.isFull ? wish.nodes - 1 : 1)
  expect(Math.min(...spots.map(({ x }) => x))).toBe(0)
  expect(Math.max(...spots.map(({ x }) => x))).toBe(width - 2)
  expect(Math.max(...spots.map(({ y }) => y))).toBe(height - 1)
  for (const [at, one] of spots.entries()) {
    const beside = spots.slice(at + 1).filter(({ y }) => y === one.y)
    expect(beside.filter(({ x }) => Math.abs(one.x - x) < 2)).toEqual([])
  }
  for (const [at, { place, parent, y }] of nodes.entries()) {
    expect(parent < at).toBe(true)
    expect(at === 0 ? place : list[place]?.parent).toBe(at === 0 ? wish.root : nodes[parent]?.place)
    expect(y).toBe(at === 0 ? 0 : (nodes[parent]?.y ?? -1) + 1)
  }
  const size = (place: number): number => below(list, place).filter((at) => list[at]?.isSeller).length
  for (const [at, { place, parent }] of nodes.entries()) {
    const next = nodes.slice(at + 1).find((other) => other.parent === parent)
    const isBefore = !next || (size(place) - size(next.place) || next.place - place) > 0
    expect(isBefore).toBe(true)
  }
  // Everybody below the root is shown, or counted where the way up first meets somebody who is shown.
  const shown = new Set(nodes.map(({ place }) => place))
  expect(shown.size).toBe(nodes.length)
  const hidden = new Map<number, Omit<Rest, 'x'>>()
  for (const at of below(list, wish.root)) {
    if (shown.has(at) || !list[at]?.isSeller) continue
    let above = list[at]?.parent ?? -1
    while (!shown.has(above)) above = list[above]?.parent ?? -1
    const { people: before, active, lapsing, sold } = hidden.get(above) ?? NONE
    hidden.set(above, {
      people: before + 1,
      active: active + Number(list[at]?.isActive),
      lapsing: lapsing + Number(list[at]?.isLapsing),
      sold: sold + soldAt(at),
    })
  }
  for (const { place, rest } of nodes)
    expect(rest).toEqual(hidden.get(place) && { x: rest?.x, ...hidden.get(place) })
}

describe('a window of a tree', () => {
  it('shows or counts everybody once, overlaps nowhere and stays within its budget', () => {
    assert(
      property(people, wishes, (list, drawn) => {
        const wish = wishFor(list, drawn)
        const window = openWindow(branching(list), wish)
        expectWindow(list, wish, window)
        const shown = window.nodes.map(({ place }) => place)
        const isDrawn = (at: number) => [at, ...below(list, at)].some((one) => list[one]?.isSeller)
        const { find } = wish
        const hasRoom = wish.open.size === 0 && below(list, wish.root).length < 12
        const isLost = find !== undefined && hasRoom && isDrawn(find) && !shown.includes(find)
        expect(isLost).toBe(false)
        expect(shown.slice(1).filter((at) => !isDrawn(at))).toEqual([])
      }),
      { numRuns: long ? 3000 : 80 },
    )
  })

  it('is the same whatever places the people have in memory', () => {
    assert(
      property(people, wishes, (list, drawn) => {
        const wish = wishFor(list, drawn)
        const turned = (at: number): number => list.length - 1 - at
        const other = openWindow(branching(list, turned), {
          ...wish,
          root: turned(wish.root),
          find: wish.find === undefined ? undefined : turned(wish.find),
          open: new Map([...wish.open].map(([place, count]) => [turned(place), count])),
        })
        const nodes = other.nodes.map((node) => ({ ...node, place: turned(node.place) }))
        expect({ ...other, nodes }).toEqual(openWindow(branching(list), wish))
      }),
      { numRuns: long ? 1000 : 30 },
    )
  })

  it('unfolds by itself no wider than there are columns, and nothing of it folds when more is unfolded by hand', () => {
    assert(
      property(people, wishes, nat(), (list, drawn, pick) => {
        const wish = { ...wishFor(list, drawn), find: undefined, open: new Map<number, number>() }
        const first = openWindow(branching(list), wish)
        expect(first.width).toBeLessThanOrEqual(2 * wish.columns)
        expect(first.isFull).toBe(false)
        expect(spotsOf(first).length).toBeLessThanOrEqual(wish.nodes / 2)
        const chosen = first.nodes[pick % first.nodes.length]?.place ?? wish.root
        const next = openWindow(branching(list), { ...wish, open: new Map([[chosen, 4]]) })
        const after = next.nodes.map(({ place }) => place)
        expect(after).toEqual(expect.arrayContaining(first.nodes.map(({ place }) => place)))
      }),
      { numRuns: long ? 1000 : 30 },
    )
  })
})

// One root with three below: 1 has four people below it, 2 has one, 3 has nobody.
const small: Drawn[] = [-1, 0, 0, 0, 1, 1, 1, 1, 2].map((parent) => ({
  parent,
  isSeller: true,
  isActive: true,
  isLapsing: false,
}))
const places = (open: [number, number][], more: Partial<WindowWish> = {}): number[] =>
  openWindow(branching(small), {
    root: 0,
    find: undefined,
    nodes: 40,
    columns: 4,
    open: new Map(open),
    ...more,
  }).nodes.map(({ place }) => place)

test('the largest branch comes first; by hand branches unfold and fold, and the way to somebody is found', () => {
  // Four below the first one would not fit beside the others; the one below the second does.
  expect(places([])).toEqual([0, 1, 2, 8, 3])
  expect(places([[2, 0]])).toEqual([0, 1, 2, 3])
  expect(places([[1, 2]])).toEqual([0, 1, 4, 5, 2, 8, 3])
  expect(places([[0, 0]])).toEqual([0])
  expect(places([], { find: 7 })).toEqual([0, 1, 7, 2, 8, 3])
  // Somebody folded hides what was unfolded below.
  expect(
    places([
      [0, 0],
      [1, 2],
    ]),
  ).toEqual([0])
  const full = openWindow(branching(small), {
    root: 0,
    find: undefined,
    nodes: 6,
    columns: 4,
    open: new Map([[1, 4]]),
  })
  expect(full.isFull).toBe(true)
})

test('a parent stands in the middle, and a narrow branch slips under a wide one', () => {
  expect(layOut([-1, 0, 0, 0])).toEqual({ x: [2, 0, 2, 4], width: 6 })
  // 1 has three leaves, 2 none; 2 stands above the leaves and needs no column of its own beside them.
  expect(layOut([-1, 0, 1, 1, 1, 0])).toEqual({ x: [3, 2, 0, 2, 4, 4], width: 6 })
  expect(layOut([-1])).toEqual({ x: [0], width: 2 })
})

test('what is folded leaves its room to what is unfolded', () => {
  // 1 has three below it and 2 has twenty; both unfold by themselves to nine nodes in all.
  const two = [-1, 0, 0, 1, 1, 1, ...Array.from({ length: 20 }, () => 2)]
  const list = two.map((parent) => ({ ...nobody, parent, isSeller: true }))
  const open = new Map([
    [1, 0],
    [2, 13],
  ])
  const window = openWindow(branching(list), { root: 0, find: undefined, nodes: 18, columns: 7, open })
  expect(spotsOf(window).length).toBe(18)
  expect(window.isFull).toBe(false)
})
