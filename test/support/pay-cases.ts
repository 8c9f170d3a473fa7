import * as fc from 'fast-check'
import { buildField, type Field, type FieldPerson } from '#modules/compensation/domain/engine/field.ts'
import type { Orders } from '#modules/compensation/domain/engine/orders.ts'
import type {
  Bonus,
  DifferentialBonus,
  PersonKind,
  PersonStatus,
  Plan,
} from '#modules/compensation/domain/plan/plan.ts'
import { PPM } from '#shared/ratio.ts'

export const steps = [
  { from: 100n, ratePpm: 30_000 },
  { from: 300n, ratePpm: 60_000 },
  { from: 1500n, ratePpm: 92_500 },
].map((step) => ({ ...step, from: step.from * PPM, assumed: false }))

export function planWith(bonus: Partial<DifferentialBonus>, activeFrom: bigint): Plan {
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
        bought: 'by_anyone',
        orderTypes: ['order', 'return'],
      },
      {
        kind: 'personal',
        name: 'BV',
        reads: 'volume:BV',
        belongsTo: 'buyer',
        bought: 'by_anyone',
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
export type Case = Readonly<{
  parents: readonly number[]
  sales: readonly Sale[]
  kinds: readonly PersonKind[]
  statuses: readonly PersonStatus[]
}>

/** A random forest of up to 40 people: each one's parent comes before, or the person is a root. */
export function cases(smallestVolume: number): fc.Arbitrary<Case> {
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

export function fieldOf(drawn: Case, everybodyPaid: boolean): Field {
  const people = drawn.parents.map((parent, i): FieldPerson => ({
    id: idOf(i),
    sponsorId: parent < 0 ? undefined : idOf(parent),
    kind: everybodyPaid ? 'distributor' : (drawn.kinds[i] ?? 'distributor'),
    status: everybodyPaid ? 'active' : (drawn.statuses[i] ?? 'active'),
    rank: undefined,
  }))
  return buildField(people.toReversed())
}

export function ordersOf(drawn: Case, field: Field): Orders {
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

export function idOf(index: number): string {
  return `p${String(index).padStart(3, '0')}`
}
