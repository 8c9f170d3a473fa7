import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeOf } from '#shared/code.ts'
import { offerAt, type Price, type PriceBook, type Product } from '../price-book.ts'
import { codeTrouble, nearestCode, printedAt, type Printed, type PrintedCodes } from './campaign.ts'

const always = { fromMs: 0, untilMs: null }
const texts = { en: { name: 'Candle', summary: '', description: '' } }
const candle: Product = {
  id: 1n,
  code: '100018',
  category: 'home',
  art: 'candle',
  state: 'active',
  taxClass: 'standard',
  weightGrams: 1,
  tags: [],
  texts,
  prices: [
    { kind: 'retail', minor: 2400n, volumes: { PV: 12n }, ...always },
    { kind: 'distributor', minor: 1800n, volumes: { PV: 10n }, ...always },
  ],
}

const campaign = (id: bigint, code: string) =>
  ({ id, code, texts: { en: { name: code } }, fromDay: '2026-10-01', untilDay: '2026-10-31' }) as const

function printed(of: Partial<Printed>): Printed {
  const rest = { page: 14, prices: [], campaign: campaign(1n, 'c10'), fromMs: 100, untilMs: 200 }
  return { code: '60018', product: candle.code, ...rest, ...of }
}

function bookOf(products: readonly Product[], codes: PrintedCodes): PriceBook {
  const byCode = new Map(products.map((product) => [product.code, product]))
  return { version: 1n, marketId: 1n, categories: [], products, byCode, printed: codes }
}

const codesOf = (...all: readonly Printed[]): PrintedCodes => Map.groupBy(all, ({ code }) => code)

test('a printed code sells its product at the printed price of the kind, else at the usual one, while its campaign holds', () => {
  const book = bookOf(
    [candle],
    codesOf(
      printed({ prices: [{ kind: 'retail', minor: 1990n, volumes: null }] }),
      printed({ code: '60025', prices: [{ kind: 'distributor', minor: 1500n, volumes: { PV: 7n } }] }),
    ),
  )
  const at = (code: string, kind: Price['kind'], atMs: number) => {
    const offer = offerAt(book, { code, kind, atMs })
    return offer && [offer.price.minor, offer.price.volumes['PV'], offer.printed?.campaign.code]
  }
  expect(at('60018', 'retail', 150)).toEqual([1990n, 12n, 'c10'])
  // Nothing is printed for distributors, who have a price of their own; a preferred customer pays as retail buyers do.
  expect(at('60018', 'distributor', 150)).toEqual([1800n, 10n, 'c10'])
  expect(at('60018', 'preferred', 150)).toEqual([1990n, 12n, 'c10'])
  expect(at('60025', 'distributor', 150)).toEqual([1500n, 7n, 'c10'])
  expect(at('60025', 'retail', 150)).toEqual([2400n, 12n, 'c10'])
  expect([at('60018', 'retail', 99), at('60018', 'retail', 200)]).toEqual([undefined, undefined])
  expect(at(candle.code, 'retail', 150)).toEqual([2400n, 12n, undefined])
})

test('a code of a campaign that is over, or is still to come, is told with it; of two that had it the one that was last', () => {
  const last = printed({ campaign: campaign(2n, 'c11'), fromMs: 200, untilMs: 300 })
  const codes = codesOf(last, printed({}))
  const trouble = (atMs: number) => {
    const found = codeTrouble('60018', { products: [], printed: codes, atMs })
    return found && found.is !== 'near' ? [found.is, found.printed.campaign.code] : found
  }
  expect([trouble(50), trouble(300)]).toEqual([
    ['to_come', 'c10'],
    ['ended', 'c11'],
  ])
  expect([printedAt(codes, '60018', 199), printedAt(codes, '60018', 200)]).toEqual([printed({}), last])
})

test('a slip of one digit, or of two neighbours, is never another code, and the nearest one is named', () => {
  const many = process.env['OPENFIELD_TEST_LONG'] === '1' ? 5_000 : 200
  const number = fc.integer({ min: 60_001, max: 60_400 }).map((value) => codeOf(BigInt(value), 5))
  const slip = fc.record({ at: fc.nat(5), digit: fc.nat(9), swaps: fc.boolean() })
  const codes = Array.from({ length: 400 }, (_, n) => codeOf(BigInt(60_001 + n), 5))
  fc.assert(
    fc.property(number, slip, (code, { at, digit, swaps }) => {
      const next = code[at + 1]
      const typed = swaps
        ? `${code.slice(0, at)}${next ?? ''}${code[at] ?? ''}${code.slice(at + 2)}`
        : `${code.slice(0, at)}${digit}${code.slice(at + 1)}`
      if (typed === code) return
      expect(codes).not.toContain(typed)
      const nearest = nearestCode(typed, codes)
      // By a count of edits made independently.
      const near = codes.filter((one) => edits(typed, one) === 1).toSorted()
      expect(nearest).toBe(near[0])
      expect(near).toContain(code)
    }),
    { numRuns: many },
  )
})

/** How many digits to change, add, leave out or swap with a neighbour, by the table of the textbook. */
function edits(left: string, right: string): number {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= left.length; i += 1) {
    rows[i] = [i]
    for (let j = 1; j <= right.length; j += 1) {
      const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity
      const same = left[i - 1] === right[j - 1] ? 0 : 1
      const swapped =
        i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]
          ? at(i - 2, j - 2) + 1
          : Infinity
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same, swapped))
    }
  }
  return rows[left.length]?.[right.length] ?? Infinity
}
