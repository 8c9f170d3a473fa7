import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeOf, isCode, readCode, spellCode } from './code.ts'

const number = fc.bigInt({ min: 0n, max: 10n ** 12n })

test('the published example of the Damm digit holds', () => {
  expect(codeOf(572n, 3)).toBe('5724')
})

test('every code is valid, also with spaces and dashes, and is found again', () => {
  fc.assert(
    fc.property(number, fc.integer({ min: 4, max: 10 }), (value, width) => {
      const code = codeOf(value, width)
      expect(isCode(code)).toBe(true)
      expect(readCode(spellCode(code))).toBe(code)
      expect(readCode(` ${code.slice(0, 2)}-${code.slice(2)}`)).toBe(code)
    }),
  )
})

test('one wrong digit or two swapped neighbours are always noticed', () => {
  fc.assert(
    fc.property(number, fc.nat(), fc.integer({ min: 1, max: 9 }), (value, at, by) => {
      const code = codeOf(value, 6)
      const place = at % code.length
      const wrong = String((Number(code[place]) + by) % 10)
      expect(isCode(code.slice(0, place) + wrong + code.slice(place + 1))).toBe(false)
      const [left = '', right = left] = [code[place], code[place + 1]]
      const swapped = code.slice(0, place) + right + left + code.slice(place + 2)
      expect(left === right || !isCode(swapped)).toBe(true)
    }),
  )
})

test('text that is no number is no code', () => {
  expect(readCode('12a4')).toBeUndefined()
  expect(readCode('')).toBeUndefined()
})
