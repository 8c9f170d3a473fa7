import { expect, test } from 'vitest'
import { drawOrders } from './draw-orders.ts'
import { drawPeople } from './draw-people.ts'

const untilMs = Date.parse('2026-10-25T11:00:00Z')
const people = drawPeople({ people: 20_000, seed: 1, untilMs })
const everybody = Array.from({ length: people.count - 1 }, (_, index) => index + 1)

test('a sponsor is a distributor or the house, and joined before everybody below', () => {
  for (const person of everybody) {
    const sponsor = people.sponsor[person] ?? -1
    expect(sponsor === 0 || people.isDistributor(sponsor)).toBe(true)
    expect(sponsor).toBeLessThan(person)
    expect(people.joinedAtMs[sponsor]).toBeLessThanOrEqual(people.joinedAtMs[person] ?? 0)
  }
})

test('few bring many, most bring nobody, and the tree is deep', () => {
  const directs = new Int32Array(people.count)
  const depth = new Int32Array(people.count)
  for (const person of everybody) {
    const sponsor = people.sponsor[person] ?? 0
    directs[sponsor] = (directs[sponsor] ?? 0) + 1
    depth[person] = (depth[sponsor] ?? 0) + 1
  }
  const sorted = directs.toSorted((a, b) => b - a)
  expect(sorted[0]).toBeGreaterThan(80)
  expect(sorted.slice(0, people.count / 100).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(3000)
  expect(directs.filter((count) => count === 0).length).toBeGreaterThan(people.count / 2)
  expect(Math.max(...depth)).toBeGreaterThan(40)
  const distributors = everybody.filter((person) => people.isDistributor(person)).length
  expect(distributors / people.count).toBeCloseTo(0.75, 1)
})

test('about two of five orders come in the last week, nobody orders before joining or after the clock', () => {
  const stretch = {
    label: '2026-09',
    fromMs: Date.parse('2026-08-31T23:00:00Z'),
    untilMs: Date.parse('2026-09-30T23:00:00Z'),
    monthEndMs: Date.parse('2026-09-30T23:00:00Z'),
  }
  const points = [20, 30, 45]
  const draw = (of: typeof stretch) => {
    const { count, order } = drawOrders(people, points, { seed: 1, stretch: of })
    return Array.from({ length: count }, (_, place) => order(place))
  }
  const orders = draw(stretch)
  const late = orders.filter((order) => order.placedAtMs >= Date.parse('2026-09-23T23:00:00Z')).length
  expect(late / orders.length).toBeGreaterThan(0.35)
  expect(late / orders.length).toBeLessThan(0.45)
  for (const order of orders) {
    expect(order.placedAtMs).toBeGreaterThan(people.joinedAtMs[order.buyer ?? order.seller] ?? 0)
    expect(order.takenAtMs ?? order.placedAtMs).toBeLessThanOrEqual(order.placedAtMs)
    expect(order.cancelled?.atMs ?? 0).toBeLessThan(stretch.untilMs)
  }
  const half = { ...stretch, untilMs: Date.parse('2026-09-15T11:00:00Z') }
  const placed = (order: (typeof orders)[number]) => [order.seller, order.placedAtMs, order.lines]
  const before = orders.filter((order) => order.placedAtMs < half.untilMs)
  expect(draw(half).map(placed)).toEqual(before.map(placed))
})
