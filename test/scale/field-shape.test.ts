import { expect, test } from 'vitest'
import { drawField } from './field-shape.ts'

test('a drawn field is one tree whose places are a pre-order, deep in both trees, the same for the same seed', () => {
  const field = drawField(5_000, 7)
  const byPlace = new Map([...field.place].map((place, person) => [place, person] as const))
  expect(byPlace.size).toBe(5_000)
  for (let person = 0; person < field.people; person++) {
    const above = field.sponsor[person] ?? -1
    if (person === 0) expect(above).toBe(-1)
    else {
      // A sponsor joined before, and the team of a person lies within the places of the sponsor's team.
      expect(above).toBeLessThan(person)
      expect(field.place[person]).toBeGreaterThan(field.place[above] ?? 0)
      expect(field.last[person]).toBeLessThanOrEqual(field.last[above] ?? 0)
    }
  }
  const sides = [...field.parent].map((parent, person) => `${parent} ${field.side[person]}`)
  expect(new Set(sides).size).toBe(5_000)
  expect(field.depths.sponsor).toBeGreaterThan(300)
  expect(drawField(5_000, 7)).toEqual(field)
  expect(drawField(5_000, 8)).not.toEqual(field)
})
