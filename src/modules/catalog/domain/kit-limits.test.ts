import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { kitOf } from './kit.ts'
import { isLimited, limitedGoods, withParts } from './limited-goods.ts'
import { brokenLimit, NO_LIMITS } from './limits.ts'
import type { Product } from './price-book.ts'

const soap: Product = {
  id: 1n,
  code: '101',
  category: 'home',
  art: 'soap',
  state: 'active',
  taxClass: 'standard',
  weightGrams: 1,
  tags: [],
  texts: {},
  prices: [],
}
const lines = fc.array(
  fc.record({ inKit: fc.nat(4), quantity: fc.integer({ min: 1, max: 4 }), isGift: fc.boolean() }),
  { maxLength: 4 },
)

test('a limit is broken exactly when all pieces, those that lie in kits too, are more than it', () => {
  const most = fc.record({
    perOrder: fc.option(fc.integer({ min: 1, max: 20 }), { nil: null }),
    perBuyer: fc.integer({ min: 1, max: 20 }),
  })
  fc.assert(
    fc.property(lines, most, fc.nat(6), (drawn, { perOrder, perBuyer }, before) => {
      const limits = { ...NO_LIMITS, perOrder, perBuyer: { most: perBuyer, days: 30 } }
      const limited = { ...soap, limits }
      const wanted = drawn.map(({ inKit, quantity, isGift }, place) => {
        const parts = [
          { code: soap.code, quantity: inKit, state: 'active', limits, counted: limited } as const,
        ]
        // Of no pieces it is the product itself.
        const kit = { ...soap, id: BigInt(place + 2), code: `${200 + place}` }
        return { product: inKit === 0 ? limited : kitOf(kit, parts), quantity, isGift }
      })
      // One piece after the other.
      let pieces = 0
      for (const { inKit, quantity, isGift } of drawn)
        for (let one = 0; one < quantity * Math.max(inKit, 1); one++) pieces += isGift ? 0 : 1
      const isTooMany = pieces > 0 && ((perOrder !== null && pieces > perOrder) || before + pieces > perBuyer)
      const goods = limitedGoods(
        withParts(wanted).filter(({ product }) => product.limits !== undefined),
        new Map([[1n, before]]),
      )
      const who = { country: undefined, ofAge: undefined }
      expect(brokenLimit(goods, who) !== undefined).toBe(isTooMany)
      // Whoever has something limited in the basket is asked, and nobody else.
      expect(wanted.every(({ product }) => isLimited(product))).toBe(true)
    }),
  )
})
