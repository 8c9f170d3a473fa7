import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PriceBook, Product } from '#modules/catalog/api.ts'
import { priceOrder } from '#modules/orders/use-cases/price-order.ts'
import type { TaxTable } from '#modules/tax/api.ts'
import { drawnPricer } from './price-drawn.ts'

const always = { fromMs: 0, untilMs: null }
const rounding = 'half_up'
const atMs = 1000

const rate = fc.oneof(fc.bigInt({ min: 0n, max: 300_000n }), fc.constant(1_000_000n))
const tax = fc
  .record({ standard: rate, zero: rate, shipping: fc.bigInt({ min: 0n, max: 900n }), limit: fc.nat(3000) })
  .map(({ standard, zero, shipping, limit }): TaxTable => ({
    version: 1n,
    rates: [
      { class: 'standard', ratePpm: standard, rounding, ...always },
      { class: 'zero', ratePpm: zero, rounding, ...always },
    ],
    shipping: [
      { fromMinor: 0n, upToGrams: null, minor: shipping, taxClass: 'standard', ...always },
      { fromMinor: 0n, upToGrams: limit, minor: shipping / 2n, taxClass: 'zero', ...always },
      { fromMinor: 6000n, upToGrams: null, minor: 0n, taxClass: 'standard', ...always },
    ],
  }))
const amount = fc.bigInt({ min: 0n, max: 9000n })
const volumes = fc.record({ PV: fc.bigInt({ min: 0n, max: 10n ** 9n }), CV: amount })
const product = fc.record({
  taxClass: fc.constantFrom('standard', 'zero'),
  weightGrams: fc.nat(900),
  prices: fc.tuple(
    fc.record({ kind: fc.constant('retail' as const), minor: amount, volumes }),
    fc.record({
      kind: fc.constantFrom('preferred' as const, 'distributor' as const),
      minor: amount,
      volumes,
    }),
  ),
})
const products = fc.array(product, { minLength: 1, maxLength: 8 }).map((all) =>
  all.map(({ prices, ...one }, place): Product => ({
    ...one,
    id: BigInt(place + 1),
    code: `${100 + place}`,
    category: 'home',
    art: 'soap',
    state: 'active',
    tags: [],
    texts: { en: { name: 'x', summary: '', description: '' } },
    prices: prices.map((price) => ({ ...price, ...always })),
  })),
)
const drawn = products.chain((goods) =>
  fc.record({
    goods: fc.constant(goods),
    tax,
    kind: fc.constantFrom('retail' as const, 'preferred' as const, 'distributor' as const),
    orders: fc.array(fc.subarray([...goods.keys()], { minLength: 1 }), { minLength: 1, maxLength: 3 }),
    quantity: fc.integer({ min: 1, max: 9 }),
  }),
)

const bookOf = (goods: readonly Product[]): PriceBook => ({
  version: 1n,
  marketId: 1n,
  categories: [],
  products: goods,
  byCode: new Map(goods.map((one) => [one.code, one])),
})

test('drawn orders are priced as orders are, to the cent and the millionth', () => {
  fc.assert(
    fc.property(drawn, ({ goods, tax: table, kind, orders, quantity }) => {
      const book = bookOf(goods)
      const codes = goods.map(({ code }) => code)
      const pricer = drawnPricer({ book, tax: table, codes }, atMs)
      // The same object is filled again: a longer order before must leave nothing.
      for (const chosen of orders) {
        const lines = chosen.map((good) => ({ good, quantity: quantity + good }))
        const wanted = lines.map((line) => ({ product: codes[line.good] ?? '', quantity: line.quantity }))
        const asked = priceOrder({ book, tax: table, kind, atMs, lines: wanted })
        if (!asked.ok) throw new Error(asked.refusal.code)
        const priced = pricer.price(kind, lines)
        const numbers = (of: readonly number[]) => of.slice(0, priced.lines).map(BigInt)
        const { value } = asked
        expect(value.amounts).toEqual({
          goodsMinor: BigInt(priced.goods),
          goodsTaxMinor: BigInt(priced.goodsTax),
          shippingMinor: BigInt(priced.shipping),
          shippingTaxMinor: BigInt(priced.shippingTax),
          taxAdded: false,
        })
        expect(priced.pieces).toBe(value.pieces)
        expect(numbers(priced.unit)).toEqual(value.lines.map((line) => line.unitMinor))
        expect(numbers(priced.total)).toEqual(value.lines.map((line) => line.totalMinor))
        expect(numbers(priced.tax)).toEqual(value.lines.map((line) => line.taxMinor))
        const brought = lines.map(({ good, quantity: pieces }) =>
          Object.fromEntries(
            pricer.volumeNames.map((name, place) => [
              name,
              BigInt(pricer.volume(kind, good, place) * pieces),
            ]),
          ),
        )
        expect(brought).toEqual(value.lines.map((line) => line.volumes))
      }
    }),
  )
})

test('prices and taxes that change are not priced so', () => {
  const changing = (other: Partial<Product>, table: Partial<TaxTable> = {}) => {
    const goods: Product[] = [
      {
        id: 1n,
        code: '100',
        category: 'home',
        art: 'soap',
        state: 'active',
        tags: [],
        taxClass: 'standard',
        weightGrams: 1,
        texts: {},
        prices: [{ kind: 'retail', minor: 1n, volumes: {}, ...always }],
        ...other,
      },
    ]
    const rates = [{ class: 'standard', ratePpm: 1n, rounding, ...always } as const]
    return () =>
      drawnPricer(
        { book: bookOf(goods), tax: { version: 1n, rates, shipping: [], ...table }, codes: ['100'] },
        atMs,
      )
  }
  expect(changing({})).not.toThrow()
  const price = { kind: 'retail', minor: 1n, volumes: {} } as const
  expect(changing({ prices: [{ ...price, fromMs: 0, untilMs: 2000 }] })).toThrow('a price')
  expect(
    changing({
      prices: [
        { ...price, ...always },
        { ...price, fromMs: 2000, untilMs: null },
      ],
    }),
  ).toThrow('a price')
  expect(changing({ state: 'withdrawn' })).toThrow('does not sell')
  const rates = [{ class: 'standard', ratePpm: 1n, rounding: 'down', ...always } as const]
  expect(changing({}, { rates })).toThrow('rounded otherwise')
})
