import { array, assert, bigInt, boolean, constantFrom, option, property, record, string } from 'fast-check'
import { expect, test } from 'vitest'
import { isNarrowed, listAddress, readListQuery, SORTS, type ListQuery } from './list-query.ts'

const currency = 'EUR'
const read = (address: string): ListQuery =>
  readListQuery(new URL(address, 'http://shop.test').searchParams, currency)

test('an address says exactly what a list was asked for, whatever it is', () => {
  const amount = option(bigInt({ min: 0n, max: 10n ** 9n }), { nil: undefined })
  const query = record({
    search: string({ maxLength: 40 }).map((text) => text.trim()),
    sort: option(constantFrom(...SORTS), { nil: undefined }),
    page: constantFrom(1, 2, 77),
    options: array(constantFrom('size:m', 'size:l', 'scent:cedar-2'), { maxLength: 5 }),
    least: amount,
    most: amount,
    available: boolean(),
  })
  assert(
    property(query, (asked) => {
      const address = listAddress('/products', asked, { currency, change: { page: asked.page } })
      expect(read(address)).toEqual(asked)
      // Whatever narrows a list anew begins at its first page.
      expect(read(listAddress('/products', asked, { currency })).page).toBe(1)
    }),
  )
})

test('what an address cannot mean is left out, and the list is shown all the same', () => {
  const asked = read(
    '/products?sort=up&page=-3&option=size&option=%3Cb%3E:x&option=size:m&least=cheap&most=1e9&available=yes',
  )
  expect(asked).toEqual({
    search: '',
    sort: undefined,
    page: 1,
    options: ['size:m'],
    least: undefined,
    most: undefined,
    available: false,
  })
  expect(isNarrowed(read('/products?least=12,50'))).toBe(true)
  expect(read('/products?least=12,50').least).toBe(1250n)
  expect(read(`/products?search=${'a'.repeat(500)}`).search).toHaveLength(100)
})
