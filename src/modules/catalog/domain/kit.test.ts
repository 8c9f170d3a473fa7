import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { kitOf } from './kit.ts'
import { brokenLimit, NO_LIMITS, type ProductLimits } from './limits.ts'
import { PRODUCT_STATES, type Product } from './price-book.ts'

const product: Product = {
  id: 1n,
  code: '10',
  category: 'gifts',
  art: 'tin',
  state: 'active',
  taxClass: 'standard',
  weightGrams: 100,
  tags: [],
  texts: {},
  prices: [],
}
const limits = fc.record<ProductLimits>({
  perOrder: fc.constant(null),
  perBuyer: fc.constant(null),
  minAge: fc.option(fc.constantFrom(16, 18), { nil: null }),
  countries: fc.subarray(['NO', 'SE', 'IE']),
})
const part = fc.record({
  code: fc.constantFrom('29', '37', '45'),
  quantity: fc.integer({ min: 1, max: 9 }),
  state: fc.constantFrom(...PRODUCT_STATES),
  limits,
})

test('a kit may be bought exactly where and by whom each of its parts may be, while all of them are on sale', () => {
  const who = fc.record({ country: fc.constantFrom('NO', 'SE', 'IE'), ofAge: fc.constantFrom(15, 16, 18) })
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), limits, who, (parts, own, buyer) => {
      const kit = kitOf({ ...product, limits: own }, parts)
      const may = (some: ProductLimits): boolean =>
        brokenLimit([{ product: '10', pieces: 1, boughtBefore: 0, limits: some }], buyer) === undefined
      const together = kit.state === 'active' && may(kit.limits ?? NO_LIMITS)
      expect(together).toBe(may(own) && parts.every((one) => one.state === 'active' && may(one.limits)))
    }),
  )
})

test('what is no kit stays as it is, and a draft stays a draft', () => {
  expect(kitOf(product, [])).toBe(product)
  const gone = { code: '29', quantity: 1, state: 'withdrawn', limits: NO_LIMITS } as const
  expect(kitOf({ ...product, state: 'draft' }, [gone]).state).toBe('draft')
  expect(kitOf(product, [gone])).toMatchObject({ state: 'withdrawn', limits: undefined })
})
