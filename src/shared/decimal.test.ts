import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDecimal, formatShort, parseDecimal } from './decimal.ts'

test('a decimal keeps every digit on its way through', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
      fc.integer({ min: 0, max: 12 }),
      (value, places) => {
        expect(parseDecimal(formatDecimal(value, places), places)).toBe(value)
        expect(parseDecimal(formatShort(value, places), places)).toBe(value)
      },
    ),
  )
})

test('text that is no plain decimal is refused, and so are digits that would be lost', () => {
  for (const text of ['', '1,000', '1e3', '.5', '5.', '--1', ' 1', 'NaN', '0x10']) {
    expect(parseDecimal(text, 2)).toBe('not_a_number')
  }
  expect(parseDecimal('1.005', 2)).toBe('too_many_places')
  expect(parseDecimal('1.500', 1)).toBe(15n)
})
