import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compiledFields } from '#test/support/generated/compiled-plans.ts'
import { bought, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { figuresOf } from '../figures/figures.ts'
import { runPay } from '../pay/run-pay.ts'
import type { PartyInput } from '../pay/pay-input.ts'
import { byteWriter } from './bytes.ts'
import { computeResults } from './compute.ts'
import { decodeFrozen, encodeFrozen, type Frozen } from './frozen.ts'
import { noParties, writeParties } from './frozen-parties.ts'
import { decodeResults, encodeResults, resultsOf } from './results.ts'

const plan = planOf(`
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
  group PV: {group_of: PV, tree: sponsor, own: included}
active: PV >= 100
ranks: [{rank: Bronze, needs: group PV >= 500}, {rank: Silver, needs: group PV >= 2000}]
rank_rules: {grace_periods: 1}
tables:
  team: {by: group PV, steps: [{from: 100, value: 3 %}, {from: 500, value: 6 %}]}
bonuses:
  team bonus: {kind: differential, tree: sponsor, on: PV, rate: team, against: path_maximum, own: paid, unpaid: pass_up,
    qualified: true, rounding: half_up, rounded_per: person}
`)

const party = (partyId: string, of: Partial<PartyInput>): PartyInput => ({
  partyId,
  hostId: '',
  sellerId: '',
  type: '',
  atMs: 7,
  closedAtMs: undefined,
  attributes: new Map(),
  ...of,
})

const input = payInput({
  people: [
    person('100', undefined, { joinedAtMs: Date.UTC(2024, 1, 29), attributes: new Map([['market', 'PL']]) }),
    person('200', '100', { kind: 'preferred', status: 'suspended', rank: 'Silver' }),
    person('Zoë', '200', { places: new Map([['placement', { parentId: '100', side: 'left' }]]) }),
  ],
  trees: ['placement'],
  lines: [
    bought('2', 'Zoë', '2026-10-03', 150, { sellerId: '100', product: 'oil', category: 'care', row: 2 }),
    bought('2', 'Zoë', '2026-10-03', 40, { sellerId: '100', row: 1 }),
    bought('1', '200', '2026-10-03', 350, { partyId: '90' }),
    bought('0', '', '2026-10-07', 100),
    bought('0-R', '', '2026-10-08', -100, { ofOrderId: '0' }),
  ],
  facts: [
    { scope: 'person', id: '200', name: 'status', value: 'active', fromMs: undefined, untilMs: 5 },
    { scope: 'person', id: '200', name: 'status', value: 'suspended', fromMs: 5, untilMs: undefined },
  ],
  links: [{ tree: 'sponsor', personId: 'Zoë', parentId: undefined, side: '', fromMs: 1, untilMs: 2 }],
  parties: [
    party('90', { hostId: '200', sellerId: '100', type: 'home', closedAtMs: 9 }),
    party('91', { attributes: new Map([['bookings', '2']]) }),
  ],
  state: [
    { personId: '', period: '2026-09', name: 'pool fund', value: '12.5' },
    { personId: 'Zoë', period: '2026-09', name: 'rank', value: 'Silver' },
  ],
})
const frozen: Frozen = {
  period: '2026-10',
  cutSeq: 4711n,
  planHash: 'ab'.repeat(32),
  personIds: [9n, 8n, 7n],
  input,
}

test('what was frozen comes back, and the order in which it was read leaves no trace', () => {
  const bytes = encodeFrozen(frozen)
  const lists = ['lines', 'facts', 'links', 'state', 'people', 'parties'] as const
  const turned = Object.fromEntries(lists.map((name) => [name, frozen.input[name].toReversed()]))
  const shuffled = encodeFrozen({
    ...frozen,
    personIds: frozen.personIds.toReversed(),
    input: { ...input, ...turned },
  })
  expect(shuffled).toEqual(bytes)
  const back = decodeFrozen(bytes)
  expect(encodeFrozen(back)).toEqual(bytes)
  expect(back.input.people).toEqual(
    input.people.map((one) => ({
      ...one,
      places: new Map([['placement', one.places.get('placement') ?? { parentId: undefined, side: '' }]]),
    })),
  )
  expect(back.input.lines.map((line) => [line.orderId, line.row])).toEqual([
    ['1', 1],
    ['2', 1],
    ['2', 2],
    ['0', 1],
    ['0-R', 1],
  ])
  expect(back.input.facts).toEqual(input.facts)
  expect(back.input.links).toEqual(input.links)
  expect(back.input.state).toEqual(input.state)
  expect(back.input.lines[0]?.partyId).toBe('90')
  expect(back.input.parties).toEqual(input.parties)
})

test('what was frozen before parties were kept is read on, without any', () => {
  const without = encodeFrozen({ ...frozen, input: { ...input, parties: [] } })
  const none = byteWriter()
  writeParties(none, noParties)
  const before = without.slice(0, without.length - none.bytes().length)
  const ahead = byteWriter()
  ahead.text('openfield frozen')
  ahead.u32(3)
  before.set(ahead.bytes())
  expect(decodeFrozen(before)).toEqual(decodeFrozen(without))
})

test('frozen facts pay what the facts paid', () => {
  fc.assert(
    fc.property(compiledFields, (drawn) => {
      const known = { ...drawn, earned: [], rates: [] }
      const personIds = known.people.map((_, index) => BigInt(index))
      const back = decodeFrozen(encodeFrozen({ ...frozen, personIds, input: known }))
      const period = periodNamed('2026-10')
      const [before, after] = [runPay(plan, known, period), runPay(plan, back.input, period)]
      expect(after.earnings).toEqual(before.earnings)
      expect(after.state).toEqual(before.state)
    }),
    { numRuns: 40 },
  )
})

test('bytes that are cut off, or go on, or are something else are refused', () => {
  const bytes = encodeFrozen(frozen)
  expect(() => decodeFrozen(bytes.subarray(0, bytes.length - 3))).toThrow(RangeError)
  expect(() => decodeFrozen(new Uint8Array([...bytes, 0]))).toThrow('after the end')
  const { results } = computeResults({ plan, snapshot: bytes, snapshotHash: 'cd' })
  expect(() => decodeFrozen(results)).toThrow('no frozen facts')
  expect(() => decodeResults(bytes)).toThrow('no results')
})

test('what the bytes have no place for is refused, not lost', () => {
  const given = { personId: '100', bonus: 'x', period: '2026-10', amountMicro: 1n, currency: 'EUR' }
  expect(() => encodeFrozen({ ...frozen, input: { ...input, earned: [given] } })).toThrow('earned')
})

test('results keep amounts, standing and what the next period takes over', () => {
  const progress: number[] = []
  const computed = computeResults(
    { plan, snapshot: encodeFrozen(frozen), snapshotHash: 'cd' },
    (ppm) => void progress.push(ppm),
  )
  expect(progress.length).toBeGreaterThan(2)
  const figures = figuresOf(plan, decodeFrozen(encodeFrozen(frozen)).input, periodNamed('2026-10'))
  const results = resultsOf(figures, frozen.personIds, 'cd')
  expect(encodeResults(results)).toEqual(computed.results)
  expect(decodeResults(computed.results)).toEqual(results)
  // Zoë has no group for Silver any more and keeps it for one period.
  expect(results.people.find((one) => one.personId === 7n)).toEqual({
    personId: 7n,
    active: true,
    rank: 2,
    careerRank: 2,
    missed: 1,
  })
  expect(results.state).toContainEqual({
    personId: 'Zoë',
    period: '2026-10',
    name: 'rank missed',
    value: '1',
  })
  // 540 in the group of 100: 6 %; Zoë 3 % of 190 of it; 200 is no distributor and takes nothing.
  expect(results.earnings.map((one) => [one.personId, one.minor])).toEqual([
    [7n, 570n],
    [9n, 2670n],
  ])
  expect(computed.totals).toMatchObject({
    orders: 3,
    people: 3,
    salesMinor: '54000',
    byBonus: [{ bonus: 'team bonus', currency: 'EUR', minor: '3240' }],
    sums: [{ potential: '32.4', paid: '32.4', skipped: '0' }],
    peopleWithPay: 2,
    active: 2,
  })
})
