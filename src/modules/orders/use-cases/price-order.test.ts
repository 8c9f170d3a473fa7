import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PriceBook, Product } from '#modules/catalog/api.ts'
import type { TaxTable } from '#modules/tax/api.ts'
import { orderEntries } from '../domain/order.ts'
import { goneProducts, priceOrder, type PricedOrder } from './price-order.ts'

const always = { fromMs: 0, untilMs: null }
const rounding = 'half_up'
const tax: TaxTable = {
  version: 1n,
  rates: [
    { class: 'standard', ratePpm: 190_000n, rounding, ...always },
    { class: 'reduced', ratePpm: 70_000n, rounding, ...always },
  ],
  shipping: [
    { fromMinor: 0n, upToGrams: null, minor: 490n, taxClass: 'standard', ...always },
    { fromMinor: 6000n, upToGrams: null, minor: 0n, taxClass: 'standard', ...always },
  ],
}

const goods = fc
  .array(
    fc.record({
      minor: fc.bigInt({ min: 0n, max: 500_000n }),
      pv: fc.bigInt({ min: 0n, max: 10n ** 9n }),
      taxClass: fc.constantFrom('standard', 'reduced'),
      weightGrams: fc.nat(3000),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) =>
    all.map((one, index): Product => {
      const { minor, pv, taxClass, weightGrams } = one
      return {
        id: BigInt(index + 1),
        code: `${100 + index}`,
        category: 'home',
        art: 'soap',
        withdrawn: false,
        taxClass,
        weightGrams,
        texts: { en: { name: 'x', summary: '', description: '' } },
        prices: [{ kind: 'retail', minor, volumes: { PV: pv }, ...always }],
      }
    }),
  )
const basket = goods.chain((products) =>
  fc.record({
    products: fc.constant(products),
    lines: fc.array(
      fc.record({
        product: fc.constantFrom(...products.map((one) => one.code)),
        quantity: fc.integer({ min: 1, max: 50 }),
      }),
      { minLength: 1, maxLength: 30 },
    ),
    seed: fc.integer(),
  }),
)

test('sums add up to the unit, and the journal of every order is balanced', () => {
  fc.assert(
    fc.property(basket, ({ products, lines }) => {
      const priced = price(products, lines)
      const sum = (values: readonly bigint[]) => values.reduce((left, right) => left + right, 0n)
      expect(sum(priced.lines.map((line) => line.totalMinor))).toBe(priced.subtotalMinor)
      expect(priced.totalMinor).toBe(priced.subtotalMinor + priced.shippingMinor)
      expect(sum(priced.lines.map((line) => line.taxMinor)) + priced.amounts.shippingTaxMinor).toBe(
        priced.taxMinor,
      )
      expect(priced.taxMinor <= priced.totalMinor).toBe(true)
      expect(sum(orderEntries(priced.amounts, 'EUR').map((entry) => entry.minor))).toBe(0n)
      // By the definition: each piece brings its own volume.
      const byPiece = lines.map((line) => {
        const product = products.find((one) => one.code === line.product)
        return (product?.prices[0]?.volumes['PV'] ?? 0n) * BigInt(line.quantity)
      })
      expect(priced.volumes['PV']).toBe(sum(byPiece))
    }),
  )
})

test('the order in which lines are put together, or split, changes nothing', () => {
  fc.assert(
    fc.property(basket, ({ products, lines, seed }) => {
      const priced = price(products, lines)
      const shuffled = lines
        .map((line, index) => ({ line, key: Math.imul(seed ^ index, 2_654_435_761) }))
        .toSorted((a, b) => a.key - b.key)
        .flatMap(({ line }) =>
          line.quantity > 1
            ? [
                { ...line, quantity: 1 },
                { ...line, quantity: line.quantity - 1 },
              ]
            : [line],
        )
      expect(price(products, shuffled)).toEqual(priced)
    }),
  )
})

test('what cannot be bought is named, and a kind without a price of its own pays the retail price', () => {
  const [product] = fc.sample(goods, { numRuns: 1, seed: 5 })[0] ?? []
  if (!product) throw new Error('no product was drawn')
  const book = bookOf([{ ...product, withdrawn: true }])
  const asked = { tax, kind: 'preferred', atMs: 1, lines: [{ product: product.code, quantity: 1 }] } as const
  expect(priceOrder({ ...asked, book })).toMatchObject({ refusal: { code: 'orders.product_gone' } })
  expect(goneProducts({ ...asked, book })).toEqual([product.code])
  expect(priceOrder({ ...asked, book: bookOf([product]) })).toMatchObject({
    ok: true,
    value: { subtotalMinor: product.prices[0]?.minor },
  })
})

function bookOf(products: readonly Product[]): PriceBook {
  const byCode = new Map(products.map((product) => [product.code, product]))
  return { version: 1n, marketId: 1n, categories: [], products, byCode }
}

function price(
  products: readonly Product[],
  lines: readonly { product: string; quantity: number }[],
): PricedOrder {
  const priced = priceOrder({ book: bookOf(products), tax, kind: 'retail', atMs: 1, lines })
  if (!priced.ok) throw new Error(priced.refusal.code)
  return priced.value
}
