import { expect, test } from 'vitest'
import { bought, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { columnsOf } from '../frozen/frozen.ts'
import type { LineInput } from '../pay/pay-input.ts'
import { liveColumns } from './live-columns.ts'

const october = periodNamed('2026-10')

/** What A is paid in cents of what B buys, at one per mille of each order, as orders become known one after the other. */
function paidAfter(
  negative: string,
  first: readonly LineInput[],
  then: readonly (readonly LineInput[])[],
  { per = 'line', counts = 'true' } = {},
) {
  const plan = planOf(`
openfield: 2
plan: by orders
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
negative_volume: ${negative}
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
bonuses:
  team: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 1, rate: 0.1 %,
    source_when: ${counts}, unpaid: to_company, qualified: true, rounding: half_up, rounded_per: ${per}}`)
  const people = [person('A'), person('B', 'A')]
  const input = payInput({ people, lines: first })
  const start = columnsOf({ period: '2026-10', cutSeq: 10n, planHash: '', personIds: [1n, 2n], input })
  const live = liveColumns(plan, start, october)
  if (!live) throw new Error('this plan is computed by columns')
  const figures = live.current().figures
  return then.map((lines, at) => {
    live.apply({ seq: BigInt(11 + at), people: [], lines })
    expect(live.isStale()).toBe(false)
    const now = live.current().figures
    // What is left of a cent makes columns finer, once; else the same figures were renewed.
    return [now === figures ? 'renewed' : 'anew', ...now.earned(0).map(({ minor }) => minor)]
  })
}

const line = (id: string, day: number, pv: number, row = 1): LineInput => ({
  ...bought(id, 'B', `2026-10-0${day}`, 0, { volumes: new Map([['PV', BigInt(pv * 100) * 10_000n]]) }),
  row,
  type: 'order',
})

test('the lines of a new order are rounded together, and each order apart', () => {
  const orders = [
    [line('2', 3, 4)],
    [line('3', 4, 4), line('3', 4, 4, 2)],
    [line('4', 4, 5), line('5', 4, 4.99)],
  ]
  expect(paidAfter('kept', [line('1', 2, 4)], orders)).toEqual([
    ['renewed', 0n],
    ['renewed', 1n],
    ['renewed', 2n],
  ])
})

test('a return that comes later uses up the oldest order, whichever became known first', () => {
  const orders = [[line('3', 5, 5)], [line('4', 6, -2)], [line('0', 1, 2)], [line('5', 1, 9)]]
  // The return takes of the order of 5.20 first, then of the older 2, and of the 9 only where no older one is left.
  expect(paidAfter('to_zero', [line('1', 2, 5.2)], orders)).toEqual([
    ['renewed', 2n],
    ['renewed', 1n],
    ['renewed', 2n],
    ['renewed', 3n],
  ])
})

test('only lines that count are paid on, those of new orders too, and a return uses up lines whether they count or not', () => {
  const upgrade = (id: string, day: number, pv: number): LineInput => ({
    ...line(id, day, pv),
    product: 'oil',
  })
  const orders = [[upgrade('2', 3, 100)], [line('3', 4, 40), upgrade('3', 4, 7)], [line('4', 6, -3)]]
  const counts = "'line.product != oil'"
  const byPerson = paidAfter('to_zero', [line('1', 2, 5)], orders, { per: 'person', counts })
  expect(byPerson).toEqual([
    ['renewed', 1n],
    ['renewed', 5n],
    ['renewed', 4n],
  ])
  const byLine = paidAfter('to_zero', [line('1', 2, 5)], orders, { counts })
  expect(byLine).toEqual([
    ['renewed', 1n],
    ['renewed', 5n],
    ['renewed', 4n],
  ])
})

test('a rule about a volume in the course of the period is asked again of those above an order, whichever came first', () => {
  const plan = planOf(`
openfield: 2
plan: in its course
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
returns: {mode: net}
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
  group PV: {group_of: PV, tree: sponsor, own: included}
measures:
  late: count(purchases where before(group PV) >= 10)
bonuses:
  late orders: {kind: amount, for_each: purchases where before(group PV) >= 10, amount: 1, qualified: true, rounding: half_up,
    rounded_per: person}`)
  const people = [person('A'), person('B', 'A'), person('C')]
  const own = bought('2', 'A', '2026-10-05', 1)
  const input = payInput({ people, lines: [own, bought('3', 'C', '2026-10-02', 50)] })
  const live = liveColumns(
    plan,
    columnsOf({ period: '2026-10', cutSeq: 10n, planHash: '', personIds: [1n, 2n, 3n], input }),
    october,
  )
  const figures = live?.current().figures
  const paid = () => [0, 1, 2].map((one) => live?.current().figures.earned(one)[0]?.minor ?? 0n)
  expect(paid()).toEqual([0n, 0n, 0n])
  live?.apply({ seq: 11n, people: [], lines: [bought('5', 'B', '2026-10-06', 30)] })
  expect(paid()).toEqual([0n, 0n, 0n])
  live?.apply({ seq: 12n, people: [], lines: [bought('4', 'B', '2026-10-04', 10)] })
  // The order of A came after 10 of B's now, and of those of B the later one.
  expect(paid()).toEqual([100n, 100n, 0n])
  expect(live?.current().figures).toBe(figures)
})
