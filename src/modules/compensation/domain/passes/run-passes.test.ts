import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { frozenDifferences } from '#test/support/compare-frozen.ts'
import { passDifferences, passesOf } from '#test/support/compare-passes.ts'
import { givenFields, compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { askedPlans, tradingFields } from '#test/support/generated/asked-bonuses.ts'
import { bought, headOf, payInput, periodNamed, person, placed, planOf } from '#test/support/pay-field.ts'
import { figuresOf } from '../figures/figures.ts'
import type { PayInput } from '../pay/pay-input.ts'
import { runPay } from '../pay/run-pay.ts'

/** The short run draws the same always; the long one many others each time. */
const draws = (short: number): fc.Parameters<unknown> =>
  process.env['OPENFIELD_TEST_LONG'] === '1' ? { numRuns: short * 20 } : { numRuns: short, seed: 5 }

test('passes over columns pay what the walk from every order pays, also with what an earlier month left', () => {
  fc.assert(
    fc.property(compiledPlans, givenFields, (text, input) => {
      const plan = planOf(text)
      const before = runPay(plan, input, periodNamed('2026-09'))
      const period = periodNamed('2026-10')
      for (const state of [[], before.state]) {
        const now = { ...input, state }
        const passed = passesOf(plan, now, period)
        if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
        expect(passDifferences(plan, runPay(plan, now, period), passed)).toEqual([])
      }
    }),
    draws(150),
  )
})

/** Plans that hold back ranks and volume of who is suspended or terminated. */
const holdingBack = fc
  .tuple(
    compiledPlans,
    fc.array(fc.constantFrom('as_earned', 'frozen', 'dropped'), { minLength: 2, maxLength: 2 }),
    fc.constantFrom('by_bonus', 'frozen', 'dropped'),
  )
  .map(([text, [suspended, terminated], carry]) =>
    text.replace(
      /^changes: .*$/m,
      `changes: {orders: at_end, payees: at_end, upline: at_end, suspended: {rank: ${suspended}, carry: ${carry}},
  terminated: {rank: ${terminated}, carry: by_bonus}}`,
    ),
  )

test('ranks of who is suspended or terminated are dropped, or frozen as they were', () => {
  let [frozen, dropped] = [0, 0]
  fc.assert(
    fc.property(holdingBack, givenFields, (text, drawn) => {
      const plan = planOf(text)
      const before = runPay(plan, drawn, periodNamed('2026-09'))
      const people = drawn.people.map((one, at) =>
        at % 4 === 1 ? { ...one, status: 'suspended' as const } : one,
      )
      const now = { ...drawn, people, state: before.state }
      const passed = passesOf(plan, now, periodNamed('2026-10'))
      if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
      const walked = runPay(plan, now, periodNamed('2026-10'))
      expect(passDifferences(plan, walked, passed)).toEqual([])
      expect(figuresOf(plan, now, periodNamed('2026-10')).state()).toEqual(walked.state)
      const held = (rank: string): boolean => plan.changes?.suspended.rank === rank
      const isRanked = before.people.some(({ rank }, at) => at % 4 === 1 && rank !== undefined)
      if (isRanked && held('frozen')) frozen += 1
      if (isRanked && held('dropped')) dropped += 1
    }),
    { numRuns: 50, seed: 5 },
  )
  expect(Math.min(frozen, dropped)).toBeGreaterThan(0)
})

const changed = fc.array(
  fc.record({
    who: fc.nat(20),
    day: fc.constantFrom('2026-10-03', '2026-10-12', '2026-10-25', '2026-09-20'),
    name: fc.constantFrom('kind', 'status', 'status'),
    value: fc.nat(2),
  }),
  { minLength: 1, maxLength: 4 },
)

test('who changes kind or status inside a month is paid on each order as of its time', () => {
  const byTime = fc
    .tuple(fc.oneof(compiledPlans, askedPlans), fc.constantFrom('at_order', 'at_end'))
    .map(([text, payees]) =>
      text
        .replace(
          /^changes: .*$/m,
          `changes: {orders: at_order, payees: ${payees}, upline: at_end,
  suspended: {rank: as_earned, carry: by_bonus}, terminated: {rank: frozen, carry: dropped}}`,
        )
        .replace(
          "PV: {reads: 'volume:PV', belongs_to: buyer}",
          "PV: {reads: 'volume:PV', belongs_to: buyer, where: buyer.kind = distributor}",
        ),
    )
  let changes = 0
  fc.assert(
    fc.property(byTime, tradingFields, changed, (text, drawn, rows) => {
      const plan = planOf(text)
      if (!plan.changes) return
      const values = {
        kind: ['distributor', 'retail', 'preferred'],
        status: ['active', 'suspended', 'terminated'],
      }
      const facts = rows.map(({ who, day, name, value }) => ({
        scope: 'person' as const,
        id: drawn.people[who % drawn.people.length]?.id ?? '',
        name,
        value: values[name === 'kind' ? 'kind' : 'status'][value] ?? '',
        fromMs: Date.parse(`${day}T00:00:00Z`),
        untilMs: undefined,
      }))
      const now = { ...drawn, facts }
      const passed = passesOf(plan, now, periodNamed('2026-10'))
      if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
      const walked = runPay(plan, now, periodNamed('2026-10'))
      expect(passDifferences(plan, walked, passed)).toEqual([])
      expect(figuresOf(plan, now, periodNamed('2026-10')).state()).toEqual(walked.state)
      // What a company keeps says one thing of each instant; rows of files may say two, of which the last one holds.
      const kept = [
        ...new Map(facts.map((fact) => [`${fact.id} ${fact.name} ${fact.fromMs}`, fact])).values(),
      ]
      expect(frozenDifferences(plan, { ...now, facts: kept }, periodNamed('2026-10'))).toEqual([])
      changes += 1
    }),
    draws(50),
  )
  expect(changes).toBeGreaterThan(10)
})

test('a sum over everybody of what each gathers from the legs is gathered before it is summed', () => {
  const plan = planOf(`
openfield: 2
plan: legs of all
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
active: PV >= 100
measures:
  part of all: count(legs where active) + sum(everyone, count(legs where active) + sum(legs, PV))
  teams of all: sum(everyone, max(team, PV) + count(levels 1 to 2))
  two trees: count(legs where PV >= 200) + sum(legs in placement, PV + count(legs where PV >= 200))
`)
  const people = [
    person('a'),
    person('b', 'a', placed('placement', 'c')),
    person('c', 'b', placed('placement', 'a')),
    person('d', 'b', placed('placement', 'a')),
  ]
  const lines = people.map(({ id }, index) => bought(String(index), id, '2026-10-02', 100 * index))
  const input = payInput({ people, lines, trees: ['placement'] })
  const passed = passesOf(plan, input, periodNamed('2026-10'))
  if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
  expect(passDifferences(plan, runPay(plan, input, periodNamed('2026-10')), passed)).toEqual([])
})

test('pay below zero makes room under a limit for the bonuses after it', () => {
  const plan = planOf(`
openfield: 2
plan: room
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
bonuses:
  own: {kind: amount, base: PV, rate: 10 %, qualified: true, rounding: half_up, rounded_per: person}
  fixed: {kind: amount, amount: 5, qualified: true, rounding: half_up, rounded_per: person}
limits:
  - {name: most, bonuses: all, per: person, most: 3}
`)
  const input = payInput({ people: [person('a')], lines: [bought('1', 'a', '2026-10-02', -10)] })
  const passed = passesOf(plan, input, periodNamed('2026-10'))
  if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
  expect(passed.bonuses.map(({ minor }) => minor[0])).toEqual([-100, 400])
  expect(passDifferences(plan, runPay(plan, input, periodNamed('2026-10')), passed)).toEqual([])
})

/** Holds a small plan over a field by hand: what is expected, what the walk says and what the passes say. */
function heldPay(rest: string, input: PayInput): string {
  const plan = planOf(`
openfield: 2
plan: by hand
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
${rest}`)
  const period = periodNamed('2026-10')
  const [walked, passed] = [runPay(plan, input, period), passesOf(plan, input, period)]
  if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
  expect(passDifferences(plan, walked, passed)).toEqual([])
  // What is left to the next month, too.
  expect(figuresOf(plan, input, period).state()).toEqual(walked.state)
  const paid = walked.earnings.filter((one) => one.minor !== 0n).map((one) => `${one.personId} ${one.minor}`)
  const sides = walked.state.filter(({ name }) => / (left|right)$/.test(name))
  return [...paid, ...sides.map(({ personId, name, value }) => `${personId} ${name} ${value}`)].join(', ')
}

const settled = 'rounding: half_up, rounded_per: person'

test('above the last level what was lost below goes past those who are passed over', () => {
  const people = [person('A'), person('B', 'A'), person('C', 'B'), person('D', 'C')]
  const facts = people.map(({ id }) => id)
  const input = payInput({
    people,
    lines: facts.map((id, at) => bought(id, id, '2026-10-02', id === 'B' ? 1 : 100 * (at + 1))),
  })
  const bonus = `bonuses:
  team: {kind: levels, tree: sponsor, on: PV, source_when: source.PV = 400, starts_at: upline, steps: levels, counts: PV >= 100, depth: 1,
    rate: 10 %, unpaid: pass_up, qualified: PV != 300, ${settled}}`
  // C may not be paid for what D bought; B is passed over; A gets it.
  expect(heldPay(bonus, input)).toBe('A 4000')
})

test('what stays on the sides after a maximum and within a limit is the same', () => {
  const people = [
    person('A'),
    person('B', 'A', placed('placement', 'A', 'left')),
    person('C', 'A', placed('placement', 'A', 'right')),
  ]
  const input = payInput({
    people,
    lines: [bought('1', 'B', '2026-10-02', 700), bought('2', 'C', '2026-10-02', 450)],
    trees: ['placement'],
  })
  const binary = (more: string) => `bonuses:
  pairs: {kind: binary, tree: placement, on: PV, own_volume: none, cycle: {strong: 100, weak: 100}, cycles: whole, strong_side: once,
    per_cycle: 10, maximum_cycles: 2, ${more}, carry: both, unqualified: keep, before_first_qualified: keep, evaluated: period,
    qualified: true, ${settled}}`
  expect(heldPay(binary('over_maximum: flush'), input)).toBe('A 2000, A pairs left 300, A pairs right 50')
  expect(heldPay(binary('over_maximum: keep'), input)).toBe('A 2000, A pairs left 500, A pairs right 250')
  expect(heldPay(binary('over_maximum: keep, carry_limit: 400'), input)).toBe(
    'A 2000, A pairs left 400, A pairs right 250',
  )
})

test('the stronger side is chosen anew for each cycle, or once', () => {
  const people = [
    person('A'),
    person('B', 'A', placed('placement', 'A', 'left')),
    person('C', 'A', placed('placement', 'A', 'right')),
  ]
  const input = payInput({
    people,
    lines: [bought('1', 'B', '2026-10-02', 450), bought('2', 'C', '2026-10-02', 400)],
    trees: ['placement'],
  })
  const binary = (chosen: string) => `bonuses:
  pairs: {kind: binary, tree: placement, on: PV, own_volume: none, cycle: {strong: 200, weak: 100}, cycles: whole, strong_side: ${chosen},
    per_cycle: 10, carry: both, unqualified: keep, before_first_qualified: keep, evaluated: period, qualified: true, ${settled}}`
  // After the first cycle 250 stand against 300, so that the right side is the stronger one.
  expect(heldPay(binary('each_cycle'), input)).toBe('A 2000, A pairs left 150, A pairs right 100')
  expect(heldPay(binary('once'), input)).toBe('A 2000, A pairs left 50, A pairs right 200')
})

test('in weeks before somebody joined nothing is matched, and statuses hold back what is carried', () => {
  const below = [
    person('B', 'A', placed('placement', 'A', 'left')),
    person('C', 'A', placed('placement', 'A', 'right')),
  ]
  const lines = ['2026-10-06', '2026-10-20'].flatMap((day) =>
    below.map(({ id }) => bought(`${id} ${day}`, id, day, 50)),
  )
  const pay = (payees: string, rest: Parameters<typeof person>[2]) =>
    heldPay(
      `changes: {orders: at_end, upline: at_end, payees: ${payees}, suspended: {rank: as_earned, carry: frozen},
  terminated: {rank: as_earned, carry: dropped}}
bonuses:
  pairs: {kind: binary, tree: placement, on: PV, own_volume: none, cycle: {strong: 20, weak: 20}, cycles: whole, strong_side: once,
    per_cycle: 10, carry: both, unqualified: flush, before_first_qualified: keep, evaluated: week, qualified: true, ${settled}}`,
      payInput({ people: [person('A', undefined, rest), ...below], lines, trees: ['placement'] }),
    )
  const joined = { joinedAtMs: Date.UTC(2026, 9, 14) }
  // 50 and 50 are two cycles; the ten that are left of the first week are with 50 three more.
  expect(pay('at_end', joined)).toBe('A 5000')
  expect(pay('at_order', joined)).toBe('A 2000, A pairs left 10, A pairs right 10')
  expect(pay('at_end', { status: 'suspended' })).toBe('')
  expect(pay('at_end', { status: 'terminated' })).toBe('')
})

test('half to even, and the least of what legs have', () => {
  const people = [person('A'), person('B', 'A'), person('C', 'A')]
  const input = payInput({
    people,
    lines: [
      bought('1', 'A', '2026-10-02', 5),
      bought('2', 'B', '2026-10-02', 15),
      bought('3', 'C', '2026-10-02', 25),
    ],
  })
  const bonus = `measures: {least: "min(legs, PV)"}
bonuses:
  cent: {kind: amount, amount: PV * 0.001, qualified: true, rounding: half_even, rounded_per: person}
  least: {kind: amount, amount: least, qualified: true, ${settled}}`
  expect(heldPay(bonus, input)).toBe('A 1500, B 2, C 2')
})

test('own volume goes to the weaker side, and decides how many cycles both sides have', () => {
  const people = [
    person('A'),
    person('B', 'A', placed('placement', 'A', 'left')),
    person('C', 'A', placed('placement', 'A', 'right')),
  ]
  const lines = [100, 50, 20].map((pv, at) => bought(`${at}`, ['B', 'C', 'A'][at] ?? '', '2026-10-02', pv))
  const bonus = `bonuses:
  pairs: {kind: binary, tree: placement, on: PV, own_volume: weaker, cycle: {strong: 10, weak: 10}, cycles: whole, strong_side: once,
    per_cycle: 1, carry: none, unqualified: flush, before_first_qualified: keep, evaluated: period, qualified: true, ${settled}}`
  // 50 and the own 20 are seven cycles with 70 of the 100; those below have only one side.
  expect(heldPay(bonus, payInput({ people, lines, trees: ['placement'] }))).toBe('A 700')
})

test('within a generation who is not qualified loses the own part, and only who ends it hands a part on', () => {
  const people = [person('A'), person('B', 'A'), person('C', 'B'), person('D', 'C')]
  const lines = [bought('1', 'A', '2026-10-02', 60), bought('2', 'D', '2026-10-02', 40)]
  const bonus = `bonuses:
  team: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: generations, boundary: PV >= 50, leader_volume: closes, depth: 1,
    rate: 10 %, unpaid: pass_up, qualified: PV >= 10, ${settled}}`
  expect(heldPay(bonus, payInput({ people, lines }))).toBe('A 400')
})

test('the side that a rule of a bonus reads is that of the tree of the bonus', () => {
  const people = [
    person('A'),
    person('B', 'A', placed('placement', 'A', 'left')),
    person('C', 'A', placed('placement', 'B', 'right')),
  ]
  const lines = people.map(({ id }, at) => bought(id, id, '2026-10-02', 100 * (at + 1)))
  const input = payInput({ people, lines, trees: ['placement'] })
  const leaders = `bonuses:
  lead: {kind: leadership, tree: placement, leader: side = right or side = '', base: PV, rate: 10 %, guarantee: 5, qualified: true,
    unpaid: to_company, ${settled}}`
  expect(heldPay(leaders, input)).toBe('A 3000')
  const levels = (rest: string) => `bonuses:
  team: {kind: levels, tree: placement, starts_at: upline, rate: 10 %, unpaid: pass_up, qualified: true, ${rest}, ${settled}}`
  expect(
    heldPay(
      levels('on: PV, steps: generations, boundary: side = left, leader_volume: closes, depth: 1'),
      input,
    ),
  ).toBe('A 2000, B 3000')
  expect(
    heldPay(
      levels('on_each: if side = right then PV else 0, steps: levels, counts: everybody, depth: 1'),
      input,
    ),
  ).toBe('B 3000')
  expect(
    heldPay(
      levels('on: PV, steps: levels, counts: everybody, depth: 1, cap: if side = left then 7 else 1'),
      input,
    ),
  ).toBe('A 100, B 700')
})

test('who moved inside a month belongs to both groups, to each for the orders of its time', () => {
  const plan = planOf(
    headOf(`  team PV: {group_of: PV, tree: sponsor, own: included, until: rank >= Silver}
changes: {orders: at_end, upline: at_order, payees: at_end, suspended: {rank: as_earned, carry: by_bonus},
  terminated: {rank: as_earned, carry: by_bonus}}
ranks:
  - {rank: Silver, needs: PV >= 60}
measures: {shown: team PV / 2}
bonuses:
  team: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 1, rate: 10 %,
    unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person}
  shown: {kind: amount, amount: shown, qualified: true, rounding: half_up, rounded_per: person}`),
  )
  const people = [person('a'), person('b', 'a'), person('c', 'a'), person('d', 'b'), person('e', 'd')]
  const moved = {
    tree: 'sponsor',
    personId: 'd',
    parentId: 'c',
    side: '',
    fromMs: Date.parse('2026-10-10T00:00:00Z'),
    untilMs: undefined,
  }
  const lines = [
    bought('1', 'd', '2026-10-05', 20),
    bought('2', 'd', '2026-10-20', 30),
    bought('3', 'e', '2026-10-06', 7),
    bought('4', 'c', '2026-10-06', 60),
  ]
  const input = payInput({ people, lines, links: [moved] })
  const october = periodNamed('2026-10')
  const passed = passesOf(plan, input, october)
  if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
  expect(passDifferences(plan, runPay(plan, input, october), passed)).toEqual([])
  expect(frozenDifferences(plan, input, october)).toEqual([])
  // What c has stays with c, who is Silver.
  expect(passed.bonuses.map(({ minor }) => [...minor])).toEqual([
    [600, 200, 300, 70, 0],
    [1350, 1350, 4500, 2850, 350],
  ])
})
