import { assert, constantFrom, integer, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { likeliest, meantBy, slips } from './search.ts'

/** Plain recursion over the last letters, with no bound. */
function slipsSlowly(a: string, b: string): number {
  if (a === '' || b === '') return Math.max(a.length, b.length)
  const [a1, b1] = [a.slice(0, -1), b.slice(0, -1)]
  const ways = [
    slipsSlowly(a1, b) + 1,
    slipsSlowly(a, b1) + 1,
    slipsSlowly(a1, b1) + (a.at(-1) === b.at(-1) ? 0 : 1),
  ]
  if (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1))
    ways.push(slipsSlowly(a.slice(0, -2), b.slice(0, -2)) + 1)
  return Math.min(...ways)
}

test('slips between two words are counted as trying every way counts them, up to the bound', () => {
  const word = string({ unit: constantFrom('a', 'b', 'c'), maxLength: 6 })
  assert(
    property(word, word, integer({ min: 0, max: 3 }), (a, b, most) => {
      const slow = slipsSlowly(a, b)
      const counted = slips(a, b, most)
      expect(Math.min(counted, most + 1)).toBe(Math.min(slow, most + 1))
    }),
  )
})

test('what is meant holds the word or is a slip away, short words one, longer ones two, the nearest first', () => {
  const known = ['soap', 'soup', 'candles', 'lavender', 'duftkerze'].map((word) => ({
    word,
    similarity: 0.3,
  }))
  expect(meantBy('saop', known)).toEqual(['soap'])
  expect(meantBy('soip', known)).toEqual(['soap', 'soup'])
  expect(meantBy('candel', known)).toEqual(['candles'])
  expect(meantBy('lovendor', known)).toEqual(['lavender'])
  expect(meantBy('kerze', known)).toEqual(['duftkerze'])
  expect(meantBy('tea', known)).toEqual([])
  expect(likeliest([...known, { word: 'sop', similarity: 0.4 }, { word: 'map', similarity: 0.2 }])[0]).toBe(
    'sop',
  )
  expect(likeliest([{ word: 'map', similarity: 0.2 }])).toEqual([])
})
