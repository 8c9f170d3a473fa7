import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PriceBook, Product } from '#modules/catalog/api.ts'
import { promotionSet, readPromotion } from '#modules/promotions/api.ts'
import type { TaxTable } from '#modules/tax/api.ts'
import { plainDelivery } from '#test/support/shipping.ts'
import { priceOrder, type Promoting } from './price-order.ts'

const always = { fromMs: 0, untilMs: null }
const tax: TaxTable = {
  version: 1n,
  rates: [{ class: 'standard', ratePpm: 190_000n, rounding: 'half_up', ...always }],
}
const delivery = plainDelivery([{ fromMinor: 0n, upToGrams: null, minor: 0n, taxClass: 'standard' }])
const campaign = {
  id: 7n,
  code: 'c10',
  texts: { en: { name: 'C10' } },
  fromDay: '2026-10-01',
  untilDay: '2026-10-31',
}

const goods = fc.array(
  fc.record({
    minor: fc.bigInt({ min: 1n, max: 9_999n }),
    printedMinor: fc.bigInt({ min: 1n, max: 9_999n }),
    bare: fc.integer({ min: 0, max: 5 }),
    printed: fc.integer({ min: 0, max: 5 }),
    home: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
)
const texts = [
  'reward: {percent: {off: 17 %, of: all}}',
  'when: {campaign: c10}\nreward: {percent: {off: 10 %, of: {category: home}}}',
  'each: {set: [{pieces: 3, of: {category: home}}]}\nreward: {of_set: {off: 100 %, pieces: 1}}',
  'lane: order\nreward: {amount: {off: 2.50, of: all}}',
]

test('lines by a printed code cost and bring under promotions what other products at the printed prices do', () => {
  let compared = 0
  fc.assert(
    fc.property(goods, fc.subarray(texts, { minLength: 1 }), (drawn, chosen) => {
      const wanted = drawn.flatMap(({ bare, printed }, place) => [
        { product: `${100 + place}`, quantity: bare },
        { product: `${600 + place}`, quantity: printed },
      ])
      const lines = wanted.filter(({ quantity }) => quantity > 0)
      if (lines.length === 0) return
      const products = drawn.map((one, place) => productOf(`${100 + place}`, one.home, one.minor))
      const onPaper = new Map(
        drawn.map((one, place) => [
          `${600 + place}`,
          [
            {
              code: `${600 + place}`,
              product: `${100 + place}`,
              page: 1,
              prices: [{ kind: 'retail' as const, minor: one.printedMinor, volumes: null }],
              campaign,
              fromMs: 0,
              untilMs: 10,
            },
          ],
        ]),
      )
      const apart = drawn.map((one, place) => productOf(`${600 + place}`, one.home, one.printedMinor))
      const isCampaign = lines.some(({ product }) => product.startsWith('6'))
      const cost = (book: PriceBook) => {
        const input = { book, tax, delivery, kind: 'retail', atMs: 1, lines } as const
        const priced = priceOrder({ ...input, promoting: promotingOf(chosen, isCampaign) })
        if (!priced.ok) throw new Error(priced.refusal.code)
        const { lines: all, totalMinor, discountMinor, volumes, promoted } = priced.value
        // Where there is more to combine than is looked at, what is found hangs on the codes.
        if (promoted?.isExact !== true) return undefined
        // Which of equal pieces bears a remainder goes by the codes, so that each promotion is compared as a whole.
        const byPromotion = new Map<string, bigint>()
        for (const { held, minor } of all.flatMap(({ shares }) => shares))
          byPromotion.set(held.promotion.code, (byPromotion.get(held.promotion.code) ?? 0n) + minor)
        const units = all.map(({ product, printed, unitMinor }) => [printed?.code ?? product.code, unitMinor])
        return { totalMinor, discountMinor, volumes, units, byPromotion }
      }
      const [printed, bought] = [
        cost({ ...bookOf(products), printed: onPaper }),
        cost(bookOf([...products, ...apart])),
      ]
      if (!printed || !bought) return
      compared += 1
      expect(printed).toEqual(bought)
    }),
    { numRuns: process.env['OPENFIELD_TEST_LONG'] === '1' ? 800 : 40 },
  )
  expect(compared).toBeGreaterThan(20)
})

test('a code that names nothing now is refused with the campaign that had it, or with the code that it nearly is', () => {
  const printed = { code: '600018', product: '100018', page: 1, prices: [], campaign, fromMs: 0, untilMs: 10 }
  const book = { ...bookOf([productOf('100018', true, 100n)]), printed: new Map([['600018', [printed]]]) }
  const refusal = (product: string, atMs: number) => {
    const priced = priceOrder({
      book,
      tax,
      delivery,
      kind: 'retail',
      atMs,
      lines: [{ product, quantity: 1 }],
    })
    return priced.ok ? undefined : priced.refusal
  }
  expect(refusal('600018', 5)).toBeUndefined()
  expect(refusal('600018', 10)).toMatchObject({
    code: 'catalog.printed_ended',
    params: { campaign: 'C10', day: '2026-10-31' },
  })
  expect(refusal('600081', 5)).toMatchObject({ code: 'catalog.code_near', params: { nearest: '600018' } })
  expect(refusal('424242', 5)).toMatchObject({ code: 'orders.product_gone' })
})

function productOf(code: string, home: boolean, minor: bigint): Product {
  return {
    id: BigInt(code),
    code,
    category: home ? 'home' : 'beauty',
    art: 'soap',
    state: 'active',
    tags: [],
    taxClass: 'standard',
    weightGrams: 1,
    texts: { en: { name: code, summary: '', description: '' } },
    prices: [{ kind: 'retail', minor, volumes: { PV: 1_000_000n }, ...always }],
  }
}

function bookOf(products: readonly Product[]): PriceBook {
  const byCode = new Map(products.map((product) => [product.code, product]))
  return { version: 1n, marketId: 1n, categories: [], products, byCode }
}

function promotingOf(bodies: readonly string[], isCampaign: boolean): Promoting {
  const none = {
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
    limits: none,
    campaignId: null,
    campaignBudgetMinor: null,
  }))
  const facts = isCampaign ? { campaign: ['c10'] } : {}
  const nothing = { coupons: [], entitlements: {}, history: {}, left: {}, orderNumber: undefined }
  const basket = { ...nothing, facts, day: '2026-10-25', time: '12:00', weekday: 'sun' }
  return { ground: { set: promotionSet(held), basket, coupons: [] }, chosen: [], currency: 'EUR' }
}
