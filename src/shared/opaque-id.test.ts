import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOpaqueIds, decryptBlock, encryptBlock, expandKey } from './opaque-id.ts'

const words = fc.tuple(
  ...([0, 1, 2, 3] as const).map(() => fc.integer({ min: 0, max: 0xffffffff })),
) satisfies fc.Arbitrary<number[]>
const ids = createOpaqueIds([1, 2, 3, 4])

test('the published vector of Speck64/128 holds', () => {
  const schedule = expandKey([0x1b1a1918, 0x13121110, 0x0b0a0908, 0x03020100])
  expect(encryptBlock(schedule, 0x3b7265747475432dn)).toBe(0x8c6fa548454e028bn)
  expect(decryptBlock(schedule, 0x8c6fa548454e028bn)).toBe(0x3b7265747475432dn)
})

test('every id comes back under every key', () => {
  fc.assert(
    fc.property(words, fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), ([a, b, c, d], id) => {
      const keyed = createOpaqueIds([a ?? 0, b ?? 0, c ?? 0, d ?? 0])
      const text = keyed.close('ord', id)
      expect(text).toMatch(/^ord_[0-9a-f][0-9a-hjkmnp-tv-z]{12}$/)
      expect(keyed.open('ord', text)).toBe(id)
    }),
  )
})

test('the same number looks unlike as a person and as an order, and kinds are not mixed up', () => {
  expect(ids.close('per', 7n).slice(4)).not.toBe(ids.close('ord', 7n).slice(4))
  expect(() => ids.open('ord', ids.close('per', 7n))).toThrow(/kind ord/)
})

test('a made-up text of the right shape opens to an id that nobody has', () => {
  expect(ids.open('ord', `ord_${'f'.padEnd(13, 'z')}`)).toBeTypeOf('bigint')
  expect(() => ids.open('ord', 'ord_short')).toThrow('kind ord')
})
