import {
  array,
  assert,
  bigInt,
  constantFrom,
  option,
  property,
  record,
  subarray,
  uniqueArray,
} from 'fast-check'
import { expect, test } from 'vitest'
import type { OnCard } from './family-page.ts'
import type { Product } from './price-book.ts'
import { narrowed, optionFacets, priceRange, wishedOptions } from './shop-list.ts'

const SIZES = ['s', 'm', 'l'] as const
const COLOURS = ['red', 'blue'] as const
const named = (code: string) => ({ code, texts: { en: { name: code } } })
const options = [
  { ...named('size'), values: SIZES.map(named) },
  { ...named('colour'), values: COLOURS.map(named) },
]

const wished = record({
  category: option(constantFrom('home', 'body'), { nil: undefined }),
  sizes: subarray([...SIZES]),
  colours: subarray([...COLOURS]),
  least: option(bigInt({ min: 0n, max: 9n }), { nil: undefined }),
  most: option(bigInt({ min: 0n, max: 9n }), { nil: undefined }),
  soldOut: option(subarray(['s red', 'm red', 'l blue', 's blue']), { nil: undefined }),
})
const variants = uniqueArray(
  record({
    size: constantFrom(...SIZES),
    colour: constantFrom(...COLOURS),
    minor: bigInt({ min: 0n, max: 9n }),
  }),
  { minLength: 1, selector: ({ size, colour }) => `${size} ${colour}` },
)
const families = array(record({ category: constantFrom('home', 'body'), variants }), { maxLength: 4 })

test('a family is shown exactly when one of its variants is all that is wished, with those that are', () => {
  assert(
    property(families, wished, (made, by) => {
      const cards = made.map(cardOf)
      const text = [...by.sizes.map((one) => `size:${one}`), ...by.colours.map((one) => `colour:${one}`)]
      const shown = narrowed(cards, {
        ...by,
        categories: by.category === undefined ? undefined : new Set([by.category]),
        options: wishedOptions(text.join(',')),
        soldOut: by.soldOut && new Set(by.soldOut),
      })
      // Slowly: every variant is asked every question by itself.
      const expected = made.map((family) =>
        family.variants.filter(({ size, colour, minor }) => {
          if (by.category !== undefined && family.category !== by.category) return false
          if (by.sizes.length > 0 && !by.sizes.includes(size)) return false
          if (by.colours.length > 0 && !by.colours.includes(colour)) return false
          if (by.least !== undefined && minor < by.least) return false
          if (by.most !== undefined && minor > by.most) return false
          return by.soldOut?.includes(`${size} ${colour}`) !== true
        }),
      )
      expect(shown.map(({ offers }) => offers.map(({ product }) => product.code))).toEqual(
        expected
          .filter((fitting) => fitting.length > 0)
          .map((fitting) => fitting.map(({ size, colour }) => `${size} ${colour}`)),
      )
    }),
  )
})

test('a list says of each value how many families have it, and from what to what they cost', () => {
  const cards = [
    cardOf({ category: 'home', variants: [variant('s', 'red', 5n), variant('s', 'blue', 3n)] }),
    cardOf({ category: 'home', variants: [variant('m', 'red', 9n)] }),
  ]
  expect(optionFacets(cards, 'en')).toEqual([
    { code: 'size', name: 'size', values: [value('s', 1), value('m', 1)] },
    { code: 'colour', name: 'colour', values: [value('red', 2), value('blue', 1)] },
  ])
  expect(priceRange(cards)).toEqual({ least: 3n, most: 9n })
  expect(priceRange([])).toBeUndefined()
})

const value = (code: string, products: number) => ({ code, name: code, products })
const variant = (size: (typeof SIZES)[number], colour: (typeof COLOURS)[number], minor: bigint) => ({
  size,
  colour,
  minor,
})

function cardOf(family: { category: string; variants: readonly ReturnType<typeof variant>[] }): OnCard {
  const plain: Product = {
    id: 1n,
    code: '1',
    category: family.category,
    art: 'x',
    state: 'active',
    taxClass: 'standard',
    weightGrams: 1,
    tags: [],
    texts: { en: { name: 'x', summary: '', description: '' } },
    prices: [],
  }
  const offers = family.variants.map(({ size, colour, minor }) => ({
    product: {
      ...plain,
      code: `${size} ${colour}`,
      family: {
        id: 1n,
        code: '1',
        category: family.category,
        texts: plain.texts,
        choice: { size, colour },
        prices: [],
        limitedWith: undefined,
      },
    },
    price: { kind: 'retail', minor, volumes: {}, fromMs: 0, untilMs: null } as const,
  }))
  const [first, ...others] = offers
  if (!first) throw new Error('a family has variants')
  return { product: { ...plain, options }, offers: [first, ...others] }
}
