import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Basket, BasketLine, Goods } from '../domain/basket.ts'
import { indexPromotions } from '../domain/candidates.ts'
import { choosable, priceBasket } from '../domain/price-basket.ts'
import { usualLanes, type Promotion } from '../domain/promotion.ts'
import { readPromotion } from './read-promotion.ts'

// The seven promotions of the comparison of shop systems, each by its text alone, and baskets that another system got wrong.
const folder = join(import.meta.dirname, '../../../../examples/promotions')
const example = (name: string): Promotion =>
  readPromotion(readFileSync(join(folder, `${name}.yaml`), 'utf8'), 'EUR')
const written = (text: string): Promotion =>
  readPromotion(`openfield_promotion: 1\ntitle: {en: Test}\n${text}`, 'EUR')

type Wanted = Readonly<{
  quantity?: number
  categories?: readonly string[]
  tags?: readonly string[]
}>
const line = (product: string, major: number, more: Wanted = {}): BasketLine => ({
  product,
  categories: more.categories ?? [],
  tags: more.tags ?? [],
  unitMinor: BigInt(Math.round(major * 100)),
  volumes: {},
  quantity: more.quantity ?? 1,
})

const nobody = {
  facts: {},
  orderNumber: undefined,
  day: '2026-10-15',
  time: '10:00',
  weekday: 'mon',
  coupons: [],
  entitlements: {},
  history: {},
  left: {},
} as const

function priced(
  lines: readonly BasketLine[],
  promotions: readonly Promotion[],
  more: Partial<Basket> = {},
  gifts: readonly Goods[] = [],
) {
  const basket = { ...nobody, lines, ...more }
  const result = priceBasket({ basket, promotions: indexPromotions(promotions), lanes: usualLanes, gifts })
  const total = result.left.flat().reduce((sum, minor) => sum + minor, 0n)
  expect(result.isExact).toBe(true)
  return { ...result, total, codes: result.applied.map(({ promotion }) => promotion.code) }
}

test('a credit pays for as much as the goods come to after other promotions, to the unit, and for no more than is left', () => {
  const credit = example('host-credit')
  const half = written('promotion: half\nreward: {percent: {off: 50 %, of: {product: soap}}}\n')
  const lines = [line('soap', 20, { quantity: 3 }), line('towel', 11.11)]
  const paid = (left: bigint) => priced(lines, [credit, half], { credits: { host: left } })
  // 30.00 of soap and 11.11 are left to be paid.
  expect([1n, 3_750n, 4_110n, 4_111n, 9_999n].map((left) => paid(left).total)).toEqual([
    4_110n,
    361n,
    1n,
    0n,
    0n,
  ])
  const shares = paid(1_000n).applied.find(({ promotion }) => promotion.code === 'host-credit')?.shares ?? []
  expect(shares.reduce((sum, { minor }) => sum + minor, 0n)).toBe(1_000n)
  expect(paid(0n).codes).toEqual(['half'])
  expect(priced(lines, [credit]).notApplied[0]?.missing).toEqual([{ is: 'credit', name: 'host' }])
  const other = written('promotion: other\nlane: order\nreward: {credit: {name: host, of: all}}\n')
  // Two that spend one credit spend it once.
  expect(priced(lines, [credit, other], { credits: { host: 500n } }).total).toBe(7_111n - 500n)
})

describe('the seven promotions', () => {
  test('1: 100 on kitchenware brings two knives of one’s choice, less brings nothing and says what is missing', () => {
    const knives = ['bread knife', 'paring knife', 'carver'].map((name, place) => ({
      ...line(name, 9 + place, { tags: ['gift knife'] }),
    }))
    const pan = (quantity: number) => line('pan', 50, { categories: ['kitchenware'], quantity })
    const enough = priced([pan(2)], [example('kitchenware-two-knives')], {}, knives)
    const [extra] = enough.applied[0]?.extras ?? []
    expect(extra).toMatchObject({ is: 'gift_choice', choose: 2 })
    expect(extra?.is === 'gift_choice' && choosable(extra.of, knives).map(({ product }) => product)).toEqual([
      'carver',
      'paring knife',
      'bread knife',
    ])
    expect(enough.total).toBe(10_000n)
    const tooLittle = priced([pan(1), line('towel', 80)], [example('kitchenware-two-knives')], {}, knives)
    expect(tooLittle.applied).toEqual([])
    expect(tooLittle.notApplied).toMatchObject([
      { because: 'missing', missing: [{ is: 'at_least', reached: 5_000n, missing: 5_000n }] },
    ])
  })

  test('2: buy one get one: one piece costs its price, two cost one, five cost three', () => {
    const cost = (quantity: number) =>
      priced([line('cream', 10, { quantity })], [example('buy-one-get-one')]).total
    expect([1, 2, 3, 5].map(cost)).toEqual([1_000n, 1_000n, 2_000n, 3_000n])
  })

  test('3: 40 on beauty takes 25 % off textiles; 12.00 less says that 12.00 in beauty are missing', () => {
    const shirt = line('shirt', 60, { categories: ['textile'] })
    const beauty = (major: number) => line('oil', major, { categories: ['beauty'] })
    expect(priced([beauty(40), shirt], [example('beauty-brings-textile')]).total).toBe(8_500n)
    const less = priced([beauty(28), shirt], [example('beauty-brings-textile')])
    expect(less.total).toBe(8_800n)
    expect(less.notApplied[0]?.missing).toMatchObject([{ missing: 1_200n, of: { categories: ['beauty'] } }])
  })

  test('4: who brought a customer earns an entitlement, and gets the pencil with the next order, once', () => {
    const bring = example('bring-a-customer')
    const { when } = bring
    const key = when.is === 'all' && when.parts[0]?.is === 'history' ? when.parts[0].history.key : ''
    expect(priced([line('soap', 5)], [bring], { history: { [key]: 9_999n } }).applied).toEqual([])
    expect(priced([line('soap', 5)], [bring], { history: { [key]: 10_000n } }).applied[0]?.extras).toEqual([
      { is: 'entitlement', name: 'pencil', days: 90, uses: 1 },
    ])
    const next = example('pencil-with-next-order')
    expect(priced([line('soap', 5)], [next], { entitlements: { pencil: 1 } }).applied[0]?.extras).toEqual([
      { is: 'gift', product: 'pencil', quantity: 1 },
    ])
    expect(priced([line('soap', 5)], [next], { entitlements: { pencil: 0 } }).applied).toEqual([])
  })

  test('5: of tiers the highest that is reached holds', () => {
    const cost = (major: number) => priced([line('box', major)], [example('tiers-of-the-order')])
    expect([49.99, 50, 99.99, 100, 200].map((major) => cost(major).total)).toEqual([
      4_999n,
      4_750n,
      9_499n,
      9_000n,
      17_000n,
    ])
    expect(cost(200).applied[0]?.extras).toEqual([{ is: 'free_shipping' }])
    expect(cost(100).applied[0]?.extras).toEqual([])
  })

  test('6: what is left of a budget is the most that it takes off, and a used up one takes nothing', () => {
    const candle = [line('candle', 50, { tags: ['candle'], quantity: 2 })]
    const withLeft = (left: Basket['left'][string]) =>
      priced(candle, [example('autumn-budget')], { left: { 'autumn-budget': left } })
    expect(withLeft({ minor: 30_000n }).offMinor).toBe(2_000n)
    expect(withLeft({ minor: 700n })).toMatchObject({ offMinor: 700n, left: [[4_650n, 4_650n]] })
    expect(withLeft({ times: 0 })).toMatchObject({ offMinor: 0n, notApplied: [{ because: 'used_up' }] })
  })

  test('7: of overlapping promotions the combination that takes most off is chosen', () => {
    const promotions = [example('three-for-two'), example('half-price-lotion')]
    const care = (product: string, major: number) => line(product, major, { categories: ['care'] })
    // The set of balm, lotion and scrub would free the scrub (10); with the lotion in the set it is still half price.
    const set = priced([care('lotion', 30), care('scrub', 10), care('balm', 20)], promotions)
    expect(set.offMinor).toBe(2_500n)
    // Only the lotion could be free or half: free is better.
    const all = priced([care('lotion', 30), care('scrub', 40), care('balm', 50)], promotions)
    expect(all).toMatchObject({ offMinor: 3_000n, codes: ['three-for-two'] })
  })
})

describe('baskets that another system got wrong', () => {
  test('half off A and B from 100 on charges 55 of 110: the first discount does not break the threshold', () => {
    const promotion = written(
      'promotion: half\nwhen: {basket: {of: all, amount: 100}}\nreward: {percent: {off: 50 %, of: {product: [a, b]}}}',
    )
    expect(priced([line('a', 60), line('b', 50)], [promotion]).total).toBe(5_500n)
  })

  test('buy 2 A get 1 B free, with 4 A and 2 B: both B are free', () => {
    const promotion = written(
      'promotion: two\neach: {set: [{pieces: 2, of: {product: a}}]}\nreward: {free: {pieces: 1, of: {product: b}}}',
    )
    const basket = [line('a', 10, { quantity: 4 }), line('b', 8, { quantity: 2 })]
    expect(priced(basket, [promotion])).toMatchObject({ total: 4_000n, applied: [{ times: 2 }] })
  })

  test('buy one get one with a single piece is not free', () => {
    expect(priced([line('cream', 10)], [example('buy-one-get-one')])).toMatchObject({ total: 1_000n })
  })

  test('60 % and 50 % on the same piece are not 100 %: the better one holds, and in lanes one after the other 80 %', () => {
    const off = (percent: number, lane: string) =>
      written(`promotion: off-${percent}\nlane: ${lane}\nreward: {percent: {off: ${percent} %, of: all}}`)
    expect(priced([line('a', 100)], [off(60, 'goods'), off(50, 'goods')]).total).toBe(4_000n)
    expect(priced([line('a', 100)], [off(60, 'goods'), off(50, 'order')]).total).toBe(2_000n)
  })

  test('the order of lines and of promotions changes nothing', () => {
    const promotions = ['three-for-two', 'half-price-lotion', 'tiers-of-the-order', 'buy-one-get-one'].map(
      example,
    )
    const lines = [
      line('lotion', 30, { categories: ['care'], quantity: 2 }),
      line('cream', 10, { quantity: 3 }),
      line('balm', 19.99, { categories: ['care'], quantity: 2 }),
    ]
    const first = priced(lines, promotions)
    const other = priced(lines.toReversed(), promotions.toReversed())
    expect(other.total).toBe(first.total)
    expect(other.codes).toEqual(first.codes)
  })

  test('a fixed amount never makes a piece cost less than nothing', () => {
    const promotion = written('promotion: ten\nreward: {amount: {off: 10, of: all}}')
    expect(priced([line('a', 3), line('b', 2.5)], [promotion])).toMatchObject({ total: 0n, offMinor: 550n })
  })
})

test('a promotion holds from its first day up to, not including, its last', () => {
  const promotion = written(
    'promotion: october\nfrom: 2026-10-01\nuntil: 2026-11-01\nreward: {percent: {off: 10 %, of: all}}',
  )
  const on = (day: string) => priced([line('a', 10)], [promotion], { day })
  expect(['2026-10-01', '2026-10-31'].map((day) => on(day).total)).toEqual([900n, 900n])
  expect(['2026-09-30', '2026-11-01'].map((day) => on(day).notApplied)).toMatchObject([
    [{ because: 'missing', missing: [{ is: 'days' }] }],
    [{ because: 'missing', missing: [{ is: 'days' }] }],
  ])
})

test('every discount ends on pieces, which add up to it, and none costs less than nothing', () => {
  const promotions = [
    written('promotion: third\nreward: {percent: {off: 33.3333 %, of: {tag: x}}}'),
    written(
      'promotion: seven\nlane: order\nwhen: {basket: {of: all, amount: 1}}\nreward: {amount: {off: 7.77, of: all}}',
    ),
  ]
  const result = priced(
    [
      line('a', 0.99, { tags: ['x'], quantity: 7 }),
      line('b', 0.01, { tags: ['x'], quantity: 2 }),
      line('c', 3.33),
    ],
    promotions,
  )
  const shares = result.applied.flatMap((one) => one.shares)
  expect(shares.reduce((sum, share) => sum + share.minor, 0n)).toBe(result.offMinor)
  expect(result.total + result.offMinor).toBe(1_028n)
  expect(result.left.flat().every((minor) => minor >= 0n)).toBe(true)
})
