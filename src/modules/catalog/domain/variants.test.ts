import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cardsOf, cheapestOf, valuesBeside } from './family-page.ts'
import { countedWith, limitedGoods, type WantedGoods } from './limited-goods.ts'
import { brokenLimit, type ProductLimits } from './limits.ts'
import { planVariants, refuseVariants } from './plan-variants.ts'
import { offerAt, PRICE_KINDS, priceAt, type Price, type PriceBook, type Product } from './price-book.ts'
import { combinations, variantTexts, type ProductOption } from './variants.ts'

const numRuns = process.env['OPENFIELD_TEST_LONG'] === '1' ? 20_000 : 300
const MOMENTS = 12

const plain: Product = {
  id: 1n,
  code: '10',
  category: 'beauty',
  art: 'tube',
  state: 'active',
  taxClass: 'standard',
  weightGrams: 20,
  tags: [],
  texts: { en: { name: 'Lip colour', summary: '', description: '' } },
  prices: [],
}
const shade = option('shade', ['rose', 'plum', 'brick'])
const size = option('size', ['s', 'm'])

/** Prices of any kinds that hold over stretches, none of one kind at once. */
const prices = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...PRICE_KINDS),
      minor: fc.bigInt({ min: 1n, max: 99n }),
      cut: fc.tuple(fc.nat(MOMENTS), fc.nat(MOMENTS)),
      isOpen: fc.boolean(),
    }),
    { maxLength: 5 },
  )
  .map((drawn) => {
    const found: Price[] = []
    for (const { kind, minor, cut, isOpen } of drawn) {
      const [fromMs, end] = [Math.min(...cut), Math.max(...cut) + 1]
      const untilMs = isOpen ? null : end
      const meets = found.some(
        (one) =>
          one.kind === kind && fromMs < (one.untilMs ?? Infinity) && one.fromMs < (untilMs ?? Infinity),
      )
      if (!meets) found.push({ kind, minor, volumes: { PV: minor * 7n }, fromMs, untilMs })
    }
    return found
  })
const limits = fc.record<ProductLimits>({
  perOrder: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
  perBuyer: fc.option(fc.record({ most: fc.integer({ min: 1, max: 9 }), days: fc.constant(30) }), {
    nil: null,
  }),
  minAge: fc.constant(null),
  countries: fc.constant([]),
})

test('at every moment a variant costs what a search finds that copies the prices down which it lacks', () => {
  fc.assert(
    fc.property(prices, prices, (own, familyPrices) => {
      const variant = variantOf(0, { prices: own, familyPrices })
      for (let atMs = 0; atMs <= MOMENTS + 1; atMs++) {
        const holding = (all: readonly Price[]): readonly Price[] =>
          all.filter((one) => one.fromMs <= atMs && (one.untilMs === null || atMs < one.untilMs))
        // The copy: of each kind the own price, else that of the family, as if somebody had written it there.
        const copied = PRICE_KINDS.flatMap((kind) => {
          const mine = holding(own).find((one) => one.kind === kind)
          return mine ?? holding(familyPrices).find((one) => one.kind === kind) ?? []
        }).map((one) => ({ ...one, fromMs: atMs, untilMs: null }))
        for (const kind of PRICE_KINDS) {
          const expected = priceAt({ ...plain, prices: copied }, kind, atMs)
          const found = priceAt(variant, kind, atMs)
          expect([found?.minor, found?.volumes]).toEqual([expected?.minor, expected?.volumes])
        }
      }
    }),
    { numRuns },
  )
})

test('limits of a family count over its variants as a slow count of every piece finds them', () => {
  const wish = fc.record({
    variant: fc.nat(3),
    quantity: fc.integer({ min: 1, max: 5 }),
    before: fc.nat(5),
    isGift: fc.boolean(),
  })
  fc.assert(
    fc.property(
      limits,
      fc.array(fc.option(limits, { nil: undefined }), { minLength: 4, maxLength: 4 }),
      fc.uniqueArray(wish, { selector: (one) => `${one.variant} ${one.isGift}`, maxLength: 6 }),
      (ofFamily, own, wishes) => {
        const limitedWith = own.flatMap((one, place) => (one === undefined ? [BigInt(place + 10)] : []))
        const variants = own.map((one, place) =>
          variantOf(place, {
            limits: one ?? ofFamily,
            limitedWith: one === undefined ? limitedWith : undefined,
          }),
        )
        const wanted = wishes.flatMap(({ variant, quantity, isGift }): WantedGoods[] => {
          const product = variants[variant]
          return product ? [{ product, quantity, isGift }] : []
        })
        const bought = new Map(wishes.map(({ variant, before }) => [BigInt(variant + 10), before]))
        const broken = brokenLimit(limitedGoods(wanted, bought), { country: undefined, ofAge: undefined })
        // Piece by piece: each counts for itself, or for everything that shares the limits of the family.
        const breaks = wishes.some(({ variant, isGift }) => {
          if (isGift) return false
          const shares = own[variant] === undefined
          const held = own[variant] ?? ofFamily
          const isCounted = (other: number): boolean =>
            shares ? own[other] === undefined : other === variant
          const now = wishes.filter((one) => !one.isGift && isCounted(one.variant))
          const pieces = now.reduce((total, one) => total + one.quantity, 0)
          let earlier = 0
          for (const [id, count] of bought) if (isCounted(Number(id) - 10)) earlier += count
          const { perOrder, perBuyer } = held
          return (
            (perOrder !== null && pieces > perOrder) ||
            (perBuyer !== null && pieces + earlier > perBuyer.most)
          )
        })
        expect(broken !== undefined).toBe(breaks)
      },
    ),
    { numRuns },
  )
  expect(countedWith(variantOf(0, { limitedWith: [10n, 11n] }))).toEqual([10n, 11n])
  expect(countedWith(variantOf(0, {}))).toEqual([10n])
})

test('a family is one card with its lowest price, is itself not for sale, and says which values can be had', () => {
  const at = (minor: bigint): readonly Price[] => [
    { kind: 'retail', minor, volumes: {}, fromMs: 0, untilMs: null },
  ]
  const of = (place: number, shadeCode: string, sizeCode: string, some: Partial<Product>): Product => {
    const variant = variantOf(place, { familyPrices: at(900n) })
    const { family } = variant
    return {
      ...variant,
      ...some,
      family: family && { ...family, choice: { shade: shadeCode, size: sizeCode } },
    }
  }
  const roseS = of(0, 'rose', 's', {})
  const roseM = of(1, 'rose', 'm', { prices: at(1200n) })
  const plumM = of(2, 'plum', 'm', {})
  const brickS = of(3, 'brick', 's', { state: 'withdrawn' })
  const family: Product = { ...plain, options: [shade, size], prices: at(900n) }
  const soap: Product = { ...plain, id: 90n, code: '90', prices: at(100n) }
  const products = [family, brickS, plumM, roseM, roseS, soap]
  const book: PriceBook = {
    version: 1n,
    marketId: 1n,
    categories: [],
    products,
    byCode: new Map(products.map((one) => [one.code, one])),
  }
  const cards = cardsOf(book, { kind: 'retail', atMs: 1 })
  expect(cards.map(({ product }) => product.code)).toEqual(['10', '90'])
  const [card] = cards
  if (!card) throw new Error('there is no card')
  expect(card.offers.map(({ product }) => product)).toEqual([roseS, roseM, plumM])
  expect(cheapestOf(card)).toMatchObject({ price: { minor: 900n }, isFrom: true })
  expect(offerAt(book, { code: '10', kind: 'retail', atMs: 1 })).toBeUndefined()
  expect(offerAt(book, { code: roseM.code, kind: 'retail', atMs: 1 })?.price.minor).toBe(1200n)
  const beside = valuesBeside(
    [shade, size],
    { shade: 'rose', size: 's' },
    card.offers.map(({ product }) => product),
  )
  expect(beside.map(({ values }) => values.map(({ is, next }) => [is, next?.code]))).toEqual([
    [
      ['chosen', roseS.code],
      ['other', plumM.code],
      ['unavailable', undefined],
    ],
    [
      ['chosen', roseS.code],
      ['available', roseM.code],
    ],
  ])
})

test('a variant is called by its family and its choice, in every language that anything of it is written in', () => {
  const texts = { en: { name: 'Lip colour', summary: 'Soft.', description: '' } }
  const german = { ...shade, texts: { en: { name: 'Shade' }, de: { name: 'Farbton' } } }
  expect(variantTexts(texts, [german, size], { shade: 'rose', size: 'm' })).toEqual({
    en: { name: 'Lip colour — Shade: Rose, Size: M', summary: 'Soft.', description: '' },
    de: { name: 'Lip colour — Farbton: Rose, Size: M', summary: 'Soft.', description: '' },
  })
})

test('variants are made for combinations that are new, and a value in use cannot go', () => {
  const fields = { ...plain, limits: freeLimits, own: [] }
  const known = [{ code: '29', choice: { size: 's', shade: 'rose' }, fields }]
  const wanted = combinations([shade, size]).map(
    (choice) => ({ choice, state: 'active', weightGrams: null }) as const,
  )
  expect(wanted).toHaveLength(6)
  expect(refuseVariants([shade, size], known, wanted)).toBeUndefined()
  expect(planVariants(plain, known, wanted)).toMatchObject({
    ok: true,
    value: { edit: [], make: wanted.slice(1) },
  })
  const heavier = [{ choice: { shade: 'rose', size: 's' }, state: 'active', weightGrams: 25 }] as const
  expect(planVariants(plain, known, heavier)).toMatchObject({
    value: {
      make: [],
      edit: [
        { diff: { before: { weightGrams: 20, own: [] }, after: { weightGrams: 25, own: ['weightGrams'] } } },
      ],
    },
  })
  const refusal = (options: readonly ProductOption[], some: typeof wanted): string | undefined => {
    const refused = refuseVariants(options, known, some)
    return refused && !refused.ok ? refused.refusal.code : undefined
  }
  expect(refusal([option('shade', ['plum']), size], [])).toBe('catalog.option_used_conflict')
  expect(refusal([shade], [])).toBe('catalog.option_used_conflict')
  expect(refusal([shade, size, shade], [])).toBe('catalog.option_twice')
  expect(refusal([shade, size], [...wanted, ...wanted.slice(0, 1)])).toBe('catalog.choice_twice')
  expect(
    refuseVariants([], [], [{ choice: { shade: 'rose' }, state: 'draft', weightGrams: null }]),
  ).toMatchObject({
    refusal: { code: 'catalog.choice_unknown' },
  })
})

const freeLimits: ProductLimits = { perOrder: null, perBuyer: null, minAge: null, countries: [] }

function option(code: string, values: readonly string[]): ProductOption {
  const named = (text: string) => ({ en: { name: text.charAt(0).toUpperCase() + text.slice(1) } })
  return { code, texts: named(code), values: values.map((value) => ({ code: value, texts: named(value) })) }
}

function variantOf(
  place: number,
  of: Readonly<{
    prices?: readonly Price[]
    familyPrices?: readonly Price[]
    limits?: ProductLimits
    limitedWith?: readonly bigint[] | undefined
  }>,
): Product {
  const { prices: own = [], familyPrices = [], limitedWith } = of
  const family = {
    id: 1n,
    code: '10',
    category: 'beauty',
    texts: plain.texts,
    choice: {},
    prices: familyPrices,
    limitedWith,
  }
  return { ...plain, id: BigInt(place + 10), code: `2${place}`, limits: of.limits, prices: own, family }
}
