import { expect, test } from 'vitest'
import { costAt, type CostBook } from './costs.ts'
import type { PriceBook, Product } from './price-book.ts'

test('a kit without a cost costs its parts, a variant what its family does, and what nobody said is not known', () => {
  const soap = product(1n)
  const rose = product(2n, { family: { ...familyOf(9n) } })
  const kit = product(3n, {
    parts: [
      { code: soap.code, quantity: 3 },
      { code: rose.code, quantity: 1 },
    ],
  })
  const book = bookOf([soap, rose, kit])
  const costs: CostBook = new Map([
    [
      1n,
      [
        { minor: 100n, fromMs: 0, untilMs: 50 },
        { minor: 120n, fromMs: 50, untilMs: null },
      ],
    ],
    [9n, [{ minor: 7n, fromMs: 10, untilMs: null }]],
  ])
  const at = (one: Product, atMs: number, all = costs) => costAt({ costs: all, book }, one, atMs)
  expect([at(soap, 49), at(soap, 50), at(rose, 9), at(rose, 10)]).toEqual([100n, 120n, undefined, 7n])
  expect([at(kit, 9), at(kit, 10), at(kit, 60)]).toEqual([undefined, 307n, 367n])
  expect(at(kit, 60, new Map([...costs, [3n, [{ minor: 5n, fromMs: 0, untilMs: null }]]]))).toBe(5n)
})

function product(id: bigint, more: Partial<Product> = {}): Product {
  return {
    id,
    code: `10${id}`,
    category: 'home',
    art: 'soap',
    state: 'active',
    tags: [],
    taxClass: 'standard',
    weightGrams: 1,
    texts: {},
    prices: [],
    ...more,
  }
}

function familyOf(id: bigint): NonNullable<Product['family']> {
  return { id, code: `10${id}`, category: 'home', texts: {}, choice: {}, prices: [], limitedWith: undefined }
}

function bookOf(products: readonly Product[]): PriceBook {
  const byCode = new Map(products.map((one) => [one.code, one]))
  return { version: 1n, marketId: 1n, categories: [], products, byCode }
}
