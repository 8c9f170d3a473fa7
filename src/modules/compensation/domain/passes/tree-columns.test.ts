import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildTree } from '../pay/tree.ts'
import { treeColumns } from './tree-columns.ts'

test('a pre-order holds each team without a gap, with the depths of a tree that is built by walking', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { maxLength: 40 }), fc.boolean(), (draws, isShuffled) => {
      const order = draws.map((draw, person) => ({ draw, person })).toSorted((a, b) => a.draw - b.draw)
      const name = (person: number): number => (isShuffled ? (order[person]?.person ?? 0) : person)
      const parent = new Int32Array(draws.length).fill(-1)
      draws.forEach((draw, person) => {
        if (person > 0 && draw % 7 !== 0) parent[name(person)] = name(draw % person)
      })
      const built = buildTree('sponsor', parent, [])
      const columns = treeColumns(parent, new Uint8Array(draws.length), [''])
      expect([...columns.depth]).toEqual([...built.depth])
      expect([...columns.order]).toEqual([...built.order])
      // What stood in columns that are given is no matter.
      const given = (): Int32Array => new Int32Array(draws.length).fill(3)
      const into = { order: given(), depth: given(), below: { first: given(), next: given() } }
      const again = treeColumns(parent, new Uint8Array(draws.length), [''], into)
      expect([again.order, again.depth]).toEqual([columns.order, columns.depth])
      expect(again.order).toBe(into.order)
    }),
  )
})

test('a circle is refused', () => {
  expect(() => treeColumns(Int32Array.from([1, 0, -1]), new Uint8Array(3), [''])).toThrow('circle')
})
