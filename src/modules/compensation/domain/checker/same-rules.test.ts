import { expect, test } from 'vitest'
import { differencesOf } from '#test/support/generated/compare-pay.ts'
import { bought, payInput, periodNamed, person, placed, planOf } from '#test/support/pay-field.ts'
import type { LineInput, PayInput } from '../pay/pay-input.ts'
import { runPay } from '../pay/run-pay.ts'
import { checkPay } from './check-pay.ts'

// Each rule is held by hand, and by both implementations.

const plan = (rest: string, more = '', calendar = 'month') =>
  planOf(`
openfield: 2
plan: tested
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: ${calendar}
paid: "true"
without_owner: company
${more}
volumes:
  PV: {reads: "volume:PV", belongs_to: buyer}
  group PV: {group_of: PV, tree: sponsor, own: included}
${rest}`)

const settled = 'rounding: half_up, rounded_per: person'
const walk =
  'kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 1, unpaid: to_company, qualified: true'

/** What people got by each bonus, in minor units: `A 500, B 300`; run and checker agree on it and on all else. */
function paid(of: ReturnType<typeof plan>, input: PayInput, label = '2026-10'): string {
  const period = periodNamed(label)
  expect(differencesOf(of, input, period)).toEqual([])
  return runPay(of, input, period)
    .earnings.filter((one) => one.minor !== 0n)
    .map((one) => `${one.personId} ${one.minor}`)
    .join(', ')
}

/** A measure of people as text, alike in run and checker. */
function measured(rule: string, input: PayInput, more = ''): string {
  const of = plan(`measures: {value: "${rule}"}`, more)
  const period = periodNamed('2026-10')
  expect(differencesOf(of, input, period)).toEqual([])
  const { people, measures } = runPay(of, input, period)
  return people.map((one, at) => `${one.id} ${Number(measures[0]?.of(at)) / 1_000_000}`).join(', ')
}

const second = (line: LineInput, pv: number, more: Partial<LineInput> = {}): LineInput => ({
  ...line,
  row: 2,
  volumes: new Map([['PV', BigInt(pv) * 1_000_000n]]),
  ...more,
})

const pair = [person('A'), person('B', 'A')]

test('a line is what an order brings at one level and rate, whether the rate reads the order line or not', () => {
  const first = bought('1', 'B', '2026-10-05', 1, { category: 'care' })
  const input = payInput({ people: pair, lines: [first, second(first, 1, { category: 'care' })] })
  const bonus = (rate: string) =>
    plan(`bonuses: {uni: {${walk}, rate: "${rate}", rounding: half_up, rounded_per: line}}`)
  // 0.004 + 0.004 is 0.008, which is rounded to 0.01; each by itself is nothing.
  expect(paid(bonus('0.4 %'), input)).toBe('A 1')
  expect(paid(bonus('if line.category = care then 0.4 % else 9 %'), input)).toBe('A 1')
})

test('by generations the part of who closes one passes up, and of nobody else', () => {
  const chain = ['A', 'B', 'C', 'D', 'E']
  const people = chain.map((id, at) =>
    person(id, chain[at - 1], {
      rank: 'AC'.includes(id) ? 'Gold' : undefined,
      status: id === 'A' ? 'active' : 'inactive',
    }),
  )
  const of = plan(`ranks: {given: [Gold]}
bonuses:
  gen: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: generations, boundary: rank >= Gold,
    leader_volume: closes, depth: 3, rate: if level = 1 then 10 % else 5 %, unpaid: pass_up, qualified: status = active, ${settled}}`)
  // C closes the first generation and loses 10; B and D close none; A has the second one's 5 of its own.
  expect(paid(of, payInput({ people, lines: [bought('1', 'E', '2026-10-05', 100)] }))).toBe('A 1500')
})

test('converted by line, the lines of cap and rounding are converted too; without a rate nobody with lines is paid', () => {
  const of = (by: string) =>
    plan(`bonuses: {uni: {${walk}, rate: "1 %", pays_in: "'PLN'", converted_per: ${by}, cap: 2, ${settled}}}`)
  const lines = [bought('1', 'B', '2026-10-05', 151), bought('2', 'B', '2026-10-06', 152)]
  const rates = [{ period: '2026-10', from: 'EUR', to: 'PLN', ratePico: 4_273_500_000_000n }]
  // By line 6.45 + 6.50 - 4.40 (what is above the cap, 1.03); in one sum 2.00 gives 8.55.
  expect(paid(of('line'), payInput({ people: pair, lines, rates }))).toBe('A 855')
  expect(paid(of('person'), payInput({ people: pair, lines, rates }))).toBe('A 855')
  expect(() => runPay(of('person'), payInput({ people: pair, lines }), periodNamed('2026-10'))).toThrow(
    'no rate',
  )
})

test('volumes of earlier periods are those of the trees of that time', () => {
  const people = [person('A'), person('B'), person('C')]
  const links = [
    {
      tree: 'sponsor',
      personId: 'C',
      parentId: 'A',
      side: '',
      fromMs: undefined,
      untilMs: Date.parse('2026-10-01'),
    },
    {
      tree: 'sponsor',
      personId: 'C',
      parentId: 'B',
      side: '',
      fromMs: Date.parse('2026-10-01'),
      untilMs: undefined,
    },
  ]
  const lines = [bought('1', 'C', '2026-09-05', 100), bought('2', 'C', '2026-10-05', 7)]
  const input = payInput({ people, links, lines })
  expect(measured('accumulated(group PV)', input)).toBe('A 100, B 7, C 107')
  expect(measured('sum(previous 1 periods, group PV)', input)).toBe('A 100, B 0, C 100')
})

test('in earlier periods all people that a rule looks at are as they were', () => {
  const past = [bought('1', 'B', '2026-09-05', 100), bought('2', 'A', '2026-09-05', 5)]
  const input = payInput({ people: pair, lines: [...past, bought('3', 'A', '2026-10-05', 200)] })
  expect(measured('sum(last 2 periods, count(legs where PV > self.PV))', input)).toBe('A 1, B 0')
})

test('a bonus of another calendar goes by the main period, whose days and measures are its own', () => {
  const of = (standing: string) =>
    plan(
      `measures: {late: "joined >= period start"}
bonuses: {quarterly: {kind: amount, amount: 10, qualified: late, calendar: quarter, standing: ${standing}, ${settled}}}`,
      'across: by_end',
    )
  const input = payInput({ people: [person('A', undefined, { joinedAtMs: Date.parse('2026-11-05') })] })
  expect(paid(of('to_date'), input, '2026-Q4')).toBe('')
  const state = [
    { personId: 'A', period: '2026-11', name: 'active', value: 'true' },
    { personId: 'A', period: '2026-11', name: 'late', value: 'true' },
  ]
  expect(paid(of('last_closed'), { ...input, state }, '2026-Q4')).toBe('A 1000')
  expect(runPay(of('last_closed'), input, periodNamed('2026-11')).state).toContainEqual(state[1])
})

test('cycles above the maximum are flushed also where the cap pays less, and what it does not pay is kept', () => {
  const people = [
    person('A'),
    person('L', 'A', placed('placement', 'A', 'left')),
    person('R', 'A', placed('placement', 'A', 'right')),
  ]
  const of = plan(`bonuses:
  team: {kind: binary, tree: placement, on: PV, own_volume: none, cycle: {strong: 10, weak: 10}, cycles: whole,
    strong_side: each_cycle, per_cycle: 5, maximum_cycles: 3, over_maximum: flush, cap: 12, over_cap: keep, carry: both,
    unqualified: keep, before_first_qualified: keep, evaluated: period, qualified: true, ${settled}}`)
  const input = payInput({
    people,
    trees: ['placement'],
    lines: [bought('1', 'L', '2026-10-05', 50), bought('2', 'R', '2026-10-05', 70)],
  })
  expect(paid(of, input)).toBe('A 1000')
  // Five cycles: two are paid, one is kept, two are flushed.
  const left = runPay(of, input, periodNamed('2026-10')).state.find((row) => row.name === 'team left')
  expect(left?.value).toBe('10')
})

test('a leader whose group is below zero takes back', () => {
  const of = plan(`bonuses:
  lead: {kind: leadership, tree: sponsor, leader: "true", base: PV, rate: 10 %, guarantee: 0, unpaid: to_company, qualified: true, ${settled}}`)
  expect(paid(of, payInput({ people: pair, lines: [bought('1', 'B', '2026-10-05', -50)] }))).toBe('A -500')
  // With no leader above, a lack of one's own takes nothing of what came from below.
  const lines = [bought('1', 'B', '2026-10-05', 40), bought('2', 'A', '2026-10-05', -100)]
  expect(paid(of, payInput({ people: pair, lines }))).toBe('A 400')
})

test('every part that a leader below brings up or passes up is a line', () => {
  const people = [person('A'), person('B', 'A', { status: 'inactive' }), person('C', 'B'), person('D', 'B')]
  const of = plan(`bonuses:
  lead: {kind: leadership, tree: sponsor, leader: "true", base: PV, rate: 1 %, guarantee: 0, unpaid: pass_up,
    qualified: status = active, rounding: down, rounded_per: line}`)
  const lines = [
    bought('1', 'C', '2026-10-05', 19),
    bought('2', 'D', '2026-10-05', 19),
    bought('3', 'B', '2026-10-05', 1),
  ]
  // 0.19 and 0.19 are whole; as halves of a cent they would be lost one by one.
  expect(paid(of, payInput({ people, lines }))).toBe('A 39')
  const halves = lines.map((line) => ({ ...line, volumes: new Map([['PV', 500_000n]]) }))
  expect(paid(of, payInput({ people, lines: halves }))).toBe('')
})

test('a party counts no orders from after the period', () => {
  const host = { partyId: 'p', hostId: 'A', sellerId: '', type: '', attributes: new Map<string, string>() }
  const parties = [{ ...host, atMs: Date.parse('2026-10-02'), closedAtMs: undefined }]
  const lines = [
    bought('1', 'B', '2026-10-05', 100, { partyId: 'p' }),
    bought('2', 'B', '2026-11-05', 900, { partyId: 'p' }),
  ]
  expect(measured('sum(hosted parties, total)', payInput({ people: pair, parties, lines }))).toBe(
    'A 100, B 0',
  )
})

test('what comes back to a party is off its total, and is neither an order nor a guest', () => {
  const party = { partyId: 'p', hostId: 'A', sellerId: '', type: '', attributes: new Map<string, string>() }
  const parties = [{ ...party, atMs: Date.parse('2026-10-02'), closedAtMs: undefined }]
  const lines = [
    bought('1', '', '2026-10-05', 100, { partyId: 'p' }),
    bought('1-R', '', '2026-10-06', -30, { partyId: 'p', type: 'return', ofOrderId: '1' }),
  ]
  const input = payInput({ people: pair, parties, lines })
  for (const [what, sum] of [
    ['total', 70],
    ['orders', 1],
    ['guests', 1],
  ] as const)
    expect(measured(`sum(hosted parties, ${what})`, input)).toBe(`A ${sum}, B 0`)
})

test('where volume below zero counts as zero it does so up to each order', () => {
  const lines = [bought('1', 'A', '2026-10-01', -50), bought('2', 'A', '2026-10-05', 30)]
  const input = payInput({ people: [person('A')], lines })
  expect(measured('sum(purchases, before(PV))', input, 'negative_volume: to_zero')).toBe('A 0')
  expect(measured('sum(purchases, before(PV))', input)).toBe('A -50')
})

test('a lack is carried in the main calendar alone', () => {
  const of = plan(
    `bonuses: {weekly: {${walk}, rate: "10 %", calendar: week, ${settled}}}`,
    'negative_volume: carried\nacross: by_end',
  )
  const input = payInput({
    people: pair,
    lines: [bought('1', 'B', '2026-10-06', 100), bought('2', 'B', '2026-10-13', -40)],
    state: [{ personId: 'B', period: '2026-09', name: 'debt PV', value: '-30' }],
  })
  expect(paid(of, input, '2026-W41')).toBe('A 1000')
  expect(runPay(of, input, periodNamed('2026-W42')).state.map((row) => row.name)).toEqual(['debt PV'])
})

test('returns of one order take back at most all of it, by money or else by pieces', () => {
  const of = plan(`bonuses: {uni: {${walk}, rate: "10 %", ${settled}}}`, 'returns: {mode: reverse}')
  const back = (id: string, day: string, pv: number, more: Partial<LineInput> = {}) =>
    bought(id, 'B', day, pv, { ofOrderId: '1', quantityMicro: -1_000_000n, ...more })
  const lines = [
    bought('1', 'B', '2026-09-05', 100),
    back('2', '2026-10-05', -80),
    back('3', '2026-10-06', -80),
  ]
  expect(paid(of, payInput({ people: pair, lines }))).toBe('A -1000')
  const free = { amountMicro: 0n }
  const gifts = [
    bought('1', 'B', '2026-09-05', 100, { ...free, quantityMicro: 4_000_000n }),
    back('2', '2026-10-05', -25, free),
  ]
  expect(paid(of, payInput({ people: pair, lines: gifts }))).toBe('A -250')
})

test('what is given back of an earlier period makes no room under the caps and limits of the present one', () => {
  const people = [person('A'), person('B', 'A'), person('C', 'B')]
  const lines = [
    bought('1', 'C', '2026-09-10', 100),
    bought('2', 'C', '2026-10-10', 80),
    bought('3', 'C', '2026-10-20', -50, { ofOrderId: '1' }),
  ]
  const input = payInput({ people, lines })
  const of = (keys: string, rest = '') =>
    plan(
      `bonuses:
  team: {${walk}, rate: 10 %, ${settled}${keys}}
  match: {kind: levels, tree: sponsor, on_earned: [team], starts_at: upline, steps: levels, counts: everybody, depth: 1, unpaid: to_company, qualified: true, rate: 50 %, ${settled}}
${rest}`,
      'returns: {mode: reverse, volumes: ignored}',
    )
  const limit = (per: string) => `limits: [{name: most, bonuses: [team], per: ${per}, most: 6}]`
  // September brought B 10, of which half is given back; October brings 8.
  expect(paid(of(''), input)).toBe('A 150, B 300')
  for (const keys of [', cap: 6', ', company_cap: 6', ', leg_cap: 6'])
    // September was cut to 6: 3 are given back beside the 6 of October.
    expect(paid(of(keys), input)).toBe('A 150, B 300')
  for (const per of ['person', 'company']) expect(paid(of('', limit(per)), input)).toBe('A 250, B 300')
  // In the same period the return lowers what the cap looks at.
  const now = payInput({
    people,
    lines: [bought('2', 'C', '2026-10-10', 80), bought('4', 'C', '2026-10-21', -30, { ofOrderId: '2' })],
  })
  expect(paid(of(', cap: 6'), now)).toBe('A 250, B 500')
})

test('where volume below zero counts as zero a return that is reversed takes back once', () => {
  const of = plan(
    `bonuses: {uni: {${walk}, rate: "10 %", ${settled}}}`,
    'returns: {mode: reverse}\nnegative_volume: to_zero',
  )
  const lines = [
    bought('1', 'B', '2026-10-05', 100),
    bought('2', 'B', '2026-10-06', 50),
    bought('3', 'B', '2026-10-07', -100, { ofOrderId: '1' }),
  ]
  expect(paid(of, payInput({ people: pair, lines }))).toBe('A 500')
})

test('a return is negative volume on the sides of a binary, also where other bonuses reverse it', () => {
  const of = (returns: string) =>
    plan(
      `bonuses: {pairs: {kind: binary, tree: placement, on: PV, own_volume: none, cycle: {strong: 100, weak: 100}, cycles: whole, strong_side: once, per_cycle: 10, over_cap: flush, carry: both, unqualified: keep, before_first_qualified: keep, evaluated: period, ${settled}, qualified: true}}`,
      `returns: ${returns}`,
    )
  const people = [
    person('A'),
    person('L', 'A', placed('placement', 'A', 'left')),
    person('R', 'A', placed('placement', 'A', 'right')),
  ]
  const lines = [
    bought('1', 'L', '2026-10-05', 300),
    bought('2', 'R', '2026-10-06', 300),
    bought('3', 'L', '2026-10-07', -200, { ofOrderId: '1' }),
  ]
  const field = payInput({ people, lines, trees: ['placement'] })
  expect(paid(of('{mode: reverse, volumes: counted}'), field)).toBe('A 1000')
  expect(paid(of('{mode: reverse, volumes: ignored}'), field)).toBe('A 3000')
  expect(paid(of('{mode: net}'), field)).toBe('A 1000')
})

test('what would not have been paid again is not missing from the potential', () => {
  const of = plan(`ranks: {given: [Gold]}
bonuses:
  award: {kind: amount, amount: 10, once: at_rank, qualified: "false", ${settled}}
  rest: {kind: pool, fund: "unpaid(award)", divide: by_shares, shares: 1, nobody: to_company, qualified: true, ${settled}}`)
  expect(paid(of, payInput({ people: [person('A')] }))).toBe('')
  expect(paid(of, payInput({ people: [person('A', undefined, { rank: 'Gold' })] }))).toBe('')
  const state = [{ personId: 'B', period: '2026-09', name: 'rank', value: 'Gold' }]
  const risen = payInput({ people: [person('A', undefined, { rank: 'Gold' }), person('B')], state })
  expect(paid(of, risen)).toBe('A 500, B 500')
})

test('what is paid once is worked out before it is asked whether it was paid, so that a missing rate stops both', () => {
  const of = (once: string) =>
    plan(`ranks: {given: [Gold]}
bonuses: {gift: {kind: amount, amount: "sum(purchases, amount)", once: ${once}, ${settled}, qualified: true}}`)
  const field = (currency: string) =>
    payInput({
      people: [person('A', undefined, { rank: 'Gold' })],
      lines: [bought('1', 'A', '2026-10-05', 10, { currency })],
      state: [{ personId: 'A', period: '2026-09', name: 'gift once', value: 'Gold' }],
    })
  for (const once of ['ever', 'at_rank']) {
    expect(paid(of(once), field('EUR'))).toBe('')
    expect(() => runPay(of(once), field('PLN'), periodNamed('2026-10'))).toThrow('no rate from PLN to EUR')
    expect(() => checkPay(of(once), field('PLN'), periodNamed('2026-10'))).toThrow('no rate from PLN to EUR')
  }
})

test('what one position gives back makes room under a cap that an owner shares, and under a limit', () => {
  const people = ['A', 'B'].map((id) => person(id, undefined, { ownerId: 'O' }))
  const at = { atMs: Date.parse('2026-10-05'), untilMs: undefined }
  const adjustment = { kind: 'bonus' as const, ...at, reason: 'by hand' }
  const adjustments = [
    { ...adjustment, personId: 'A', name: 'award', value: '-50' },
    { ...adjustment, personId: 'B', name: 'award', value: '100' },
  ]
  const award = (more: string) =>
    `bonuses: {award: {kind: amount, amount: 0, qualified: true, ${more} ${settled}}}`
  const input = payInput({ people, adjustments })
  expect(paid(plan(award('cap: 80, cap_over: owner,')), input)).toBe('A -5000, B 10000')
  expect(paid(plan(award(''), 'limits: [{name: top, bonuses: all, per: owner, most: 40}]'), input)).toBe(
    'A -5000, B 9000',
  )
})

test('sides in the rules of a bonus are those of its tree, and who left a tree has none', () => {
  const people = [
    person('A'),
    person('B', 'A', placed('placement', 'A', 'left')),
    person('C', 'B', placed('placement', 'B', 'left')),
  ]
  const of = plan(`bonuses:
  lead: {kind: leadership, tree: placement, leader: side = left, base: 10, rate: 10 %, guarantee: 0, unpaid: to_company, qualified: true, ${settled}}`)
  expect(paid(of, payInput({ people, trees: ['placement'] }))).toBe('B 100')
  const gone = [person('A'), person('B', 'A', { ...placed('sponsor', 'A', 'left'), status: 'terminated' })]
  expect(measured('if side = left then 1', payInput({ people: gone }), 'terminated: roll_up')).toBe(
    'A 0, B 0',
  )
})
