import { expect, test } from 'vitest'
import { planWith } from '#test/support/pay-cases.ts'
import { decodeResults, encodeResults, resultsOf, totalsOf } from './results.ts'
import { runSnapshot } from './run-snapshot.ts'
import { decodeSnapshot, encodeSnapshot, type Snapshot } from './snapshot.ts'

const person = (id: string, sponsorId: string | undefined, personId: bigint) =>
  ({ id, sponsorId, personId, kind: 'distributor', status: 'active', rank: undefined }) as const

const order = (code: string, atMs: number, buyer: string, pv: bigint) =>
  ({
    code,
    atMs,
    type: 'order',
    buyer,
    seller: '',
    currency: 'EUR',
    amountMinor: pv,
    volumes: [pv * 1_000_000n, pv * 990_000n],
  }) as const

const snapshot: Snapshot = {
  period: '2026-10',
  cutSeq: 4711n,
  planHash: 'ab'.repeat(32),
  volumeNames: ['volume:PV', 'volume:BV'],
  people: [person('100', undefined, 9n), person('200', '100', 8n), person('Zoë', '200', 7n)],
  orders: [order('1', 5, '200', 350n), order('2', 5, 'Zoë', 150n), order('0', 7, '100', 100n)],
}

test('what was frozen comes back, and the order in which it was read leaves no trace', () => {
  const bytes = encodeSnapshot(snapshot)
  const shuffled = encodeSnapshot({
    ...snapshot,
    people: snapshot.people.toReversed(),
    orders: snapshot.orders.toReversed(),
  })
  expect(shuffled).toEqual(bytes)
  expect(decodeSnapshot(bytes)).toEqual({
    ...snapshot,
    orders: [order('1', 5, '200', 350n), order('2', 5, 'Zoë', 150n), order('0', 7, '100', 100n)],
  })
})

test('bytes that are cut off, or go on, are refused', () => {
  const bytes = encodeSnapshot(snapshot)
  expect(() => decodeSnapshot(bytes.subarray(0, bytes.length - 3))).toThrow(RangeError)
  expect(() => decodeSnapshot(new Uint8Array([...bytes, 0]))).toThrow('after the end')
  expect(() =>
    decodeSnapshot(encodeResults({ period: '', snapshotHash: '', bonuses: [], people: [] })),
  ).toThrow('no snapshot')
})

test('a run over the decoded bytes gives the amounts and they survive their own coding', () => {
  const run = runSnapshot(planWith({ needsActive: false }, 0n), decodeSnapshot(encodeSnapshot(snapshot)))
  const results = resultsOf(run, 'cd')
  expect(decodeResults(encodeResults(results))).toEqual(results)
  // Group PV 600 / 500 / 150: 6 %, 6 %, 3 % of 99 + 346.50 + 148.50; each takes the difference to below.
  expect(results.people.map((one) => [one.personId, one.minors])).toEqual([
    [7n, [446n]],
    [8n, [2525n]],
    [9n, [594n]],
  ])
  expect(totalsOf(run.plan, results)).toEqual({
    byBonus: [{ bonus: 'team', currency: 'EUR', digits: 2, minor: 3565n }],
    peopleWithPay: 3,
  })
})
