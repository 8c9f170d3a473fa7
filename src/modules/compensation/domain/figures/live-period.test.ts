import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bought, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import type { Frozen } from '../frozen/frozen.ts'
import { encodeResults, resultsOf } from '../frozen/results.ts'
import type { Plan } from '../language/plan.ts'
import type { LineInput } from '../pay/pay-input.ts'
import { figuresOf } from './figures.ts'
import { livePeriod, type KnownPerson } from './live-period.ts'
import { expectedTold, standingTold } from './told.ts'

const planWith = (active: string): Plan =>
  planOf(`
openfield: 2
plan: test
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
  GPV: {group_of: PV, tree: sponsor, own: included}
active: ${active}
ranks: [{rank: Bronze, needs: GPV >= 500}]
tables:
  team: {by: GPV, steps: [{from: 100, value: 3 %}, {from: 300, value: 6 %}, {from: 1500, value: 9.25 %}]}
bonuses:
  team: {kind: differential, tree: sponsor, on: PV, rate: team, against: path_maximum, own: paid, unpaid: pass_up,
    qualified: active, rounding: half_up, rounded_per: person}
`)

const october = periodNamed('2026-10')
const empty: Frozen = { period: '2026-10', cutSeq: 10n, planHash: '', personIds: [], input: payInput({}) }

const known = (id: number, sponsor: number): KnownPerson => ({
  personId: BigInt(id),
  person: person(`c${id}`, sponsor < 0 ? undefined : `c${sponsor}`),
  facts: [],
  links: [],
})
const order = (code: number, buyer: number, pv: number, day: string): LineInput =>
  bought(`o${code}`, `c${buyer}`, day, pv)

const histories = fc.integer({ min: 1, max: 15 }).chain((count) =>
  fc.record({
    sponsors: fc.tuple(...Array.from({ length: count }, (_, i) => fc.integer({ min: -1, max: i - 1 }))),
    sales: fc.array(
      fc.record({
        buyer: fc.integer({ min: 0, max: count - 1 }),
        pv: fc.integer({ min: 0, max: 900 }),
        day: fc.constantFrom('2026-09-30', '2026-10-01', '2026-10-20', '2026-10-31', '2026-11-01'),
      }),
      { maxLength: 12 },
    ),
  }),
)

test('figures that followed the facts one by one equal a run over all of them at once', () => {
  const plan = planWith('PV >= 100')
  fc.assert(
    fc.property(histories, ({ sponsors, sales }) => {
      const people = sponsors.map((sponsor, i) => known(i, sponsor))
      const lines = sales.map((sale, i) => order(i, sale.buyer, sale.pv, sale.day))
      const live = livePeriod(plan, empty, october)
      let seq = 10n
      for (const facts of [
        ...people.map((one) => ({ people: [one], lines: [] })),
        ...lines.map((one) => ({ people: [], lines: [one] })),
      ]) {
        seq += 1n
        live.apply({ seq, ...facts })
        live.apply({ seq, ...facts })
        live.current()
      }
      const followed = live.current()
      const atOnce = figuresOf(plan, payInput({ people: people.map((one) => one.person), lines }), october)
      expect(followed.seq).toBe(seq)
      const personIds = Array.from(followed.personIds)
      expect(personIds.map((id) => live.numberOf(id))).toEqual([...personIds.keys()])
      const bytes = encodeResults(resultsOf(followed.figures, personIds, ''))
      expect(bytes).toEqual(encodeResults(resultsOf(atOnce, personIds, '')))
    }),
    { numRuns: 40 },
  )
})

test('an order is in the figures of the whole upline, day by day, as soon as it was applied', () => {
  const live = livePeriod(planWith('PV >= 0'), empty, october)
  live.apply({ seq: 12n, people: [known(0, -1), known(1, 0)], lines: [] })
  const before = live.current()
  live.apply({ seq: 13n, people: [], lines: [order(0, 1, 1600, '2026-10-03')] })
  const now = live.current()
  const expected = expectedTold(now, live.numberOf(0n) ?? -1)
  expect(expected.volumes).toContainEqual({ name: 'GPV', amount: 1_600_000_000n })
  expect(expected.days).toEqual([{ day: '2026-10-03', volume: 1_600_000_000n }])
  expect(expected.rank).toMatchObject({ name: 'Bronze', place: 0, next: null })
  expect(now.generation).toBe(before.generation + 1)
  expect(expectedTold(now, live.numberOf(1n) ?? -1).byBonus[0]?.amount.minor).toBe(14_800n)
  expect(standingTold(now.figures, 0n, live.numberOf(0n))).toMatchObject({
    rank: { name: 'Bronze', place: 0, of: 1 },
    ownVolume: 0n,
    branchVolume: 1_600_000_000n,
  })
  expect(standingTold(now.figures, 5n, live.numberOf(5n)).rank).toBeNull()
})

test('what changes nothing in the period makes no new generation', () => {
  const live = livePeriod(planWith('PV >= 100'), empty, october)
  live.apply({ seq: 11n, people: [known(0, -1)], lines: [] })
  const before = live.current().generation
  live.apply({ seq: 12n, people: [], lines: [order(1, 0, 50, '2026-11-01')] })
  expect(live.current()).toMatchObject({ seq: 12n, generation: before })
})

test('orders of before the period are kept where the plan looks back at them', () => {
  const september = order(1, 0, 150, '2026-09-15')
  const paidWith = (active: string): bigint | undefined => {
    const live = livePeriod(planWith(active), empty, october)
    live.apply({ seq: 11n, people: [known(0, -1)], lines: [september, order(2, 0, 100, '2026-10-15')] })
    return expectedTold(live.current(), 0).byBonus[0]?.amount.minor
  }
  expect(paidWith('sum(last 2 periods, PV) >= 200')).toBe(300n)
  expect(paidWith('PV >= 200')).toBe(0n)
})
