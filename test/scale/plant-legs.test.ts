import { expect, test } from 'vitest'
import { drawLegs } from './plant-legs.ts'

/** Steps from the first down to each; throws where somebody stands below a later one or two stand in one place. */
function depthsOf({ parent, side }: ReturnType<typeof drawLegs>): Int32Array {
  const depth = new Int32Array(parent.length)
  const taken = new Set<string>()
  for (let person = 1; person < parent.length; person++) {
    const above = parent[person] ?? -1
    const place = `${above} ${side[person]}`
    if (above < 0 || above >= person || taken.has(place) || (side[person] ?? 2) > 1) throw new Error(place)
    taken.add(place)
    depth[person] = (depth[above] ?? 0) + 1
  }
  return depth
}

test('without a line everybody stands level by level', () => {
  const depth = depthsOf(drawLegs(1_000, 0))
  expect(depth).toEqual(Int32Array.from(depth, (_, person) => Math.floor(Math.log2(person + 1))))
})

test('with a line one leg is as deep as that, half of all stand in it, and the other leg is filled level by level', () => {
  for (const [people, line] of [
    [1, 4],
    [2, 4],
    [16_001, 1_000],
    [16_000, 3_999],
    [999, 500],
  ] as const) {
    const legs = drawLegs(people, line)
    const depth = depthsOf(legs)
    const inLine = depth.filter((_, person) => person % 2 === 1)
    const others = depth.filter((_, person) => person % 2 === 0)
    const reached = Math.max(0, ...inLine)
    expect(reached).toBeLessThanOrEqual(line + Math.log2(people))
    expect(reached).toBeGreaterThanOrEqual(Math.min((people - 1) / 2, line / 2))
    expect(Math.max(...others)).toBeLessThanOrEqual(Math.ceil(Math.log2(people)))
  }
  expect(Math.max(...depthsOf(drawLegs(16_001, 1_000)))).toBe(1_003)
})
