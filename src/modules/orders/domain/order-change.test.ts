import { array, assert, bigInt, boolean, integer, nat, property, record, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { changeEntries, decideChange, piecesFor, type StandingOrder } from './order-change.ts'
import { pieceShares, type PlacedLine } from './piece-shares.ts'
import { boughtBackUntil } from './buy-back.ts'

/** A line whose discount promotions gave, all of it or a part. */
const placedLine = record({
  quantity: integer({ min: 1, max: 40 }),
  unitMinor: bigInt(0n, 5000n),
  offPpm: nat(1_000_000),
  taxPpm: nat(400_000),
  weights: array(nat(5), { minLength: 1, maxLength: 4 }),
  micro: bigInt(0n, 99_999_999n),
}).map(({ quantity, unitMinor, offPpm, taxPpm, weights, micro }): PlacedLine => {
  const gross = unitMinor * BigInt(quantity)
  const discountMinor = (gross * BigInt(offPpm)) / 1_000_000n
  const totalMinor = gross - discountMinor
  const sum = BigInt(weights.reduce((a, b) => a + b, 0) + 1)
  const promotions = weights.map((weight, place) => ({
    promotionId: BigInt(place + 1),
    minor: (discountMinor * BigInt(weight)) / sum,
  }))
  const taxMinor = (totalMinor * BigInt(taxPpm)) / 1_000_000n
  return {
    line: 1,
    quantity,
    unitMinor,
    discountMinor,
    totalMinor,
    taxMinor,
    promotions,
    volumes: new Map([['PV', micro]]),
  }
})

test('whatever is taken back in whatever parts adds up to what was placed, and no share is below zero', () => {
  assert(
    property(
      placedLine,
      array(integer({ min: 1, max: 5 }), { minLength: 40, maxLength: 40 }),
      (line, steps) => {
        let before = 0
        const sums = { minor: 0n, taxMinor: 0n, discountMinor: 0n, PV: 0n }
        const shares = line.promotions.map(() => 0n)
        for (const step of steps) {
          const after = Math.min(line.quantity, before + step)
          const part = pieceShares(line, before, after)
          const off = part.promotions.map(({ minor }) => minor)
          for (const minor of [
            part.minor,
            part.taxMinor,
            part.discountMinor,
            part.minor - part.taxMinor,
            ...off,
          ])
            expect(minor).toBeGreaterThanOrEqual(0n)
          expect(part.minor + part.discountMinor).toBe(line.unitMinor * BigInt(after - before))
          sums.minor += part.minor
          sums.taxMinor += part.taxMinor
          sums.discountMinor += part.discountMinor
          sums.PV += part.volumes.get('PV') ?? 0n
          for (const [place, minor] of off.entries()) shares[place] = (shares[place] ?? 0n) + minor
          before = after
        }
        expect(before).toBe(line.quantity)
        const { totalMinor, taxMinor, discountMinor, volumes } = line
        expect(sums).toEqual({ minor: totalMinor, taxMinor, discountMinor, PV: volumes.get('PV') })
        expect(shares).toEqual(line.promotions.map(({ minor }) => minor))
      },
    ),
  )
})

test('a piece brings back its share: three for 10.00 are 3.33, 3.34 and 3.33', () => {
  const line = lineOf({
    quantity: 3,
    unitMinor: 400n,
    discountMinor: 200n,
    totalMinor: 1000n,
    taxMinor: 200n,
  })
  const parts = [0, 1, 2].map((before) => pieceShares(line, before, before + 1))
  expect(parts.map(({ minor, discountMinor, taxMinor }) => [minor, discountMinor, taxMinor])).toEqual([
    [333n, 67n, 67n],
    [334n, 66n, 66n],
    [333n, 67n, 67n],
  ])
})

test('the books of a change sum to zero: what is owed is lowered first, the rest goes out, a part is kept', () => {
  assert(
    property(
      tuple(placedLine, bigInt(0n, 9_000n), bigInt(0n, 60_000n), nat(1_000_000), nat(1), boolean()),
      ([line, shippingMinor, owedMinor, feePpm, wallet, taxAdded]) => {
        const order = { ...orderOf([line], shippingMinor), owedMinor, taxAdded }
        const refundTo = wallet === 1 ? 'wallet' : 'payment'
        const decided = decideChange(order, { kind: 'cancel', feePpm: BigInt(feePpm), refundTo })
        if (!decided.ok) throw new Error(decided.refusal.code)
        const { backMinor, refundedMinor, goodsMinor } = decided.value
        expect(goodsMinor).toBe(line.totalMinor)
        const { feeMinor, taxMinor } = decided.value
        expect(taxMinor).toBe(line.taxMinor + shippingMinor / 6n)
        expect(backMinor + feeMinor).toBe(goodsMinor + shippingMinor + (taxAdded ? taxMinor : 0n))
        expect(refundedMinor).toBe(backMinor > owedMinor ? backMinor - owedMinor : 0n)
        const entries = changeEntries(order, decided.value)
        expect(entries.reduce((sum, { minor }) => sum + minor, 0n)).toBe(0n)
        const of = (account: string) => entries.find((entry) => entry.account === account)?.minor ?? 0n
        expect(of('tax_payable')).toBe(-taxMinor)
        expect(of('sales')).toBe(taxAdded ? -goodsMinor : line.taxMinor - goodsMinor)
        expect(of('refunds')).toBe(refundedMinor)
        expect(of('receivable')).toBe(backMinor - refundedMinor)
      },
    ),
  )
})

test('only what waits is cancelled or sent, only what was sent comes back; delivery comes back with the last piece, once', () => {
  const line = {
    ...lineOf({ quantity: 5, unitMinor: 100n, totalMinor: 500n }),
    cancelled: 1,
    sent: 3,
    returned: 1,
  }
  expect((['cancel', 'send', 'return'] as const).map((kind) => piecesFor(kind, line))).toEqual([1, 1, 2])
  const order = { ...orderOf([], 490n), lines: [line], changes: 3 }
  const ask = (wanted: Parameters<typeof decideChange>[1]) => decideChange(order, wanted)
  const codeOf = (wanted: Parameters<typeof decideChange>[1]) => {
    const decided = ask(wanted)
    return decided.ok ? undefined : decided.refusal.code
  }
  expect(codeOf({ kind: 'cancel', lines: [{ line: 1, quantity: 2 }] })).toBe('orders.change_pieces')
  expect(codeOf({ kind: 'send', lines: [{ line: 2, quantity: 1 }] })).toBe('orders.change_line_unknown')
  const twice = { line: 1, quantity: 1 }
  expect(codeOf({ kind: 'return', lines: [twice, twice] })).toBe('orders.change_line_unknown')
  expect(ask({ kind: 'return' })).toMatchObject({
    value: { isLast: false, goodsMinor: 200n, shippingMinor: 0n },
  })
  const rest = { ...order, lines: [{ ...line, sent: 4 }] }
  expect(decideChange(rest, { kind: 'return' })).toMatchObject({
    value: { isLast: true, goodsMinor: 300n, shippingMinor: 490n, isWhole: false },
  })
  expect(decideChange(rest, { kind: 'return', shipping: false })).toMatchObject({
    value: { shippingMinor: 0n },
  })
  expect(decideChange(rest, { kind: 'cancel' })).toMatchObject({
    refusal: { code: 'orders.cancelled_conflict' },
  })
  const given = { ...rest, shippingGivenBack: true }
  expect(decideChange(given, { kind: 'return' })).toMatchObject({ value: { shippingMinor: 0n } })
  expect(decideChange(given, { kind: 'return', shipping: true })).toMatchObject({
    refusal: { code: 'orders.change_shipping' },
  })
})

test('goods are bought back until the end of a day of the market, and until the last one of a shorter month', () => {
  const until = (placed: string, months: number) =>
    new Date(boughtBackUntil(Date.parse(placed), months, 'Europe/Berlin')).toISOString()
  expect(until('2025-11-26T10:00:00Z', 12)).toBe('2026-11-26T23:00:00.000Z')
  expect(until('2026-08-31T10:00:00Z', 6)).toBe('2027-02-28T23:00:00.000Z')
  expect(until('2026-05-31T21:59:00Z', 1)).toBe('2026-06-30T22:00:00.000Z')
  expect(until('2026-06-15T23:30:00Z', 6)).toBe('2026-12-16T23:00:00.000Z')
})

function lineOf(of: Partial<PlacedLine>): PlacedLine {
  return {
    line: 1,
    quantity: 1,
    unitMinor: 0n,
    discountMinor: 0n,
    totalMinor: 0n,
    taxMinor: 0n,
    promotions: [],
    volumes: new Map(),
    ...of,
  }
}

function orderOf(lines: readonly PlacedLine[], shippingMinor: bigint): StandingOrder {
  return {
    code: '100000015',
    currency: 'EUR',
    buyerId: 7n,
    lines: lines.map((line) => ({ ...line, cancelled: 0, sent: 0, returned: 0 })),
    shippingMinor,
    shippingTaxMinor: shippingMinor / 6n,
    taxAdded: false,
    shippingGivenBack: false,
    owedMinor: 0n,
    changes: 0,
  }
}
