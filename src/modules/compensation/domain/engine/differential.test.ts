import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { PPM } from '#shared/ratio.ts'
import { exactAt } from './exact.ts'
import { buildField, type Field, type FieldPerson } from './field.ts'
import { linesOfBonus } from './lines.ts'
import type { Orders } from './orders.ts'
import { runPlan } from './run.ts'
import type { Bonus, DifferentialBonus, PersonKind, PersonStatus, Plan } from '../plan/plan.ts'

const steps = [
  { from: 100n, ratePpm: 30_000 },
  { from: 300n, ratePpm: 60_000 },
  { from: 1500n, ratePpm: 92_500 },
].map((step) => ({ ...step, from: step.from * PPM, assumed: false }))

function planWith(bonus: Partial<DifferentialBonus>, activeFrom: bigint): Plan {
  const differential: Bonus = {
    kind: 'differential',
    name: 'team',
    version: 1,
    on: 'BV',
    unitValue: { micro: 1_000_000n, currency: 'EUR' },
    needsActive: true,
    rounding: 'half_up',
    tree: 'sponsor',
    table: 'performance',
    against: 'first_line',
    unqualified: 'pass_up',
    ...bonus,
  }
  return {
    name: 'test',
    version: 1,
    effective: '2026-01-01',
    timeZone: 'UTC',
    currency: 'EUR',
    units: {},
    calendar: 'month',
    pays: { kinds: ['distributor'], statuses: ['active'] },
    withoutOwner: 'company',
    volumes: [
      {
        kind: 'personal',
        name: 'PV',
        reads: 'volume:PV',
        belongsTo: 'buyer',
        orderTypes: ['order', 'return'],
      },
      {
        kind: 'personal',
        name: 'BV',
        reads: 'volume:BV',
        belongsTo: 'buyer',
        orderTypes: ['order', 'return'],
      },
      { kind: 'group', name: 'GPV', of: 'PV', tree: 'sponsor', own: 'included' },
    ],
    active: activeFrom > 0n ? [{ kind: 'volume', volume: 'PV', atLeast: activeFrom * PPM }] : [],
    ranks: 'none',
    tables: [{ name: 'performance', by: 'GPV', steps }],
    measures: [],
    bonuses: [differential],
  }
}

type Sale = Readonly<{ owner: number; pv: number; bv: number }>
type Case = Readonly<{
  parents: readonly number[]
  sales: readonly Sale[]
  kinds: readonly PersonKind[]
  statuses: readonly PersonStatus[]
}>

/** A random forest of up to 40 people: each one's parent comes before, or the person is a root. */
function cases(smallestVolume: number): fc.Arbitrary<Case> {
  return fc.integer({ min: 1, max: 40 }).chain((count) =>
    fc.record({
      parents: fc.tuple(...Array.from({ length: count }, (_, i) => fc.integer({ min: -1, max: i - 1 }))),
      sales: fc.array(
        fc.record({
          owner: fc.integer({ min: 0, max: count - 1 }),
          pv: fc.integer({ min: smallestVolume, max: 700 }),
          bv: fc.integer({ min: smallestVolume, max: 5_000_000 }),
        }),
        { maxLength: 60 },
      ),
      kinds: fc.array(fc.constantFrom<PersonKind>('distributor', 'distributor', 'distributor', 'retail'), {
        minLength: count,
        maxLength: count,
      }),
      statuses: fc.array(fc.constantFrom<PersonStatus>('active', 'active', 'active', 'suspended'), {
        minLength: count,
        maxLength: count,
      }),
    }),
  )
}

function fieldOf(drawn: Case, everybodyPaid: boolean): Field {
  const people = drawn.parents.map((parent, i): FieldPerson => ({
    id: idOf(i),
    sponsorId: parent < 0 ? undefined : idOf(parent),
    kind: everybodyPaid ? 'distributor' : (drawn.kinds[i] ?? 'distributor'),
    status: everybodyPaid ? 'active' : (drawn.statuses[i] ?? 'active'),
    rank: undefined,
  }))
  return buildField(people.toReversed())
}

function ordersOf(drawn: Case, field: Field): Orders {
  const owner = Int32Array.from(drawn.sales, (sale) => field.numberOf.get(idOf(sale.owner)) ?? -1)
  return {
    count: drawn.sales.length,
    places: 2,
    ids: drawn.sales.map((_, i) => `O${i}`),
    atMs: Float64Array.from(drawn.sales, (_, i) => i),
    buyer: owner,
    seller: owner.slice().fill(-1),
    types: drawn.sales.map((sale) => (sale.bv < 0 ? 'return' : 'order')),
    columns: new Map([
      ['volume:PV', Float64Array.from(drawn.sales, (sale) => sale.pv * 100)],
      ['volume:BV', Float64Array.from(drawn.sales, (sale) => sale.bv)],
    ]),
  }
}

function idOf(index: number): string {
  return `p${String(index).padStart(3, '0')}`
}

/** A slow second opinion: subtree sums by recursion and pay by walking up from each sale, in whole numbers. */
function walkedPay(
  bonus: DifferentialBonus,
  drawn: Case,
  everybodyPaid: boolean,
  activeFrom: number,
): bigint[] {
  const count = drawn.parents.length
  const pv = (person: number) =>
    drawn.sales.filter((sale) => sale.owner === person).reduce((sum, sale) => sum + sale.pv, 0)
  const groupPv = (person: number): number =>
    pv(person) + drawn.parents.reduce((sum, parent, i) => (parent === person ? sum + groupPv(i) : sum), 0)
  const rate = drawn.parents.map(
    (_, i) => steps.filter((step) => Number(step.from / PPM) <= groupPv(i)).at(-1)?.ratePpm ?? 0,
  )
  const paid = drawn.parents.map(
    (_, i) =>
      (everybodyPaid || (drawn.kinds[i] === 'distributor' && drawn.statuses[i] === 'active')) &&
      pv(i) >= activeFrom,
  )
  const pay = Array.from({ length: count }, () => 0n)
  for (const sale of drawn.sales) {
    let taken = 0
    for (let person = sale.owner; person >= 0; person = drawn.parents[person] ?? -1) {
      const own = rate[person] ?? 0
      if (paid[person]) pay[person] = (pay[person] ?? 0n) + BigInt(sale.bv) * BigInt(Math.max(0, own - taken))
      if (paid[person] || bonus.unqualified === 'to_company')
        taken = bonus.against === 'first_line' ? own : Math.max(taken, own)
    }
  }
  return pay
}

const variants = (['first_line', 'path_maximum'] as const).flatMap((against) =>
  (['pass_up', 'to_company'] as const).map((unqualified) => ({ against, unqualified })),
)

test.each(variants)(
  'one pass pays what walking up from every sale pays: $against, $unqualified',
  (variant) => {
    fc.assert(
      fc.property(cases(-200), fc.constantFrom(0, 100), (drawn, activeFrom) => {
        const plan = planWith(variant, BigInt(activeFrom))
        const field = fieldOf(drawn, false)
        const run = runPlan(plan, field, ordersOf(drawn, field))
        const bonus = plan.bonuses[0]
        if (bonus?.kind !== 'differential') throw new Error('the plan has one differential bonus')
        const walked = walkedPay(bonus, drawn, false, activeFrom > 0 ? activeFrom : Number.NEGATIVE_INFINITY)
        drawn.parents.forEach((_, i) => {
          const person = field.numberOf.get(idOf(i)) ?? -1
          expect(
            exactAt(
              run.bonuses[0]?.exact ?? { whole: new Float64Array(), micro: new Float64Array() },
              person,
            ),
          ).toBe(walked[i])
        })
      }),
      { numRuns: 300 },
    )
  },
)

test.each(variants)('every amount is the exact sum of its lines: $against, $unqualified', (variant) => {
  fc.assert(
    fc.property(cases(-200), (drawn) => {
      const plan = planWith(variant, 100n)
      const field = fieldOf(drawn, false)
      const orders = ordersOf(drawn, field)
      const run = runPlan(plan, field, orders)
      const [result] = run.bonuses
      if (!result) throw new Error('the plan has one bonus')
      const sums = Array.from({ length: field.count }, () => 0n)
      for (const line of linesOfBonus(plan, field, orders, run, result)) {
        if (line.skipped === undefined)
          sums[line.person] = (sums[line.person] ?? 0n) + BigInt(line.base) * BigInt(line.ratePpm)
      }
      sums.forEach((sum, person) => expect(exactAt(result.exact, person)).toBe(sum))
    }),
  )
})

test('with everybody paid the field takes its top rate of the whole group, split without loss', () => {
  fc.assert(
    fc.property(cases(0), (drawn) => {
      const field = fieldOf(drawn, true)
      const run = runPlan(planWith({}, 0n), field, ordersOf(drawn, field))
      const [result] = run.bonuses
      if (!result) throw new Error('the plan has one bonus')
      for (let root = 0; root < field.count; root++) {
        if ((field.parent[root] ?? -1) >= 0) continue
        let paid = 0n
        let volume = 0n
        for (let person = root; person < (field.end[root] ?? 0); person++) {
          paid += exactAt(result.exact, person)
          volume += BigInt(run.volumes.ofPeople.get('BV')?.[person] ?? 0)
        }
        expect(paid).toBe(volume * BigInt(result.rate[root] ?? 0))
      }
    }),
  )
})

test('a negative group is never paid a positive amount', () => {
  const drawn: Case = {
    parents: [-1, 0],
    sales: [
      { owner: 1, pv: -500, bv: -900 },
      { owner: 0, pv: 2000, bv: 0 },
    ],
    kinds: ['distributor', 'distributor'],
    statuses: ['active', 'active'],
  }
  const field = fieldOf(drawn, true)
  const run = runPlan(planWith({ needsActive: false }, 0n), field, ordersOf(drawn, field))
  expect(run.bonuses[0]?.minor[field.numberOf.get('p000') ?? 0]).toBe(-83n)
  expect(run.bonuses[0]?.minor[field.numberOf.get('p001') ?? 0]).toBe(0n)
})
