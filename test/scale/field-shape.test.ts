import { expect, test } from 'vitest'
import { drawField } from './field-shape.ts'

test('a drawn field is one tree whose places are a pre-order, deep in both trees, the same for the same seed', () => {
  const field = drawField(5_000, 7)
  const byPlace = new Map([...field.place].map((place, person) => [place, person] as const))
  expect(byPlace.size).toBe(5_000)
  expect(field.sponsor[0]).toBe(-1)
  // A sponsor joined before, and the team of a person lies within the places of the sponsor's team.
  const misplaced = [...field.sponsor.keys()].slice(1).filter((person) => {
    const above = field.sponsor[person] ?? -1
    const isAfter = above >= 0 && above < person && (field.place[person] ?? 0) > (field.place[above] ?? 0)
    return !isAfter || (field.last[person] ?? 0) > (field.last[above] ?? 0)
  })
  expect(misplaced).toEqual([])
  const sides = [...field.parent].map((parent, person) => `${parent} ${field.side[person]}`)
  expect(new Set(sides).size).toBe(5_000)
  expect(field.depths.sponsor).toBeGreaterThan(300)
  expect(drawField(5_000, 7)).toEqual(field)
  expect(drawField(5_000, 8)).not.toEqual(field)
})
