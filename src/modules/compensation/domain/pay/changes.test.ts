import { describe, expect, test } from 'vitest'
import { bought, payInput, periodNamed, person, placed, planOf } from '#test/support/pay-field.ts'
import { checkPay } from '../checker/check-pay.ts'
import { fractionText } from '../checker/fraction.ts'
import type { FactInput, LinkInput, PayInput, StateInput } from './pay-input.ts'
import { runPay } from './run-pay.ts'

const october = periodNamed('2026-10')
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`)

const held = '{rank: as_earned, carry: by_bonus}'
const changes = (orders: string, upline: string, payees: string, suspended = held, terminated = held) =>
  `changes: {orders: ${orders}, upline: ${upline}, payees: ${payees}, suspended: ${suspended}, terminated: ${terminated}}`
const byEnd = changes('at_end', 'at_end', 'at_end')

const head = (more: string) => `
openfield: 2
plan: tested
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor and status = active
without_owner: company
${more}
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer, where: buyer.kind = distributor}
  team PV: {group_of: PV, tree: sponsor, own: included}
`
const end = 'qualified: true, rounding: half_up, rounded_per: person'
const levels = `
bonuses:
  bonus: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: paid, depth: 1, rate: 10 %, unpaid: to_company, ${end}}
`
const differential = `
bonuses:
  bonus: {kind: differential, tree: sponsor, on: PV, rate: if status = active then 10 % else 5 %, against: first_line, own: not_paid, unpaid: to_company, leg_cap: 1, ${end}}
`
const sides = `
bonuses:
  bonus: {kind: binary, tree: placement, on: PV, own_volume: none, cycle: {strong: 1, weak: 1}, cycles: fractional, strong_side: once, rate: 10 %, carry: both, unqualified: keep, before_first_qualified: keep, evaluated: period, ${end}}
`

/** The bonus of everybody in cents, as the engine and the checker find it: they have to agree. */
function paid(plan: string, input: PayInput): string {
  const read = planOf(plan)
  const run = runPay(read, input, october)
  const checked = checkPay(read, input, october)
  const told = (minor: readonly (readonly [string, bigint])[]) =>
    minor
      .filter(([, amount]) => amount !== 0n)
      .map(([id, amount]) => `${id} ${amount}`)
      .toSorted()
      .join(', ')
  const text = told(run.earnings.map((one) => [one.personId, one.minor]))
  expect(told(checked.people.map((one) => [one.id, one.earnings.get('bonus')?.minor ?? 0n]))).toBe(text)
  return text
}

function status(id: string, value: string, from?: string, until?: string): FactInput {
  return standing('status', id, value, from, until)
}

function standing(name: string, id: string, value: string, from?: string, until?: string): FactInput {
  const [fromMs, untilMs] = [from, until].map((day) => (day === undefined ? undefined : at(day)))
  return { scope: 'person', id, name, value, fromMs, untilMs }
}

function moved(personId: string, parentId: string, from: string, tree = 'sponsor', side = ''): LinkInput {
  return { tree, personId, parentId, side, fromMs: at(from), untilMs: undefined }
}

/** A with B and C below; D below B until the 16th, then below C; an order of D on each side of it. */
const move = payInput({
  people: [person('A'), person('B', 'A'), person('C', 'A'), person('D', 'B')],
  lines: [bought('1', 'D', '2026-10-05', 100), bought('2', 'D', '2026-10-20', 30)],
  links: [moved('D', 'C', '2026-10-16')],
})

describe('who is moved inside a period', () => {
  test.each([
    ['at_end', 'C 1300', 0, 130],
    ['at_order', 'B 1000, C 300', 100, 30],
  ])('volume goes up by the places %s', (moment, pay, ofB, ofC) => {
    const plan = head(changes('at_end', moment, 'at_end')) + levels
    expect(paid(plan, move)).toBe(pay)
    const { people } = checkPay(planOf(plan), move, october)
    const team = (id: string) => people.find((one) => one.id === id)?.volumes.get('team PV')
    expect(['B', 'C', 'A'].map((id) => fractionText(team(id) ?? { n: 0n, d: 1n }))).toEqual(
      [ofB, ofC, 130].map(String),
    )
    const run = runPay(planOf(plan), move, october)
    const column = run.volumes.find(({ name }) => name === 'team PV')
    expect([1, 2, 0].map((number) => column?.of(number))).toEqual(
      [ofB, ofC, 130].map((value) => value * 1_000_000),
    )
  })

  test('a leg is the one that the order came up', () => {
    // Each leg gives 1 at most.
    const plan = (moment: string) => head(changes('at_end', moment, 'at_end')) + differential
    const above = payInput({
      ...move,
      people: [
        person('A'),
        person('B', 'A', { status: 'inactive' }),
        person('C', 'A', { status: 'inactive' }),
        person('D', 'B', { status: 'inactive' }),
      ],
    })
    expect(paid(plan('at_order'), above)).toBe('A 200')
    expect(paid(plan('at_end'), above)).toBe('A 100')
  })

  test.each([
    ['at_end', ''],
    ['at_order', 'A 1000'],
  ])('a side of a binary is filled by the places %s', (moment, pay) => {
    const field = payInput({
      people: [
        person('A'),
        person('B', 'A', placed('placement', 'A', 'left')),
        person('D', 'B', placed('placement', 'A', 'right')),
      ],
      trees: ['placement'],
      lines: [
        bought('1', 'D', '2026-10-05', 100),
        bought('2', 'D', '2026-10-20', 200),
        bought('3', 'B', '2026-10-07', 30),
      ],
      links: [
        { ...moved('D', 'B', '2026-10-16', 'placement', 'left') },
        moved('B', 'A', '2026-01-01', 'placement', 'left'),
      ],
    })
    // At the end all stands on the left; at the orders 100 came on the right, and 230 on the left.
    expect(paid(head(changes('at_end', moment, 'at_end')) + sides, field)).toBe(pay)
  })

  test('who left an upline that is rolled up went up past it only from then on', () => {
    const field = payInput({ ...move, links: [], facts: [status('B', 'terminated', '2026-10-16')] })
    const plan = (moment: string) =>
      `${head(`${changes('at_end', moment, 'at_order')}\nterminated: roll_up`)}${levels}`
    expect(paid(plan('at_order'), field)).toBe('A 300, B 1000')
    expect(paid(plan('at_end'), field)).toBe('A 1300')
  })
})

describe('whose kind or status changes inside a period', () => {
  const kinds = payInput({
    people: [person('A'), person('B', 'A')],
    lines: [bought('1', 'B', '2026-10-05', 100), bought('2', 'B', '2026-10-20', 30)],
    facts: [standing('kind', 'B', 'preferred', undefined, '2026-10-16')],
  })

  test('orders see the buyer as at the order or at the end', () => {
    expect(paid(head(changes('at_order', 'at_end', 'at_end')) + levels, kinds)).toBe('A 300')
    expect(paid(head(byEnd) + levels, kinds)).toBe('A 1300')
  })

  const suspended = payInput({
    people: [person('A'), person('B', 'A'), person('C', 'B', { joinedAtMs: at('2025-01-01') })],
    lines: [bought('1', 'C', '2026-10-05', 100), bought('2', 'C', '2026-10-20', 30)],
    facts: [status('B', 'suspended', '2026-10-16')],
  })

  test('who is suspended is paid and takes a level by the status at the order or at the end', () => {
    expect(paid(head(changes('at_end', 'at_end', 'at_order')) + levels, suspended)).toBe('A 300, B 1000')
    expect(paid(head(byEnd) + levels, suspended)).toBe('A 1300')
  })

  test('a rate sees the status at the order', () => {
    const plan =
      head(changes('at_end', 'at_end', 'at_order')) +
      differential.replace('leg_cap: 1, ', '').replace('to_company', 'pass_up')
    // C takes 10 % in either order without being paid; B 10 % of nothing, then nothing at 5 %.
    expect(paid(plan, suspended)).toBe('')
    const rises = payInput({
      ...suspended,
      people: [person('A'), person('B', 'A'), person('C', 'B')],
      facts: [status('C', 'inactive', '2026-10-16')],
    })
    // From the 16th C is inactive and takes nothing, so that B gets the whole rate.
    expect(paid(plan, rises)).toBe('B 300')
  })

  test('who joined after an order is not paid by it', () => {
    const field = payInput({
      ...suspended,
      facts: [],
      people: [person('A'), person('B', 'A', { joinedAtMs: at('2026-10-16') }), person('C', 'B')],
    })
    expect(paid(head(changes('at_end', 'at_end', 'at_order')) + levels, field)).toBe('A 1000, B 300')
    expect(paid(head(byEnd) + levels, field)).toBe('B 1300')
  })

  test('an award for each order goes by the status at that order', () => {
    const award = `
bonuses:
  bonus: {kind: amount, for_each: purchases, amount: '1', ${end}}
`
    const field = payInput({ ...suspended, facts: [status('C', 'suspended', '2026-10-16')] })
    expect(paid(head(changes('at_end', 'at_end', 'at_order')) + award, field)).toBe('C 100')
    expect(paid(head(byEnd) + award, field)).toBe('')
  })
})

describe('rank and carry of who is suspended', () => {
  const ladder = `
ranks:
  - {rank: Bronze, needs: PV >= 100}
  - {rank: Silver, needs: PV >= 500}
`
  const row = (name: string, value: string): StateInput => ({ personId: 'B', period: '2026-09', name, value })
  const field = payInput({
    people: [
      person('A'),
      person('B', 'A', { status: 'suspended' }),
      person('C', 'B', placed('placement', 'B', 'left')),
      person('D', 'B', placed('placement', 'B', 'right')),
    ],
    trees: ['placement'],
    lines: [
      bought('1', 'B', '2026-10-05', 100),
      bought('2', 'C', '2026-10-06', 10),
      bought('3', 'D', '2026-10-06', 5),
    ],
    state: [
      row('rank', 'Silver'),
      row('career rank', 'Silver'),
      row('rank missed', '1'),
      row('bonus left', '40'),
    ],
  })

  test.each([
    ['as_earned', 'by_bonus', 'Bronze, missed , left 50, right 5'],
    ['frozen', 'frozen', 'Silver, missed 1, left 40, right '],
    ['dropped', 'dropped', ', missed , left , right '],
  ])('the rank is %s and the carry %s', (rank, carry, expected) => {
    const plan = planOf(
      head(changes('at_end', 'at_end', 'at_end', `{rank: ${rank}, carry: ${carry}}`)) + ladder + sides,
    )
    const told = (rows: readonly StateInput[]) => {
      const of = (name: string) =>
        rows.find((one) => one.personId === 'B' && one.name === name && one.value !== '0')?.value ?? ''
      const sum = (name: string) => {
        const values = rows
          .filter((one) => one.personId === 'B' && one.name === name)
          .map((one) => Number(one.value))
        return values.length === 0 ? '' : values.reduce((a, b) => a + b)
      }
      return `${of('rank')}, missed ${of('rank missed')}, left ${sum('bonus left')}, right ${sum('bonus right')}`
    }
    const now = (rows: readonly StateInput[]) =>
      rows.filter((one) => one.period === '2026-10' || one.name.startsWith('bonus'))
    expect(told(now(runPay(plan, field, october).state))).toBe(expected)
    expect(told(now(checkPay(plan, field, october).state))).toBe(expected)
    expect(runPay(plan, field, october).people[1]?.careerRank).toBe('Silver')
  })
})

describe('a plan that does not rule changes', () => {
  const plan = planOf(head('') + levels)

  test('refuses a period in which something changes, and no other', () => {
    expect(() => runPay(plan, move, october)).toThrow(
      'D gets another place in the sponsor tree inside 2026-10, and the plan does not say what that does; expected "changes" in the plan',
    )
    expect(() => checkPay(plan, move, october)).toThrow('D changes within the period')
    const facts = [status('B', 'suspended', '2026-10-16')]
    const later = payInput({ ...move, links: [], facts })
    expect(() => runPay(plan, later, october)).toThrow('B changes from active to suspended inside 2026-10')
    expect(() => runPay(plan, later, periodNamed('2026-11'))).not.toThrow()
    expect(() => checkPay(plan, later, periodNamed('2026-11'))).not.toThrow()
  })

  test('a first place on the day of joining is no change', () => {
    const joins = payInput({
      people: [person('A'), person('B', undefined, { joinedAtMs: at('2026-10-16') + 3_600_000 })],
      lines: [bought('1', 'B', '2026-10-20', 100)],
      links: [moved('B', 'A', '2026-10-16')],
    })
    expect(paid(head('') + levels, joins)).toBe('A 1000')
  })

  test('places at the order cannot go with volume that is lifted to zero', () => {
    expect(() =>
      planOf(head(`negative_volume: to_zero\n${changes('at_end', 'at_order', 'at_end')}`) + levels),
    ).toThrow('at_end, or `negative_volume: kept`')
  })
})
