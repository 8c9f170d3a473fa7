import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isReservedAddress, proposeShopName, shopNameProblem } from '#shared/shop-name.ts'
import { shopNamesToTry } from './person.ts'

test('no address of the site can become a shop, also not spelled a little otherwise', () => {
  for (const word of ['office', 'console', 'api', 'cart', 'basket', 'checkout', 'join', 'health', 'assets']) {
    expect(shopNameProblem(word)).toBe('reserved')
    expect(isReservedAddress(word.toUpperCase())).toBe(true)
  }
  expect(shopNameProblem('check-out')).toBe('reserved')
  expect(shopNameProblem('anna-checkout')).toBeUndefined()
})

test('a shop name is short, plain and fit for an address', () => {
  for (const name of ['ab', '1anna', 'anna-', 'an--na', 'Anna', 'ännä', 'a b c', 'x'.repeat(31), '../etc'])
    expect(shopNameProblem(name)).toBe('shape')
  expect(proposeShopName('Zoë Ångström')).toBe('zoe-angstrom')
  expect(proposeShopName('Checkout')).toBeUndefined()
  expect(proposeShopName('王小明')).toBeUndefined()
})

test('whatever a newcomer is called, each name that is tried is a good one and the last has the whole code', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 120 }), fc.integer({ min: 10, max: 10 ** 9 }), (name, number) => {
      const names = shopNamesToTry(name, String(number))
      expect(names.map(shopNameProblem)).toEqual(names.map(() => undefined))
      expect(names.at(-1)).toBe(`shop-${number}`)
    }),
  )
})
