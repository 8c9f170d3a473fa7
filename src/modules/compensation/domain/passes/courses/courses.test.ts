import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { passDifferences } from '#test/support/compare-passes.ts'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { evaluationOrder } from '../../language/dependencies.ts'
import type { Plan } from '../../language/plan.ts'
import type { LinkInput, LineInput, PayInput, PersonInput } from '../../pay/pay-input.ts'
import { makeWorldOf } from '../../pay/make-world.ts'
import { runPay } from '../../pay/run-pay.ts'
import { columnsOf } from '../../frozen/frozen.ts'
import { liveColumns } from '../../figures/live-columns.ts'
import type { LivePeriod } from '../../figures/live-period.ts'
import { climbMoney } from '../climbs/find-by-climbs.ts'
import { isTeamBonus, type TeamBonus } from '../climbs/goes-by-climbs.ts'
import { NotCompiled } from '../code.ts'
import { fieldOfFrozen } from '../of-frozen/field.ts'
import { runPasses, type PassResult } from '../run-passes.ts'
import { courseIn, momentOf } from './courses.ts'

const period = periodNamed('2026-10')
const DAYS = 6
const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'
const numRuns = isLong ? 2_000 : 150

type Drawn = Readonly<{
  above: readonly number[]
  kinds: readonly boolean[]
  orders: readonly Readonly<{ buyer: number; day: number; pv: number; lines: number; order: number }>[]
  byHand: readonly Readonly<{ person: number; day: number; value: number }>[]
  until: string
  own: string
  negative: string
  moves: readonly Readonly<{ person: number; to: number; day: number }>[]
}>

const PEOPLE = 9

/** Few days, so that orders come at the same instant, and ids in another order than orders. */
const drawn: fc.Arbitrary<Drawn> = fc.record({
  above: fc.array(fc.nat(), { minLength: PEOPLE, maxLength: PEOPLE }),
  kinds: fc.array(
    fc.nat(5).map((one) => one > 0),
    { minLength: PEOPLE, maxLength: PEOPLE },
  ),
  orders: fc.array(
    fc.record({
      buyer: fc.nat(PEOPLE - 1),
      day: fc.nat(DAYS - 1),
      pv: fc.constantFrom(1, 3, 10, 10, 25, 60, -4, -30),
      lines: fc.integer({ min: 1, max: 3 }),
      order: fc.nat(99),
    }),
    { maxLength: 20 },
  ),
  byHand: fc.array(
    fc.record({ person: fc.nat(PEOPLE - 1), day: fc.nat(DAYS - 1), value: fc.constantFrom(5, 20, -15) }),
    { maxLength: 3 },
  ),
  until: fc.constantFrom('', ', until: PV >= 20', ', until: group PV >= 60', ', until: rank >= High'),
  own: fc.constantFrom('included', 'excluded'),
  negative: fc.constantFrom('kept', 'to_zero', 'carried'),
  moves: fc.array(fc.record({ person: fc.nat(PEOPLE - 1), to: fc.nat(PEOPLE - 1), day: fc.nat(DAYS - 1) }), {
    maxLength: 2,
  }),
})

function planFor({ until, own, negative }: Drawn, more = ''): Plan {
  const head = headOf(`  group PV: {group_of: PV, tree: sponsor, own: included}
  cut PV: {group_of: PV, tree: sponsor, own: ${own}${until}}
negative_volume: ${negative}
returns: {mode: net}
${more}`)
  return planOf(`${head}
ranks:
  - {rank: Low, needs: group PV >= 20}
  - {rank: High, needs: group PV >= 60}
tables:
  step: {by: cut PV, steps: [{from: 0, value: 1 %}, {from: 10, value: 4 %}, {from: 40, value: 9 %}, {from: 90, value: 15 %}]}
  by rank: {by: rank, cases: {Low: 3 %, High: 12 %}}
bonuses:
  difference: {kind: differential, tree: sponsor, on: PV, rate: 'max(by rank, step(before(cut PV)))', against: path_maximum,
    own: not_paid, unpaid: pass_up, qualified: group PV >= 5, rounding: half_up, rounded_per: line}
  with it: {kind: differential, tree: sponsor, on: PV, rate: '(step(before(cut PV)) + step(after(cut PV))) / 4', against: first_line,
    own: paid, unpaid: to_company, qualified: group PV >= 5, rounding: half_up, rounded_per: person}
  team: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: paid, depth: 3,
    rate: 'if before(PV) < after(group PV) - 30 then 5 % else step(before(cut PV))', unpaid: pass_up, qualified: rank >= Low,
    rounding: down, rounded_per: line}
  own orders: {kind: amount, for_each: purchases where after(cut PV) >= 10, base: amount, rate: 'step(before(cut PV))', qualified: true,
    rounding: half_up, rounded_per: line}`)
}

const idOf = (one: number): string => `P${one}`

function dayOf(day: number): string {
  return `2026-10-0${day + 1}`
}

function linesOf(orders: Drawn['orders']): LineInput[] {
  return orders.flatMap(({ buyer, day, pv, lines, order }, at) =>
    Array.from({ length: lines }, (_, line) =>
      bought(`${order}.${at}`, idOf(buyer), dayOf(day), line === 2 ? -pv : pv, {
        row: line + 1,
        type: 'order',
      }),
    ),
  )
}

function peopleOf({ above, kinds }: Drawn): PersonInput[] {
  return above.map((to, one) =>
    person(idOf(one), one === 0 ? undefined : idOf(to % one), {
      kind: kinds[one] === true ? 'distributor' : 'retail',
    }),
  )
}

function inputOf(of: Drawn): PayInput {
  return payInput({
    people: peopleOf(of),
    lines: linesOf(of.orders),
    adjustments: of.byHand.map(({ person: one, day, value }) => ({
      kind: 'volume',
      personId: idOf(one),
      name: 'PV',
      value: String(value),
      reason: 'by hand',
      // At the instant of orders.
      atMs: Date.parse(`${dayOf(day)}T12:00:00Z`),
      untilMs: Number.POSITIVE_INFINITY,
    })),
  })
}

function frozenOf(input: PayInput) {
  const personIds = input.people.map((_, at) => BigInt(at))
  return columnsOf({ period: period.label, cutSeq: 1n, planHash: '', personIds, input })
}

test('what everybody had before and with each order is the sum over the orders until then, one by one', () => {
  let asked = 0
  fc.assert(
    fc.property(drawn, (of) => {
      const [plan, input] = [planFor(of), inputOf(of)]
      const { world } = makeWorldOf(plan, input, period, evaluationOrder(plan))
      const { compiler } = runPasses(plan, fieldOfFrozen(plan, frozenOf(input), period), period)
      for (const volume of ['PV', 'group PV', 'cut PV'])
        for (const when of ['before', 'after'] as const) {
          const course = courseIn(compiler(), volume)
          const sweep = course.sweep(when)
          for (const order of world.book.orders) {
            sweep.turnTo(momentOf(order))
            for (let one = 0; one < PEOPLE; one++) {
              const expected = world.running(volume, one, order, when)
              expect(course.at(one, momentOf(order), when)).toBe(expected)
              expect(sweep.of[one]).toBe(expected)
              asked += 1
            }
          }
        }
    }),
    { numRuns },
  )
  expect(asked).toBeGreaterThan(10_000)
})

function goesByTimes(passed: PassResult, bonus: TeamBonus): boolean {
  try {
    return climbMoney(passed.compiler(bonus), bonus).times !== undefined
  } catch (error) {
    if (error instanceof NotCompiled) return false
    throw error
  }
}

test('bonuses by volumes in their course pay what the walk pays, whoever moves in the period', () => {
  let [moved, stayed] = [0, 0]
  fc.assert(
    fc.property(drawn, (of) => {
      const links: LinkInput[] = of.moves
        // Whoever moves stands below somebody who joined before, so that no circle closes; once each.
        .filter(
          ({ person: one, to }, at, all) => to < one && all.findIndex((other) => other.person === one) === at,
        )
        .map(({ person: one, to, day }) => ({
          personId: idOf(one),
          tree: 'sponsor',
          parentId: idOf(to),
          side: '',
          fromMs: Date.parse(`${dayOf(day)}T12:00:00Z`),
          untilMs: undefined,
        }))
      const changes =
        'changes: {orders: at_end, upline: at_order, payees: at_end, suspended: {rank: as_earned, carry: by_bonus}, terminated: {rank: as_earned, carry: by_bonus}}'
      // Where a group ends by what it needs itself, nobody can say where it does once somebody moves.
      const ends = links.length > 0 && of.until !== ', until: PV >= 20' ? '' : of.until
      const safe: Drawn = { ...of, until: ends, negative: 'kept' }
      const plan = planFor(safe, changes)
      const input = { ...inputOf(safe), links }
      const field = fieldOfFrozen(plan, frozenOf(input), period)
      const passed = runPasses(plan, field, period)
      // Whoever moves is paid by the walk over the columns, and nobody else.
      const isByCourses = plan.bonuses.filter(isTeamBonus).map((bonus) => goesByTimes(passed, bonus))
      expect(isByCourses).toEqual(isByCourses.map(() => !field.placesChange))
      if (field.placesChange) moved += 1
      else stayed += 1
      expect(passDifferences(plan, runPay(plan, input, period), passed)).toEqual([])
    }),
    { numRuns },
  )
  expect(Math.min(moved, stayed)).toBeGreaterThan(20)
})

/** What everybody is paid by each bonus. */
function paidIn(live: LivePeriod | undefined, people: number): readonly string[] {
  const figures = live?.current().figures
  return Array.from(
    { length: people },
    (_, one) =>
      figures
        ?.earned(one)
        .filter(({ minor }) => minor !== 0n)
        .map(({ place, minor }) => `${place}:${minor}`)
        .join(' ') ?? '',
  )
}

test('figures that follow orders of any time and newcomers one by one are those of all at once', () => {
  let [followed, renewed] = [0, 0]
  const events = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 })
  fc.assert(
    fc.property(drawn, events, (of, joins) => {
      const [plan, whole] = [planFor(of), inputOf(of)]
      const opened = (input: PayInput): LivePeriod | undefined =>
        liveColumns(plan, frozenOf(input), period, 10)
      const orders = [...Map.groupBy(whole.lines, ({ orderId }) => orderId).values()]
      const late = orders.slice(-joins.length)
      let input = { ...whole, lines: orders.slice(0, -joins.length).flat() }
      const live = opened(input)
      let figures = live?.current().figures
      for (const [at, own] of late.entries()) {
        const newcomer = joins[at] === true ? person(`Q${at}`, idOf(at)) : undefined
        const lines = newcomer && at % 2 === 0 ? own.map((line) => ({ ...line, buyerId: newcomer.id })) : own
        live?.apply({
          seq: BigInt(2 + at),
          people: newcomer ? [{ personId: BigInt(100 + at), person: newcomer, facts: [], links: [] }] : [],
          lines,
        })
        input = {
          ...input,
          people: newcomer ? [...input.people, newcomer] : input.people,
          lines: [...input.lines, ...lines],
        }
        const count = input.people.length
        expect(paidIn(live, count)).toEqual(paidIn(opened(input), count))
        followed += 1
        const now = live?.current().figures
        if (now === figures) renewed += 1
        figures = now
      }
    }),
    { numRuns },
  )
  console.log(`followed ${followed}, of them renewed for single people ${renewed}`)
  expect(renewed).toBeGreaterThan(followed / 2)
})
