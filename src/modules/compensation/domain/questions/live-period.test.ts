import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { planWith } from '#test/support/pay-cases.ts'
import { encodeResults, resultsOf } from '../snapshot/results.ts'
import { runSnapshot } from '../snapshot/run-snapshot.ts'
import type { Snapshot, SnapshotOrder, SnapshotPerson } from '../snapshot/snapshot.ts'
import { expectedOf } from './expected.ts'
import { livePeriod } from './live-period.ts'

const bounds = { fromMs: 1_000, untilMs: 2_000 }
const empty: Snapshot = {
  period: '2026-10',
  cutSeq: 10n,
  planHash: '',
  volumeNames: ['volume:PV', 'volume:BV'],
  people: [],
  orders: [],
}

const person = (id: number, sponsor: number): SnapshotPerson => ({
  id: `c${id}`,
  personId: BigInt(id),
  sponsorId: sponsor < 0 ? undefined : `c${sponsor}`,
  kind: 'distributor',
  status: 'active',
  rank: undefined,
})

const order = (code: number, buyer: number, pv: number, atMs: number): SnapshotOrder => ({
  code: `o${code}`,
  atMs,
  type: 'order',
  buyer: `c${buyer}`,
  seller: '',
  currency: 'EUR',
  amountMinor: BigInt(pv),
  volumes: [BigInt(pv) * 1_000_000n, BigInt(pv) * 1_000_000n],
})

const histories = fc.integer({ min: 1, max: 15 }).chain((count) =>
  fc.record({
    sponsors: fc.tuple(...Array.from({ length: count }, (_, i) => fc.integer({ min: -1, max: i - 1 }))),
    sales: fc.array(
      fc.record({
        buyer: fc.integer({ min: 0, max: count - 1 }),
        pv: fc.integer({ min: 0, max: 900 }),
        atMs: fc.integer({ min: 900, max: 2_100 }),
      }),
    ),
  }),
)

test('figures that followed the facts one by one equal a run over all of them at once', () => {
  const plan = planWith({}, 100n)
  fc.assert(
    fc.property(histories, ({ sponsors, sales }) => {
      const people = sponsors.map((sponsor, i) => person(i, sponsor))
      const orders = sales.map((sale, i) => order(i, sale.buyer, sale.pv, sale.atMs))
      const live = livePeriod(plan, empty, bounds)
      let seq = 10n
      for (const facts of [
        ...people.map((one) => ({ people: [one], orders: [] })),
        ...orders.map((one) => ({ people: [], orders: [one] })),
      ]) {
        seq += 1n
        live.apply({ seq, ...facts })
        live.apply({ seq, ...facts })
        live.current()
      }
      const inside = orders.filter((one) => one.atMs >= bounds.fromMs && one.atMs < bounds.untilMs)
      const atOnce = runSnapshot(plan, { ...empty, cutSeq: seq, people, orders: inside })
      const followed = live.current()
      expect(followed.seq).toBe(seq)
      expect(encodeResults(resultsOf(followed.run, ''))).toEqual(encodeResults(resultsOf(atOnce, '')))
    }),
  )
})

test('an order is in the figures of the whole upline, day by day, as soon as it was applied', () => {
  const live = livePeriod(planWith({ needsActive: false }, 0n), empty, {
    fromMs: 0,
    untilMs: Number.MAX_SAFE_INTEGER,
  })
  live.apply({ seq: 12n, people: [person(0, -1), person(1, 0)], orders: [] })
  const before = live.current()
  live.apply({ seq: 13n, people: [], orders: [order(0, 1, 1600, Date.UTC(2026, 9, 3, 23))] })
  const expected = expectedOf(live.current().run, live.numberOf(0n) ?? -1)
  expect(expected.volumes).toContainEqual({ name: 'GPV', value: 1600 })
  expect(expected.days).toEqual([{ day: '2026-10-03', value: 1600 }])
  expect(live.current().generation).toBe(before.generation + 1)
  expect(expectedOf(live.current().run, live.numberOf(1n) ?? -1).bonuses[0]?.minor).toBe(14_800n)
})

test('what changes nothing in the period makes no new generation', () => {
  const live = livePeriod(planWith({}, 0n), empty, bounds)
  live.apply({ seq: 11n, people: [person(0, -1)], orders: [] })
  const before = live.current().generation
  live.apply({ seq: 12n, people: [], orders: [order(1, 0, 50, 2_000)] })
  expect(live.current()).toMatchObject({ seq: 12n, generation: before })
})
