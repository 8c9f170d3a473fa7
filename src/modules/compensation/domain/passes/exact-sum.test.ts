import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundValues, program } from './code.ts'
import { addText, addTo, moveText, noSum, sumFrom, sumOf, totalOf } from './exact-sum.ts'

/** Whole numbers up to 2^52 on both sides of zero, large ones as often as small ones. */
const values = fc.array(
  fc.oneof(
    fc.integer({ min: -100, max: 100 }),
    fc.maxSafeInteger().map((value) => Math.trunc(value / 2)),
  ),
  { maxLength: 40 },
)

test('sums beyond 2^53 are exact, one by one, over a column and in a program', () => {
  fc.assert(
    fc.property(values, (some) => {
      const expected = some.reduce((sum, value) => sum + BigInt(value), 0n)
      const oneByOne = noSum()
      for (const value of some) addTo(oneByOne, value)
      expect(sumOf(oneByOne)).toBe(expected)
      const column = Float64Array.from(some)
      expect(totalOf(column)).toBe(expected)
      const [bound, inProgram] = [boundValues(), noSum()]
      const at = bound.name(column)
      const add = addText(bound, inProgram, 't', `${at}[p]`)
      program(
        bound,
        '',
        `let t=0;for(let p=0;p<${some.length};p++){${add}}${moveText(bound, inProgram, 't')}`,
      )()
      expect(sumOf(inProgram)).toBe(expected)
      expect(sumOf(sumFrom(expected))).toBe(expected)
    }),
  )
})
