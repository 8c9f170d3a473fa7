import { expect, test } from 'vitest'
import { NO_LIMITS } from '#modules/catalog/api.ts'
import { isWithinLimits } from './refuse-limits.ts'

const look = { country: 'IE', ofAge: 0 }
const goods = (quantity: number, limits: Partial<typeof NO_LIMITS>) => [
  {
    product: { id: 1n, code: '101', texts: {}, limits: { ...NO_LIMITS, ...limits } },
    quantity,
    isGift: false,
  },
]

test('an order is looked at alone where its goods are limited for each order or to countries, and not where more is asked', () => {
  expect(isWithinLimits(goods(3, { perOrder: 3 }), look)).toBe(true)
  expect(isWithinLimits(goods(4, { perOrder: 3 }), look)).toBe(false)
  expect(isWithinLimits(goods(1, { countries: ['IE'] }), look)).toBe(true)
  expect(isWithinLimits(goods(1, { countries: ['FR'] }), look)).toBe(false)
  expect(isWithinLimits(goods(1, { minAge: 18 }), look)).toBe(false)
  expect(isWithinLimits(goods(1, { perBuyer: { most: 5, days: 30 } }), look)).toBe(false)
})
