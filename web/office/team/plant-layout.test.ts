import { array, assert, bigInt, integer, option, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOutPlant, LEGS_DRAWN_MAX, PLANT_WIDTH, ROOT, sunflower } from './plant-layout.ts'

const legs = array(
  record({
    people: integer({ min: 0, max: 100_000 }),
    volume: option(bigInt({ min: -5n, max: 10n ** 18n }), { nil: null }),
  }),
  { maxLength: 30 },
).map((sizes) => sizes.map((size, index) => ({ key: `p${index}`, ...size })))

describe('the team as a plant', () => {
  it('keeps crowns inside the picture, apart from each other and above the root', () => {
    assert(
      property(legs, (sizes) => {
        const drawn = layOutPlant(sizes)
        expect(drawn.length).toBe(Math.min(sizes.length, LEGS_DRAWN_MAX))
        for (const [index, leg] of drawn.entries()) {
          expect(leg.x - leg.crownRadius).toBeGreaterThanOrEqual(0)
          expect(leg.x + leg.crownRadius).toBeLessThanOrEqual(PLANT_WIDTH)
          expect(leg.crownY - leg.crownRadius).toBeGreaterThanOrEqual(0)
          expect(leg.markY).toBeLessThan(ROOT.y - 40)
          for (const other of drawn.slice(index + 1)) {
            const apart = Math.hypot(leg.x - other.x, leg.crownY - other.crownY)
            expect(apart).toBeGreaterThan(leg.crownRadius + other.crownRadius)
          }
        }
      }),
    )
  })

  it('draws the leg with more volume thicker, and the larger one in the middle', () => {
    const [first, second] = layOutPlant([
      { key: 'small', people: 10, volume: 5n },
      { key: 'large', people: 100, volume: 50n },
    ])
    expect(first).toMatchObject({ key: 'large', x: 195 })
    expect(first?.stem ?? 0).toBeGreaterThan(second?.stem ?? 0)
  })

  it('spreads the seeds of a crown inside its disc', () => {
    for (const seed of sunflower(120)) expect(Math.hypot(seed.x, seed.y)).toBeLessThanOrEqual(1)
  })
})
