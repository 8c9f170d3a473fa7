import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDecimal } from '#shared/decimal.ts'
import { payCases, periodOf, readCase } from '#test/support/generated/cases.ts'
import { bought, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { figuresOf, type Figures } from '../figures/figures.ts'
import type { KnownFigures } from '../figures/told.ts'
import type { PayInput } from '../pay/pay-input.ts'
import { payDigits } from '../pay/settle.ts'
import { PayProblem } from '../pay/world.ts'
import { explanationTold, type ExplanationTold } from './explain.ts'
import { LISTED_MAX } from './listed.ts'

type Told = NonNullable<ExplanationTold>

function knownBy(figures: Figures): KnownFigures {
  return { figures, personIds: [...figures.input.people.keys()].map(BigInt) }
}

function sum(texts: readonly (string | null | undefined)[]): bigint {
  return texts.reduce<bigint>((all, text) => {
    const value = parseDecimal(text ?? '0', 12)
    if (typeof value !== 'bigint') throw new Error(`${text} is no decimal`)
    return all + value
  }, 0n)
}

function holdTogether(figures: Figures, told: Told): void {
  const digits = payDigits(figures.plan, told.amount.currency)
  const whole = [...told.sources, ...told.others].map((part) => part.exact)
  expect(sum([...whole, told.more?.exact])).toBe(told.amount.minor * 10n ** BigInt(12 - digits))
  expect(sum([...told.sources.map((part) => part.exact), told.more?.exact])).toBe(sum([told.together]))
  for (const source of told.sources) {
    const orders = source.orders.map((order) => order.exact)
    expect(sum([...orders, source.moreOrders?.exact, source.without])).toBe(sum([source.exact]))
  }
}

test('the parts of every amount of generated plans add up to it exactly, and those of each source to it', () => {
  let [amounts, sources, zeros] = [0, 0, 0]
  fc.assert(
    fc.property(payCases, ({ document, input, label }) => {
      const plan = readCase(document)
      if (!plan) return
      const figures = figuresOrNone(() => figuresOf(plan, input, periodOf(plan, label)))
      if (!figures) return
      const known = knownBy(figures)
      for (const number of input.people.keys())
        for (const { name } of plan.bonuses) {
          const told = explanationTold(known, number, name)
          if (!told) throw new Error('everybody and every bonus is known')
          holdTogether(figures, told)
          amounts += told.amount.minor === 0n ? 0 : 1
          sources += told.sources.length
          const [why] = told.why
          zeros += why?.code === 'paid' ? 0 : 1
          expect(why?.code === 'paid').toBe(told.amount.minor !== 0n)
          const one = told.sources[0]?.person.code
          if (one !== undefined)
            holdTogether(figures, explanationTold(known, number, name, { source: one }) ?? told)
        }
    }),
    { numRuns: 150 },
  )
  expect([amounts, sources, zeros].every((count) => count > 50)).toBe(true)
})

function figuresOrNone(make: () => Figures): Figures | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof PayProblem) return undefined
    throw error
  }
}

const head = `
openfield: 2
plan: test
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor and status = active
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
  group PV: {group_of: PV, tree: sponsor, own: included}
active: PV >= 100
tables:
  team: {by: group PV, steps: [{from: 100, value: 3 %}, {from: 300, value: 6 %}]}
bonuses:
`
const team = `
  team: {kind: differential, tree: sponsor, on: PV, rate: team, against: path_maximum, own: paid, unpaid: pass_up,
    qualified: active, rounding: half_up, rounded_per: person}
`

function toldOf(bonuses: string, parts: Partial<PayInput>, id: string, bonus: string, source?: string): Told {
  const figures = figuresOf(planOf(head + bonuses), payInput(parts), periodNamed('2026-10'))
  const number = figures.world.population.numberOf.get(id) ?? -1
  const told = explanationTold(knownBy(figures), number, bonus, { source })
  if (!told) throw new Error('there is nothing to explain')
  holdTogether(figures, told)
  return told
}

const chain = {
  people: [person('a'), person('b', 'a'), person('c', 'b', { kind: 'retail' })],
  lines: [bought('1', 'c', '2026-10-02', 150), bought('2', 'b', '2026-10-03', 60)],
}

test('somebody who is not active is told how much is missing and what would have come', () => {
  const told = toldOf(team, chain, 'b', 'team')
  expect(told.why).toEqual([
    {
      code: 'not_qualified',
      needs: [
        {
          kind: 'number',
          what: 'PV',
          isMet: false,
          by: 'at_least',
          needed: '100',
          reached: '60',
          missing: '40',
        },
      ],
    },
  ])
  expect(told.unpaid).toEqual([{ reason: 'passed_over', missing: 'active', parts: 2, exact: '6.3' }])
  expect(told.sources).toEqual([])
})

test('the way up names who was skipped and for what, and how the rate came about', () => {
  const top = { lines: [...chain.lines, bought('3', 'a', '2026-10-04', 100)] }
  const told = toldOf(team, { ...chain, ...top }, 'a', 'team', 'c')
  const [source] = told.sources
  expect(source?.path.map((step) => [step.person.code, step.skipped, step.ownRate, step.paidRate])).toEqual([
    ['c', 'passed_over', '0.03', null],
    ['b', 'passed_over', '0.03', null],
    ['a', null, '0.06', '0.06'],
  ])
  expect(source?.path[1]?.needs).toMatchObject([{ what: 'PV', missing: '40' }])
  expect(source?.orders).toMatchObject([{ code: '1', base: '150', rate: '0.06', exact: '9' }])
  expect(told.rate).toEqual({ by: 'group PV', reached: '310', from: '300', rate: '0.06', next: null })
  expect(told.more).toEqual({ sources: 2, orders: 2, exact: '9.6', from: null })
})

test('each zero has its own reason, and meeting it pays', () => {
  const levels = (rest: string): string => `
  levels: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, depth: 1, unpaid: to_company,
    rounding: half_up, rounded_per: person, ${rest}}
`
  const active = person('a')
  const below = [active, person('b', 'a'), person('c', 'b')]
  const sold = [bought('1', 'a', '2026-10-01', 100), bought('2', 'c', '2026-10-02', 200)]
  const why = (bonuses: string, parts: Partial<PayInput>, id: string, name: string) =>
    toldOf(bonuses, parts, id, name).why[0]
  expect(why(team, chain, 'c', 'team')).toMatchObject({ code: 'not_paid', needs: [{ kind: 'words' }] })
  expect(why(team, { people: [active], lines: [] }, 'a', 'team')?.code).toBe('not_qualified')
  const open = levels('counts: everybody, rate: 5 %, qualified: true')
  expect(why(open, { people: below, lines: [] }, 'a', 'levels')?.code).toBe('no_volume')
  // The buyer stands two levels below, and the only level is taken by the one between.
  expect(why(open, { people: below, lines: sold }, 'a', 'levels')?.code).toBe('nothing_to_pay')
  const compressed = levels('counts: active, rate: 5 %, qualified: true')
  expect(toldOf(compressed, { people: below, lines: sold }, 'a', 'levels').amount.minor).toBe(1_000n)
  expect(why(compressed, { people: below, lines: sold }, 'b', 'levels')?.code).toBe('passed_over')
  const small = [bought('1', 'a', '2026-10-01', 100), bought('2', 'b', '2026-10-02', 400)]
  expect(why(team, { people: below, lines: small }, 'a', 'team')).toMatchObject({ code: 'paid' })
  const even = [...small, bought('3', 'a', '2026-10-03', -100), bought('4', 'c', '2026-10-03', 1)]
  expect(why(team, { people: below, lines: even }, 'a', 'team')?.code).toBe('not_qualified')
  const share = (rest: string): string =>
    `  share: {kind: amount, base: PV, rate: 1 %, qualified: true, rounding: half_up, rounded_per: person${rest}}\n`
  expect(why(share(''), { people: [active], lines: [] }, 'a', 'share')?.code).toBe('no_volume')
  expect(why(share(', cap: 0'), { people: below, lines: sold }, 'a', 'share')?.code).toBe('capped')
})

test('the legs of somebody at the same rate leave nothing, and the next step of the table is what is missing', () => {
  const people = [person('a'), person('b', 'a')]
  const lines = [bought('1', 'a', '2026-10-01', 100), bought('2', 'b', '2026-10-02', 100)]
  const told = toldOf(team.replace('own: paid', 'own: not_paid'), { people, lines }, 'a', 'team')
  expect(told.why).toMatchObject([
    { code: 'no_difference', needs: [{ needed: '300', reached: '200', missing: '100' }] },
  ])
  const little = toldOf(
    team,
    { people: [person('a')], lines: [bought('1', 'a', '2026-10-01', 90)] },
    'a',
    'team',
  )
  expect(little.why[0]?.code).toBe('not_qualified')
})

test('above a hundred sources the largest are listed and the rest is one counted sum', () => {
  const people = [person('a'), ...Array.from({ length: 150 }, (_, i) => person(`b${i}`, 'a'))]
  const lines = people.map(({ id }, i) => bought(`o${i}`, id, '2026-10-02', i === 0 ? 100 : i))
  const told = toldOf(team, { people, lines }, 'a', 'team')
  expect(told.sources).toHaveLength(LISTED_MAX)
  expect(told.more).toMatchObject({ sources: 51, orders: 51 })
  const sizes = told.sources.map((source) => Number(source.exact))
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
})

test('an amount on an own volume is taken apart into the orders that gave it', () => {
  const share =
    '  share: {kind: amount, base: PV, rate: 20 %, qualified: true, rounding: half_up, rounded_per: person}\n'
  const told = toldOf(share, chain, 'b', 'share')
  expect(told.sources).toMatchObject([
    {
      person: { code: 'b' },
      base: '60',
      rate: '0.2',
      exact: '12',
      orders: [{ code: '2', exact: '12' }],
      without: null,
    },
  ])
})
