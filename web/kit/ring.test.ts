import { describe, expect, it } from 'vitest'
import { ringOf } from './ring.ts'

describe('the ring of a rank', () => {
  it('shows every step of a short ladder', () => {
    expect([-1, 0, 1, 2, 3].map((place) => ringOf(place, 4))).toEqual([0, 1, 2, 3, 4])
  })

  it('closes for the top of a long ladder and stays open below it', () => {
    expect(ringOf(11, 12)).toBe(5)
    expect(ringOf(0, 12)).toBe(1)
    expect(ringOf(9, 12)).toBe(4)
  })

  it('is empty while there is no rank', () => {
    expect(ringOf(undefined, undefined)).toBe(0)
  })
})
