import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildForest, type Forest } from './forest.ts'

/** Parents by id; a parent is always an earlier id, or NaN for a top. */
const tree = fc
  .array(fc.nat(), { minLength: 1, maxLength: 200 })
  .map((picks) => picks.map((pick, n) => (n === 0 || pick % 17 === 0 ? Number.NaN : (pick % n) + 1)))

const isBelow = (parents: readonly number[], id: number, top: number): boolean => {
  for (let at = parents[id - 1] ?? Number.NaN; !Number.isNaN(at); at = parents[at - 1] ?? Number.NaN)
    if (at === top) return true
  return false
}

type Seen = Readonly<{ id: number; parent: number; depth: number; below: number[]; children: number[] }>

function seenBy(forest: Forest, count: number): Seen[] {
  return Array.from({ length: count }, (_, n) => {
    const place = forest.placeOf(n + 1)
    const above = forest.parentOf(place)
    const [below, children]: [number[], number[]] = [[], []]
    forest.visitBelow(place, (at) => below.push(forest.idOf(at)))
    forest.visitChildren(place, (at) => children.push(forest.idOf(at)))
    expect(forest.countBelow(place)).toBe(below.length)
    return {
      id: forest.idOf(place),
      parent: above < 0 ? Number.NaN : forest.idOf(above),
      depth: forest.depthOf(place),
      below: below.toSorted((a, b) => a - b),
      children: children.toSorted((a, b) => a - b),
    }
  })
}

function seenByWalking(parents: readonly number[]): Seen[] {
  const ids = parents.map((_, n) => n + 1)
  return ids.map((id) => ({
    id,
    parent: parents[id - 1] ?? Number.NaN,
    depth: ids.filter((top) => isBelow(parents, id, top)).length,
    below: ids.filter((other) => isBelow(parents, other, id)),
    children: ids.filter((other) => parents[other - 1] === id),
  }))
}

test('however much of a tree is loaded and however much joins later, everybody is below the right people', () => {
  fc.assert(
    fc.property(tree, fc.nat(), (parents, cut) => {
      const loaded = (cut % parents.length) + 1
      // Rows come in any order; here the last first.
      const rows = parents.slice(0, loaded).map((parentId, n) => ({ id: n + 1, parentId }))
      const reversed = rows.toReversed()
      const forest = buildForest(
        Float64Array.from(reversed, (row) => row.id),
        Float64Array.from(reversed, (row) => row.parentId),
      )
      parents.slice(loaded).forEach((parentId, n) => {
        forest.append(loaded + n + 1, Number.isNaN(parentId) ? undefined : parentId)
      })
      expect(seenBy(forest, forest.count())).toEqual(seenByWalking(parents))
    }),
    { numRuns: 60 },
  )
})

test('columns keep their values with their people through growth and renumbering', () => {
  const forest = buildForest(Float64Array.of(1), Float64Array.of(Number.NaN))
  const marks = forest.columns.floats(-7)
  marks.values[0] = 1
  let tidied = 0
  for (let id = 2; id <= 3000; id++) {
    const place = forest.append(id, Math.ceil(id / 3))
    marks.values[place] = id
    if (forest.tidy()) tidied += 1
  }
  expect(tidied).toBeGreaterThan(3)
  for (let id = 1; id <= 3000; id++) expect(marks.values[forest.placeOf(id)]).toBe(id)
  expect(marks.values[3000]).toBe(-7)
  expect(forest.append(17, 1)).toBe(forest.placeOf(17))
})

test('a circle, a double and an unknown parent are no tree', () => {
  const build = (ids: number[], parents: number[]) => () =>
    buildForest(Float64Array.from(ids), Float64Array.from(parents))
  expect(build([1, 2], [2, 1])).toThrow('no tree')
  expect(build([1, 1], [Number.NaN, Number.NaN])).toThrow('twice')
  expect(build([1, 2], [Number.NaN, 9])).toThrow('not in the tree')
})
