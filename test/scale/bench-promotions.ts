import { loadavg } from 'node:os'
import { promotionSet, readPromotion } from '#modules/promotions/api.ts'
import { priceOrder, type PricingInput } from '#modules/orders/use-cases/price-order.ts'
import type { PriceBook, Product } from '#modules/catalog/api.ts'
import { seededRandom } from '#shared/random.ts'
import { plainDelivery } from '#test/support/shipping.ts'
import type { Say } from './bench-data.ts'
import { benchPromotion } from './orders-promotions.ts'

const CATEGORIES = 200
const PRODUCTS = 2000
const WARM = 30
const ROUNDS_MS = 4000
const always = { fromMs: 0, untilMs: null }

/** Goods that a promotion is about. */
type About = Readonly<{ category: string; other: string; product: string }>

/** Kinds of promotions that a company with a thousand of them has; `n` makes each unlike the others. */
const KINDS: readonly ((n: number, of: About) => string)[] = [
  (n, { category }) => `reward: {percent: {off: ${5 + (n % 30)} %, of: {category: ${category}}}}`,
  (_, { category }) =>
    `each: {set: [{pieces: 2, of: {category: ${category}}}]}\nreward: {free: {pieces: 1, of: {category: ${category}}, which: cheapest}}`,
  (_, { category, other }) =>
    `when: {basket: {of: {category: ${category}}, amount: 40}}\nreward: {percent: {off: 25 %, of: {category: ${other}}}}`,
  (n) => `when: {coupon: k${n}}\nreward: {amount: {off: 5, of: all}}`,
  (_, { product }) => `reward: {price: {each: 3, of: {product: "${product}"}}}`,
]

/**
 * Which promotions are there: ten about goods of the order; the same ten among a thousand, the others about goods that are not
 * in it; and a thousand drawn over everything that is sold.
 */
const CASES = ['10', '10 among 1000', '1000 over all goods'] as const
type Case = (typeof CASES)[number]

/**
 * Whole orders priced in memory: offers, promotions with the best combination, tax, shipping. Goals: 1,000 promotions cost at most
 * twice what 10 cost, and 100 lines stay under 20 ms. Nothing of it asks a database.
 */
export function benchPromotions(seed: number, say: Say) {
  const random = seededRandom(seed)
  const products = Array.from({ length: PRODUCTS }, (_, n) => productOf(n, random))
  const book = bookOf(products)
  const order = Array.from({ length: 100 }, () => ({
    product: products[random.below(PRODUCTS)]?.code ?? '',
    quantity: 1 + random.below(3),
  }))
  const cases = [3, 100].flatMap((lines) =>
    CASES.map((promotions) => {
      const measured = measure(inputOf(book, order.slice(0, lines), promotions))
      say(
        `${lines} lines, ${promotions}: ${measured.cpu_ms} ms of processor, ${measured.p50_ms} ms by the clock`,
      )
      return { lines, promotions, ...measured }
    }),
  )
  const of = (lines: number, promotions: Case): number =>
    cases.find((one) => one.lines === lines && one.promotions === promotions)?.cpu_ms ?? 0
  const dense = [10, 50, 1000].map((promotions) => {
    const measured = measure(denseInput(random, promotions))
    say(
      `100 lines of few goods, ${promotions}: ${measured.cpu_ms} ms of processor, ${measured.p50_ms} ms by the clock`,
    )
    return { lines: 100, promotions: `${promotions} about few goods`, ...measured }
  })
  return {
    cases: [...cases, ...dense],
    ratio_3_lines: rounded(of(3, '10 among 1000') / of(3, '10')),
    ratio_100_lines: rounded(of(100, '10 among 1000') / of(100, '10')),
    load: rounded(loadavg()[0] ?? 0),
  }
}

type Random = ReturnType<typeof seededRandom>

function bookOf(products: readonly Product[]): PriceBook {
  const byCode = new Map(products.map((product) => [product.code, product]))
  return { version: 1n, marketId: 1n, categories: [], products, byCode }
}

function productOf(n: number, random: Random): Product {
  return {
    id: BigInt(n + 1),
    code: String(1000 + n),
    category: `c${n % CATEGORIES}`,
    art: 'soap',
    state: 'active',
    tags: [],
    taxClass: 'standard',
    weightGrams: 100,
    texts: { en: { name: 'x', summary: '', description: '' } },
    prices: [
      { kind: 'retail', minor: BigInt(100 + random.below(4000)), volumes: { PV: 1_000_000n }, ...always },
    ],
  }
}

/** Goods and categories of a small company, as its orders are benched. */
const FEW_PRODUCTS = 69
const FEW_CATEGORIES = 6
const BUDGET_LEFT = 1_000_000n

/** Every promotion is about a few goods that are all in the order, so that many of them meet on the same pieces. */
function denseInput(random: Random, promotions: number): PricingInput {
  const products = Array.from({ length: FEW_PRODUCTS }, (_, n) => ({
    ...productOf(n, random),
    category: `c${n % FEW_CATEGORIES}`,
  }))
  const lines = Array.from({ length: 100 }, (_, n) => ({
    product: products[n % FEW_PRODUCTS]?.code ?? '',
    quantity: 1 + random.below(3),
  }))
  const texts = Array.from({ length: promotions }, (_, n) =>
    benchPromotion({
      n,
      category: `c${n % FEW_CATEGORIES}`,
      other: `c${(n + 1) % FEW_CATEGORIES}`,
      product: products[n % FEW_PRODUCTS]?.code ?? '',
    }),
  )
  const limited = texts.flatMap((text, n) => (text.includes('budget') ? [`bench-${n}`] : []))
  const left = Object.fromEntries(limited.map((code) => [code, { times: 1_000, minor: BUDGET_LEFT }]))
  return inputOfTexts(bookOf(products), lines, texts, left)
}

function inputOf(book: PriceBook, lines: PricingInput['lines'], promotions: Case): PricingInput {
  const categoryAt = (n: number): string =>
    book.byCode.get(lines[n % lines.length]?.product ?? '')?.category ?? ''
  const aboutOf = (n: number): About => {
    if (promotions === '1000 over all goods') {
      const [category, other] = [`c${n % CATEGORIES}`, `c${(n + 7) % CATEGORIES}`]
      return { category, other, product: String(1000 + (n % PRODUCTS)) }
    }
    if (n >= 10) return { category: `x${n}`, other: `y${n}`, product: String(900_000 + n) }
    const product = lines[n % lines.length]?.product ?? ''
    return { category: categoryAt(n), other: categoryAt(n + 1), product }
  }
  const texts = Array.from({ length: promotions === '10' ? 10 : 1000 }, (_, n) => {
    const kind = KINDS[n % KINDS.length] ?? KINDS[0]
    return `openfield_promotion: 1\npromotion: p${n}\ntitle: {en: P}\n${kind?.(n, aboutOf(n)) ?? ''}\n`
  })
  return inputOfTexts(book, lines, texts, {})
}

const limits = {
  uses: null,
  usesPerPerson: null,
  usesPerMonth: null,
  budgetMinor: null,
  monthBudgetMinor: null,
}

/** An order under promotions of these texts, with what is left of those that are limited. */
function inputOfTexts(
  book: PriceBook,
  lines: PricingInput['lines'],
  texts: readonly string[],
  left: Readonly<Record<string, Readonly<{ times: number; minor: bigint }>>>,
): PricingInput {
  const held = texts.map((text, n) => {
    const promotion = readPromotion(text, 'EUR')
    const id = BigInt(n + 1)
    return { id, versionId: id, promotion, limits, campaignId: null, campaignBudgetMinor: null }
  })
  const none = { coupons: [], entitlements: {}, history: {}, facts: {}, orderNumber: undefined }
  const basket = { ...none, left, day: '2026-10-25', time: '12:00', weekday: 'sun' }
  const rate = { class: 'standard', ratePpm: 190_000n, rounding: 'half_up', ...always } as const
  const delivery = plainDelivery([{ fromMinor: 0n, upToGrams: null, minor: 490n, taxClass: 'standard' }])
  return {
    book,
    tax: { version: 1n, rates: [rate] },
    delivery,
    kind: 'retail',
    atMs: 1,
    lines,
    promoting: { ground: { set: promotionSet(held), basket, coupons: [] }, chosen: [], currency: 'EUR' },
  }
}

function measure(input: PricingInput) {
  let priced = priceOrder(input)
  for (let round = 0; round < WARM; round++) priced = priceOrder(input)
  const times: number[] = []
  // The processor's time is counted in coarse steps, so that it is taken over all rounds together.
  const used = process.threadCpuUsage()
  const end = performance.now() + ROUNDS_MS
  while (performance.now() < end) {
    const begun = performance.now()
    priced = priceOrder(input)
    times.push(performance.now() - begun)
  }
  const { user, system } = process.threadCpuUsage(used)
  if (!priced.ok) throw new Error(priced.refusal.code)
  times.sort((a, b) => a - b)
  const at = (share: number): number => rounded(times[Math.floor(times.length * share)] ?? 0)
  const { promoted } = priced.value
  return {
    cpu_ms: rounded((user + system) / 1000 / times.length),
    p50_ms: at(0.5),
    p99_ms: at(0.99),
    applied: promoted?.given.length ?? 0,
    exact: promoted?.isExact ?? true,
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
