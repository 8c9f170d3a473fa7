import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compiledFields, compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { numbersIn } from '#test/support/compare-passes.ts'
import { bought, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { decodeColumns, encodeFrozen, inputOf } from '../../frozen/frozen.ts'
import type { Plan } from '../../language/plan.ts'
import type { PayInput } from '../../pay/pay-input.ts'
import { runPay } from '../../pay/run-pay.ts'
import { NotCompiled } from '../code.ts'
import type { FieldColumns, NumberColumn, TextColumn } from '../field-columns.ts'
import { fieldOfInput } from '../field-of-input.ts'
import { fieldOfFrozen } from './field.ts'

const period = periodNamed('2026-10')
const inside = Date.UTC(2026, 9, 12)
const before = Date.UTC(2026, 8, 12)

function frozenColumns(input: PayInput) {
  const personIds = input.people.map((_, index) => BigInt(index))
  return decodeColumns(encodeFrozen({ period: '2026-10', cutSeq: 1n, planHash: '', personIds, input }))
}

/** Everything that passes may ask of a field, with numbers as lists, so that the kind of the columns does not count. */
function told(field: FieldColumns, plan: Plan) {
  const { standing } = field
  const closed = standing?.closed()
  return {
    ...toldOwn(field, plan),
    running: standing && { ...toldOwn(standing.running.field, plan), period: standing.running.period },
    closed: closed && {
      columns: [...closed.columns].map(([key, column]) => [
        key,
        column.is,
        'decimals' in column ? column.decimals : 0,
        ...numbersIn(column),
      ]),
      previousRank: [...closed.previousRank],
    },
  }
}

function toldOwn(field: FieldColumns, plan: Plan) {
  const number = (column: NumberColumn | undefined) => column && { ...column, values: [...column.values] }
  const text = ({ words, place }: TextColumn) => [...place].map((at) => words[at] ?? '')
  const tree = ({ parent, order, depth, side, sides }: ReturnType<FieldColumns['tree']>) => [
    [...parent],
    [...order],
    [...depth],
    [...side],
    sides,
  ]
  const { before: earlier } = field
  const volumes = plan.volumes.filter(({ kind }) => kind === 'personal').map(({ name }) => name)
  const sides = ['left', 'right'] as const
  return {
    people: field.people,
    whose: [field.kind, field.status, field.joinedDay, field.givenRank].map((column) => [...column]),
    attributes: ['market', 'colour'].map((name) => [text(field.attribute(name)), text(field.fact(name))]),
    company: field.companyFact('colour'),
    trees: ['sponsor', 'placement', 'nowhere'].map((name) => tree(field.tree(name))),
    volumes: volumes.map((name) => [number(field.volume(name)), number(field.debt(name))]),
    orders: volumes.map((name) => ordersOf(field, name)),
    windows: volumes.flatMap((name) =>
      (['period', 'week', 'day'] as const).flatMap((evaluated) =>
        field
          .volumeIn(name, evaluated)
          .map(({ window, values, decimals }) => [
            window.label,
            ...[...values].map((value) => value * 10 ** (6 - decimals)),
          ]),
      ),
    ),
    ranks: [earlier.rank, earlier.careerRank, earlier.missed].map((column) => [...column]),
    carried: sides.map((side) => number(earlier.carried('of two sides', side))),
    lots: sides.map((side) => earlier.lots('of two sides', side)),
    given: ['rebate', 'outside'].flatMap((name) => [
      number(field.given.byFiles(name)),
      number(field.given.all(name)),
    ]),
    qualified: [...(earlier.everQualified('of two sides') ?? [])],
    latest: Array.from({ length: field.people + 1 }, (_, at) => earlier.latest('rebate once')(at - 1)),
  }
}

/** The sums of everybody's orders, in no order, as far as there is something in them. */
function ordersOf(field: FieldColumns, name: string) {
  const { decimals, read } = field.orders(name)
  return Array.from({ length: field.people }, (_, whose) => {
    const sums: number[] = []
    sums.length = read(whose, sums)
    return sums
      .filter((sum) => sum !== 0)
      .map((sum) => sum * 10 ** (6 - decimals))
      .toSorted((a, b) => a - b)
  })
}

function fieldOr(make: () => FieldColumns, plan: Plan) {
  try {
    return told(make(), plan)
  } catch (error) {
    if (error instanceof NotCompiled) return error.message
    throw error
  }
}

test('the columns of frozen bytes are those of the same facts, also with what an earlier month left', () => {
  let compiled = 0
  fc.assert(
    fc.property(compiledPlans, compiledFields, changes, (text, drawn, changed) => {
      const plan = planOf(text)
      const left = runPay(plan, drawn, periodNamed('2026-09')).state
      for (const state of [[], left]) {
        // Of two facts that begin at one instant the canonical order says which is the newer word.
        const input = inputOf(frozenColumns({ ...drawn, ...changed(drawn), state }))
        // A month, and a week in it that begins in the month before.
        for (const of of [period, periodNamed('2026-W40')]) {
          const ours = fieldOr(() => fieldOfFrozen(plan, frozenColumns(input), of), plan)
          expect(ours).toEqual(fieldOr(() => fieldOfInput(plan, input, of), plan))
          compiled += typeof ours === 'string' ? 0 : 1
        }
      }
    }),
    { numRuns: 60 },
  )
  expect(compiled).toBeGreaterThan(60)
})

/** Kinds, statuses, colours and places that changed before the period or in it. */
const changes = fc
  .array(
    fc.record({
      who: fc.nat(30),
      what: fc.constantFrom('kind', 'status', 'colour', 'place', 'market', 'company'),
      from: fc.constantFrom(undefined, before, inside),
      until: fc.constantFrom(undefined, inside + 1),
      value: fc.nat(3),
    }),
    { maxLength: 5 },
  )
  .map((rows) => (input: PayInput) => {
    const idOf = (number: number): string => input.people[number % input.people.length]?.id ?? ''
    const values = {
      kind: ['distributor', 'preferred', 'retail', 'company'],
      status: ['active', 'inactive', 'suspended', 'terminated'],
    }
    const span = (row: (typeof rows)[number]) => ({ fromMs: row.from, untilMs: row.until })
    const facts = rows
      .filter(({ what }) => what !== 'place')
      .map((row) => {
        const { what, who, value } = row
        if (what === 'kind' || what === 'status')
          return {
            scope: 'person' as const,
            id: idOf(who),
            name: what,
            value: values[what][value] ?? '',
            ...span(row),
          }
        const scope = what === 'market' || what === 'company' ? what : ('person' as const)
        const id = what === 'market' ? 'IE' : what === 'company' ? '' : idOf(who)
        return { scope, id, name: 'colour', value: `${value}`, ...span(row) }
      })
    // The first person stands on top of everybody, so that no circle comes about.
    const links = rows
      .filter(({ what, who }) => what === 'place' && who % input.people.length > 0)
      .slice(0, 1)
      .map((row) => ({
        tree: row.value % 2 === 0 ? 'sponsor' : 'placement',
        personId: idOf(row.who),
        parentId: row.value < 2 ? undefined : idOf(0),
        side: row.value < 2 ? '' : 'left',
        ...span(row),
      }))
    const people = input.people.map((one, at) => ({
      ...one,
      joinedAtMs: at % 3 === 0 ? undefined : before + at * 40_000_000,
      attributes: at % 2 === 0 ? new Map([['market', 'IE']]) : new Map(),
    }))
    return { facts, links, people }
  })

const head = `
openfield: 2
plan: lines
version: 1
effective: 2026-01-01
time_zone: Europe/Dublin
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
negative_volume: carried
volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
  goods: {reads: amount, belongs_to: seller, where: 'not own purchase and product != oil and type in (order, first)'}
  guests: {reads: quantity, belongs_to: seller, where: guest or category = care}
  from new: {reads: 'volume:PV', belongs_to: buyer, where: buyer.kind = retail}
  double: {reads: 'volume:PV * 2', belongs_to: buyer}
active: PV >= 100
bonuses: {}
`

test('volumes by rules over lines are what the rules say, whether columns or objects are asked', () => {
  const plan = planOf(head)
  const input = payInput({
    people: [person('a'), person('b', 'a'), person('c', 'b', { kind: 'retail' })],
    lines: [
      bought('1', 'b', '2026-10-02', 100, { sellerId: 'a', product: 'oil' }),
      bought('2', 'b', '2026-10-02', 120, {
        sellerId: 'b',
        category: 'care',
        quantityMicro: 3_000_000n,
        volumes: new Map([['PV', 120_500_000n]]),
      }),
      bought('2', 'b', '2026-10-02', 1, { sellerId: 'b', row: 2 }),
      bought('3', '', '2026-10-03', 10, { sellerId: 'a', amountMicro: 12_345_678n }),
      bought('4', 'c', '2026-10-04', -30, { type: 'return', ofOrderId: '9' }),
      bought('5', 'c', '2026-10-04', 7, { type: 'first', sellerId: 'nobody' }),
      bought('6', 'c', '2026-09-30', 7),
    ],
    state: [{ personId: 'c', period: '2026-09', name: 'debt PV', value: '-2.5' }],
  })
  const ours = told(fieldOfFrozen(plan, frozenColumns(input), period), plan)
  expect(ours).toEqual(told(fieldOfInput(plan, input, period), plan))
  expect(ours.volumes[0]).toEqual([
    { values: [1100, 1215, 0], decimals: 1 },
    { values: [0, 0, -255], decimals: 1 },
  ])
})

test('an order whose lines disagree about it is told by its first line, as a walk tells it', () => {
  const plan = planOf(head)
  const lines = [
    bought('1', 'b', '2026-10-02', 100, { sellerId: 'a' }),
    bought('2', 'b', '2026-10-03', 50, { sellerId: 'a' }),
    bought('1', 'a', '2026-10-20', 10, { sellerId: 'b', row: 2 }),
  ]
  const input = payInput({ people: [person('a'), person('b', 'a')], lines })
  const ours = told(fieldOfFrozen(plan, frozenColumns(input), period), plan)
  expect(ours).toEqual(told(fieldOfInput(plan, input, period), plan))
  expect(ours.volumes[0]?.[0]).toEqual({ values: [160, 0], decimals: 0 })
})
