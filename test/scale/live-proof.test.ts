import { expect, test } from 'vitest'
import type { Cast } from './live-company.ts'
import type { Reading } from './live-load.ts'
import { seenOrders, type Told } from './live-proof.ts'

const cast: Cast = {
  above: new Map(),
  sellers: ['5', '6'],
  topOf: new Map([
    ['5', '1'],
    ['6', '2'],
  ]),
  upline: ['1', '2'],
}
const reading = (cameMs: number, seq: bigint, units: number, reached = String(units)): Reading => ({
  sentMs: cameMs - 10,
  cameMs,
  seq,
  volumes: new Map([['group PV', BigInt(units) * 1_000_000n]]),
  reached: new Map([['group PV', reached]]),
  rank: null,
  totalMinor: 0n,
})
const order = (code: string, seq: bigint, atMs: number, units: number): [string, Told] => [
  code,
  { code, seq, atMs, microPv: BigInt(units) * 1_000_000n },
]
const sent = [
  { code: 'a', seller: '5', answeredMs: 0 },
  { code: 'b', seller: '5', answeredMs: 0 },
  { code: 'c', seller: '6', answeredMs: 0 },
]
const told = new Map([order('a', 11n, 1_000, 20), order('b', 12n, 1_100, 30), order('c', 13n, 1_200, 40)])

test('an order is seen by the first reading of its own top upline that stands on its position', () => {
  const readings = new Map([
    ['1', [reading(900, 10n, 100), reading(1_050, 11n, 120), reading(1_400, 13n, 150)]],
    ['2', [reading(900, 10n, 7), reading(1_300, 12n, 7), reading(1_500, 13n, 47)]],
  ])
  const { orders, ...rest } = seenOrders(sent, told, cast, readings)
  expect(orders.map(({ seq, atMs, cameMs }) => [seq, cameMs - atMs])).toEqual([
    [11n, 50],
    [12n, 300],
    [13n, 300],
  ])
  expect(rest).toEqual({ lost: 0, wrong: 0, held: 6, progress: 6 })
})

test('a reading that says a position and not its orders is wrong, and what no reading contains is lost', () => {
  const readings = new Map([
    ['1', [reading(900, 10n, 100), reading(1_400, 12n, 120), reading(1_500, 12n, 150, '120')]],
    ['2', [reading(900, 10n, 7), reading(1_300, 12n, 7)]],
  ])
  const seen = seenOrders([...sent, { code: 'never told', seller: '6', answeredMs: 0 }], told, cast, readings)
  expect(seen).toMatchObject({ lost: 2, wrong: 2 })
})
