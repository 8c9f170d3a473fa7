import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PriceBook, Product } from '#modules/catalog/api.ts'
import { promotionSet, readPromotion } from '#modules/promotions/api.ts'
import type { TaxTable } from '#modules/tax/api.ts'
import { plainDelivery } from '#test/support/shipping.ts'
import { orderEntries } from '../domain/order.ts'
import { goneProducts, priceOrder, type PricedOrder, type Promoting } from './price-order.ts'

const always = { fromMs: 0, untilMs: null }
const rounding = 'half_up'
const tax: TaxTable = {
  version: 1n,
  rates: [
    { class: 'standard', ratePpm: 190_000n, rounding, ...always },
    { class: 'reduced', ratePpm: 70_000n, rounding, ...always },
  ],
}
const delivery = plainDelivery([
  { fromMinor: 0n, upToGrams: null, minor: 490n, taxClass: 'standard' },
  { fromMinor: 6000n, upToGrams: null, minor: 0n, taxClass: 'standard' },
])

const exclusive: TaxTable = {
  ...tax,
  rules: [
    {
      prices: 'exclusive',
      rounding: 'half_even',
      level: 'order',
      source: 'tables',
      elseTables: false,
      codes: {},
      ...always,
    },
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
        state: 'active',
        tags: [],
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
      expect(sum(priced.taxes.map((part) => part.taxMinor))).toBe(priced.taxMinor)
      // The same goods where the tax comes on top: it is the part of the whole that the rates say, by the class.
      const added = price(products, lines, exclusive)
      expect(added.totalMinor).toBe(added.subtotalMinor + added.shippingMinor + added.taxMinor)
      expect(added.subtotalMinor).toBe(priced.subtotalMinor)
      expect(sum(added.taxes.map((part) => part.netMinor))).toBe(added.subtotalMinor + added.shippingMinor)
      expect(sum(orderEntries(added.amounts, 'EUR').map((entry) => entry.minor))).toBe(0n)
      expect(-(orderEntries(added.amounts, 'EUR')[0]?.minor ?? 0n)).toBe(added.totalMinor)
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
  const book = bookOf([{ ...product, state: 'withdrawn' }])
  const asked = {
    tax,
    delivery,
    kind: 'preferred',
    atMs: 1,
    lines: [{ product: product.code, quantity: 1 }],
  } as const
  expect(priceOrder({ ...asked, book })).toMatchObject({ refusal: { code: 'orders.product_gone' } })
  expect(goneProducts({ ...asked, book })).toEqual([product.code])
  expect(priceOrder({ ...asked, book: bookOf([product]) })).toMatchObject({
    ok: true,
    value: { subtotalMinor: product.prices[0]?.minor },
  })
})

const texts = [
  'reward: {percent: {off: 17 %, of: all}}',
  'reward: {amount: {off: 7.77, of: {category: home}}}',
  'when: {basket: {of: {category: home}, amount: 40}}\nreward: {percent: {off: 25 %, of: {category: beauty}}, volume: {name: PV, times: 1.5}}',
  'each: {set: [{pieces: 3, of: {category: beauty}}]}\nreward: {of_set: {off: 100 %, pieces: 1}}',
  'lane: order\nreward: {percent: {off: 3 %, of: all}, free_shipping: true}',
  'reward: {gift: {product: "100", quantity: 2}}',
  'when: {basket: {of: all, amount: 30}}\nreward: {gift: {choose: 1, of: {category: home}}}',
  'tiers: {of: all, by: pieces, steps: [{from: 3, reward: {percent: {off: 5 %, of: all}}}, {from: 9, reward: {percent: {off: 50 %, of: all}}}]}',
  'reward: {points: {unit: stars, points: 2, per: major_unit}}',
]

test(
  'an order under promotions adds up: lines less discounts and shipping are the total, shares are the discounts',
  { timeout: 300_000 },
  () => {
    fc.assert(
      fc.property(basket, fc.subarray(texts), ({ products, lines, seed }, chosen) => {
        const input = { tax, delivery, kind: 'retail', atMs: 1, lines } as const
        const sorted = products.map((one, place) => ({
          ...one,
          category: place % 2 === 0 ? 'home' : 'beauty',
        }))
        const book = bookOf(sorted)
        const promoting = promotingOf(chosen)
        const result = priceOrder({ ...input, book, promoting })
        if (!result.ok) throw new Error(result.refusal.code)
        const priced = result.value
        const sum = (values: readonly bigint[]) => values.reduce((left, right) => left + right, 0n)
        for (const line of priced.lines) {
          expect(sum(line.shares.map(({ minor }) => minor))).toBe(line.discountMinor)
          expect(line.totalMinor).toBe(line.unitMinor * BigInt(line.quantity) - line.discountMinor)
          expect(line.totalMinor >= 0n && line.taxMinor >= 0n && line.taxMinor <= line.totalMinor).toBe(true)
          const costs = line.totalMinor > 0n || Object.keys(line.volumes).length > 0
          expect(line.isGift && costs).toBe(false)
        }
        const before = sum(priced.lines.map((line) => line.unitMinor * BigInt(line.quantity)))
        expect(before - priced.discountMinor + priced.shippingMinor).toBe(priced.totalMinor)
        // What each promotion is told to have taken off is what its shares say.
        const given = priced.promoted?.given ?? []
        const shares = priced.lines.flatMap((line) => line.shares)
        for (const one of given)
          expect(sum(shares.filter(({ held }) => held === one.held).map(({ minor }) => minor))).toBe(
            one.minor,
          )
        expect(sum(given.map(({ minor }) => minor))).toBe(priced.discountMinor)
        const { amounts } = priced
        expect(amounts.goodsTaxMinor + amounts.shippingTaxMinor).toBe(priced.taxMinor)
        expect(sum(orderEntries(amounts, 'EUR').map((entry) => entry.minor))).toBe(0n)
        // The order of lines changes nothing.
        const shuffled = lines.toSorted((a, b) =>
          Math.imul(seed, a.quantity) > Math.imul(seed, b.quantity) ? 1 : -1,
        )
        const again = priceOrder({ ...input, lines: shuffled, book, promoting })
        expect(again).toMatchObject({
          ok: true,
          value: { totalMinor: priced.totalMinor, lines: priced.lines },
        })
      }),
    )
  },
)

test(
  'a basket with variants under promotions costs what one of plain products does',
  { timeout: 300_000 },
  () => {
    const FAMILY = '900'
    const named = [
      'reward: {percent: {off: 20 %, of: {product: GOODS}}}',
      'each: {set: [{pieces: 2, of: {product: GOODS}}]}\nreward: {of_set: {off: 100 %, pieces: 1}}',
      'when: {basket: {of: {product: GOODS}, amount: 30}}\nreward: {percent: {off: 10 %, of: {except: {product: GOODS}}}}',
      'reward: {percent: {off: 15 %, of: {category: home}}}',
      'reward: {gift: {choose: 1, of: {product: GOODS}}}',
    ]
    fc.assert(
      fc.property(basket, fc.subarray(named), fc.boolean(), ({ products, lines }, chosen, isShared) => {
        const isVariant = (product: Product): boolean => Number(product.code) % 2 === 0
        const familyPrices = products[0]?.prices ?? []
        // Some variants have prices of their own; the plain copy has them written down.
        const copied = products.map((one) =>
          isVariant(one) && isShared ? { ...one, prices: familyPrices } : one,
        )
        const family: Product = {
          ...(products[0] ?? copied[0] ?? never()),
          id: 900n,
          code: FAMILY,
          prices: familyPrices,
          options: [],
        }
        const variants = products.map((one): Product => {
          if (!isVariant(one)) return one
          const of = { id: 900n, code: FAMILY, category: 'home', texts: one.texts, limitedWith: undefined }
          const own = isShared ? [] : one.prices
          return {
            ...one,
            category: 'body',
            prices: own,
            family: { ...of, choice: {}, prices: familyPrices },
          }
        })
        const codes = JSON.stringify(products.filter(isVariant).map(({ code }) => code))
        const cost = (goodsText: string, sold: readonly Product[]) => {
          const promoting = promotingOf(chosen.map((text) => text.replaceAll('GOODS', goodsText)))
          const priced = priceOrder({
            book: bookOf(sold),
            tax,
            delivery,
            kind: 'retail',
            atMs: 1,
            lines,
            promoting,
          })
          if (!priced.ok) throw new Error(priced.refusal.code)
          const { lines: all, promoted: _promoted, ...sums } = priced.value
          return {
            ...sums,
            lines: all.map(({ product, shares, ...line }) => ({
              ...line,
              product: product.code,
              shares: shares.map(({ held, minor }) => [held.promotion.code, minor]),
            })),
          }
        }
        expect(cost(`"${FAMILY}"`, [...variants, family])).toEqual(cost(codes, copied))
      }),
      { numRuns: process.env['OPENFIELD_TEST_LONG'] === '1' ? 2000 : 25 },
    )
  },
)

test('a factor multiplies the volumes of its goods alone, and discounts leave volumes as they are', () => {
  const product = (code: string, category: string): Product => ({
    id: BigInt(code),
    code,
    category,
    art: 'soap',
    state: 'active',
    tags: [],
    taxClass: 'standard',
    weightGrams: 1,
    texts: { en: { name: code, summary: '', description: '' } },
    prices: [{ kind: 'retail', minor: 1000n, volumes: { PV: 3_333_333n, CV: 1n }, ...always }],
  })
  const lines = [
    { product: '101', quantity: 2 },
    { product: '102', quantity: 1 },
  ]
  const promoting = promotingOf([
    'reward: {volume: {name: PV, times: 1.5, of: {category: home}}}',
    'reward: {volume: {name: PV, times: 2, of: all}}',
    'reward: {percent: {off: 50 %, of: all}}',
  ])
  const book = bookOf([product('101', 'home'), product('102', 'beauty')])
  const priced = priceOrder({ book, tax, delivery, kind: 'retail', atMs: 1, lines, promoting })
  expect(priced).toMatchObject({
    ok: true,
    value: {
      subtotalMinor: 1500n,
      lines: [{ volumes: { PV: 9_999_999n * 2n, CV: 2n } }, { volumes: { PV: 6_666_666n, CV: 1n } }],
    },
  })
})

/** Promotions of these texts for a guest at noon, with nothing used of them. */
function promotingOf(bodies: readonly string[]): Promoting {
  const limits = {
    uses: null,
    usesPerPerson: null,
    usesPerMonth: null,
    budgetMinor: null,
    monthBudgetMinor: null,
  }
  const held = bodies.map((body, place) => ({
    id: BigInt(place + 1),
    versionId: BigInt(place + 1),
    promotion: readPromotion(
      `openfield_promotion: 1\npromotion: p${place}\ntitle: {en: P}\n${body}\n`,
      'EUR',
    ),
    limits,
    campaignId: null,
    campaignBudgetMinor: null,
  }))
  const none = { coupons: [], entitlements: {}, history: {}, left: {}, facts: {}, orderNumber: undefined }
  const basketFacts = { ...none, day: '2026-10-25', time: '12:00', weekday: 'sun' }
  return {
    ground: { set: promotionSet(held), basket: basketFacts, coupons: [] },
    chosen: [{ promotion: `p${bodies.indexOf(texts[6] ?? '')}`, product: '100', quantity: 5 }],
    currency: 'EUR',
  }
}

function never(): never {
  throw new Error('no product was drawn')
}

function bookOf(products: readonly Product[]): PriceBook {
  const byCode = new Map(products.map((product) => [product.code, product]))
  return { version: 1n, marketId: 1n, categories: [], products, byCode }
}

function price(
  products: readonly Product[],
  lines: readonly { product: string; quantity: number }[],
  table: TaxTable = tax,
): PricedOrder {
  const priced = priceOrder({ book: bookOf(products), tax: table, delivery, kind: 'retail', atMs: 1, lines })
  if (!priced.ok) throw new Error(priced.refusal.code)
  return priced.value
}
