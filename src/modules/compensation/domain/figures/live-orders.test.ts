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

const byLines = planOf(`
openfield: 2
plan: by lines
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
  group PV: {group_of: PV, tree: sponsor, own: included, until: strong}
measures:
  strong: PV >= 1000
bonuses:
  by product: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 2,
    rate: if line.product = oil then 10 % else 1 %, unpaid: to_company, qualified: PV >= 10, rounding: half_up, rounded_per: line}
  by course: {kind: differential, tree: sponsor, on: PV, rate: if before(group PV) >= 20 then 10 % else 0 %, against: path_maximum,
    own: not_paid, unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person}
  by buyer: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 1,
    rate: if line.buyer.strong and line.product = oil then 5 % else 0 %, unpaid: to_company, qualified: true, rounding: half_up, rounded_per: line}
  pool: {kind: pool, fund: '10 % * sum(everyone, PV)', divide: by_shares, shares: earned(by product), nobody: to_company, qualified: true,
    rounding: down, rounded_per: person}`)

test('rates by the line, and by a volume in its course, are walked for again from those whose orders or payees are others', () => {
  const people = [person('A'), person('B', 'A'), person('C', 'B'), person('D', 'A')]
  const opened = (lines: readonly LineInput[]) =>
    liveColumns(
      byLines,
      columnsOf({
        period: '2026-10',
        cutSeq: 10n,
        planHash: '',
        personIds: [1n, 2n, 3n, 4n],
        input: payInput({ people, lines }),
      }),
      october,
    )
  const order = (id: string, buyer: string, day: number, pv: number, product: string): LineInput => ({
    ...bought(id, buyer, `2026-10-0${day}`, pv),
    product,
    type: 'order',
  })
  let lines = [order('1', 'C', 2, 10, 'oil'), order('2', 'D', 6, 10, 'tea'), order('3', 'B', 3, 2, 'tea')]
  const live = opened(lines)
  const figures = live?.current().figures
  const paidIn = (of: typeof live) =>
    people.map((_, one) =>
      of
        ?.current()
        .figures.earned(one)
        .map(({ place, minor }) => `${place}:${minor}`)
        .join(' '),
    )
  const paid: unknown[] = [paidIn(live)]
  const events = [
    // A is qualified now, for what B, C and D bought before.
    order('4', 'A', 7, 10, 'tea'),
    // Another product of the same buyer; B is not qualified still.
    order('5', 'C', 8, 10, 'tea'),
    // It came before the order of D, whose rate for A it changes.
    order('6', 'B', 4, 9, 'oil'),
    // C is strong, and none of the group of A and B; both know the buyer of oil.
    order('7', 'C', 9, 990, 'oil'),
  ]
  for (const [at, event] of events.entries()) {
    live?.apply({ seq: BigInt(11 + at), people: [], lines: [event] })
    lines = [...lines, event]
    expect(live?.current().figures).toBe(figures)
    expect(paidIn(live)).toEqual(paidIn(opened(lines)))
    paid.push(paidIn(live))
  }
  expect(new Set(paid.map((one) => JSON.stringify(one))).size).toBe(paid.length)
  expect(paid.at(-1)).toEqual([
    '0:10112 1:100 2:0 3:5231',
    '0:10010 1:0 2:5000 3:5178',
    '0:0 1:0 2:0 3:0',
    '0:0 1:0 2:0 3:0',
  ])
})

test('who sold to somebody is walked from again when the buyer is another one by an order from somebody else', () => {
  const plan = planOf(`
openfield: 2
plan: keen buyers
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
returns: {mode: net}
volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
measures:
  keen: count(purchases) >= 2
bonuses:
  of keen buyers: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 1,
    rate: if line.buyer.keen then 10 % else 1 %, unpaid: to_company, qualified: true, rounding: half_up, rounded_per: line}`)
  const people = [person('A'), person('B', 'A'), person('C'), person('r', undefined, { kind: 'retail' })]
  const input = payInput({ people, lines: [bought('1', 'r', '2026-10-02', 10, { sellerId: 'B' })] })
  const live = liveColumns(
    plan,
    columnsOf({ period: '2026-10', cutSeq: 10n, planHash: '', personIds: [1n, 2n, 3n, 4n], input }),
    october,
  )
  const figures = live?.current().figures
  expect(figures?.earned(0)[0]?.minor).toBe(10n)
  live?.apply({ seq: 11n, people: [], lines: [bought('2', 'r', '2026-10-03', 10, { sellerId: 'C' })] })
  expect(live?.current().figures).toBe(figures)
  expect(figures?.earned(0)[0]?.minor).toBe(100n)
})

test('a volume in its course is another one for those above somebody who becomes inactive, where the group ends there', () => {
  const plan = planOf(`
openfield: 2
plan: until inactive
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
returns: {mode: net}
changes: {orders: at_end, upline: at_end, payees: at_end, suspended: {rank: as_earned, carry: by_bonus},
  terminated: {rank: as_earned, carry: by_bonus}}
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
  group PV: {group_of: PV, tree: sponsor, own: included, until: status = inactive}
measures:
  late: count(purchases where before(group PV) >= 10)`)
  const attributes = new Map([['market', 'IE']])
  const people = [person('A', undefined, { attributes }), person('B', 'A', { attributes })]
  const lines = [bought('1', 'B', '2026-10-02', 10), bought('2', 'A', '2026-10-03', 5)]
  const live = liveColumns(
    plan,
    columnsOf({
      period: '2026-10',
      cutSeq: 10n,
      planHash: '',
      personIds: [1n, 2n],
      input: payInput({ people, lines }),
    }),
    october,
  )
  const figures = live?.current().figures
  const late = () => live?.current().figures.world.column('measure:late')(0)
  expect(late()).toBe(1_000_000)
  const inactive = {
    personId: 2n,
    person: person('B', 'A', { attributes, status: 'inactive' }),
    facts: [],
    links: [],
  }
  live?.apply({ seq: 11n, people: [inactive], lines: [] })
  expect([live?.isStale(), late()]).toEqual([false, 0])
  expect(live?.current().figures).toBe(figures)
})
