import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { planWith } from '#test/support/pay-cases.ts'
import { encodeResults, resultsOf } from '../snapshot/results.ts'
import { runSnapshot } from '../snapshot/run-snapshot.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { expectedOf } from './expected.ts'
import { livePeriod, type LiveEvent } from './live-period.ts'

const bounds = { fromMs: 1_000, untilMs: 2_000 }
const empty: Snapshot = {
  period: '2026-10',
  cutSeq: 10n,
  planHash: '',
  volumeNames: ['volume:PV', 'volume:BV'],
  people: [],
  orders: [],
}

const joined = (id: number, sponsor: number | undefined): LiveEvent => ({
  kind: 'joined',
  personId: BigInt(id),
  code: `c${id}`,
  sponsorId: sponsor === undefined ? undefined : BigInt(sponsor),
  personKind: 'distributor',
  status: 'active',
  atMs: 1_000,
})

const sold = (code: number, buyer: number, pv: number, atMs: number): LiveEvent => ({
  kind: 'volume',
  code: `o${code}`,
  atMs,
  type: 'order',
  buyerId: BigInt(buyer),
  sellerId: undefined,
  currency: 'EUR',
  amountMinor: BigInt(pv),
  volumes: { 'volume:PV': BigInt(pv) * 1_000_000n, 'volume:BV': BigInt(pv) * 1_000_000n },
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

test('figures that followed the events equal a run over the same facts at once', () => {
  const plan = planWith({}, 100n)
  fc.assert(
    fc.property(histories, ({ sponsors, sales }) => {
      const live = livePeriod(plan, empty, bounds)
      let seq = 10n
      const apply = (event: LiveEvent) => {
        seq += 1n
        live.apply(event, seq)
        live.apply(event, seq)
        live.current()
      }
      sponsors.forEach((sponsor, i) => apply(joined(i, sponsor < 0 ? undefined : sponsor)))
      sales.forEach((sale, i) => apply(sold(i, sale.buyer, sale.pv, sale.atMs)))
      const atOnce = runSnapshot(plan, {
        ...empty,
        cutSeq: seq,
        people: sponsors.map((sponsor, i) => ({
          id: `c${i}`,
          personId: BigInt(i),
          sponsorId: sponsor < 0 ? undefined : `c${sponsor}`,
          kind: 'distributor',
          status: 'active',
          rank: undefined,
        })),
        orders: sales.flatMap((sale, i) =>
          sale.atMs >= 1_000 && sale.atMs < 2_000
            ? [
                {
                  code: `o${i}`,
                  atMs: sale.atMs,
                  type: 'order' as const,
                  buyer: `c${sale.buyer}`,
                  seller: '',
                  currency: 'EUR',
                  amountMinor: BigInt(sale.pv),
                  volumes: [BigInt(sale.pv) * 1_000_000n, BigInt(sale.pv) * 1_000_000n],
                },
              ]
            : [],
        ),
      })
      const followed = live.current()
      expect(followed.seq).toBe(seq)
      expect(encodeResults(resultsOf(followed.run, ''))).toEqual(encodeResults(resultsOf(atOnce, '')))
    }),
  )
})

test('an order is in the expected pay of the whole upline, day by day, as soon as it was applied', () => {
  const live = livePeriod(planWith({ needsActive: false }, 0n), empty, {
    fromMs: 0,
    untilMs: Number.MAX_SAFE_INTEGER,
  })
  live.apply(joined(0, undefined), 11n)
  live.apply(joined(1, 0), 12n)
  const before = live.current()
  live.apply(sold(0, 1, 1600, Date.UTC(2026, 9, 3, 23)), 13n)
  const top = live.numberOf(0n) ?? -1
  const expected = expectedOf(live.current().run, top)
  expect(expected.volumes).toContainEqual({ name: 'GPV', value: 1600 })
  expect(expected.days).toEqual([{ day: '2026-10-03', value: 1600 }])
  expect(live.current().generation).toBe(before.generation + 1)
  expect(expectedOf(live.current().run, live.numberOf(1n) ?? -1).bonuses[0]?.minor).toBe(14_800n)
})
