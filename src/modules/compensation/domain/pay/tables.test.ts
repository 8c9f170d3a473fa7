import { expect, test } from 'vitest'
import { bought, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { checkPay } from '../checker/check-pay.ts'
import { fractionText } from '../checker/fraction.ts'
import type { PayInput } from './pay-input.ts'
import { runPay } from './run-pay.ts'

const october = periodNamed('2026-10')

const plan = (tables: string, measure: string) =>
  planOf(`
openfield: 2
plan: tested
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: 'true'
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
tables:
${tables}
measures:
  found: ${measure}
`)

/** The measure of everybody, in which the engine and the checker have to agree. */
function found(tables: string, measure: string, input: PayInput): readonly string[] {
  const read = plan(tables, measure)
  const { measures } = runPay(read, input, october)
  const run = input.people.map((_, number) => String(Number(measures[0]?.of(number)) / 1_000_000))
  const checked = checkPay(read, input, october).people.map((one) => {
    const figure = one.measures.get('found')
    return typeof figure === 'object' ? fractionText(figure) : ''
  })
  expect(checked).toEqual(run)
  return run
}

const three = payInput({
  people: [person('A'), person('B'), person('C', undefined, { attributes: new Map([['market', 'PL']]) })],
  lines: [
    bought('1', 'A', '2026-10-05', 3),
    bought('2', 'B', '2026-10-05', 10),
    bought('3', 'C', '2026-10-05', 150),
  ],
})

test('the first key that fits is taken in the order of the file, and else after all others', () => {
  expect(found('  t: {by: PV, cases: {else: 9, 2-4: 1, 3: 2, 10: 3}}', 't', three)).toEqual(['1', '3', '9'])
  expect(found('  t: {by: PV, cases: {3: 2, 2-4: 1, 10: 3, 5+: 4}}', 't', three)).toEqual(['2', '3', '4'])
  expect(found('  t: {by: [PV, PV], rows: {10+: {5+: 8, 10: 7}, 3: {3: 2}}}', 't', three)).toEqual([
    '2',
    '8',
    '8',
  ])
})

const facts = (goal: string, ofPoland: string) => [
  { scope: 'company', id: '', name: 'goal', value: goal, fromMs: undefined, untilMs: undefined } as const,
  {
    scope: 'market',
    id: 'PL',
    name: 'goal',
    value: ofPoland,
    fromMs: undefined,
    untilMs: undefined,
  } as const,
]
const steps =
  "  t: {by: PV, steps: [{from: 0, value: 1}, {from: 'fact:goal * 50 %', value: 2}, {from: fact:goal, value: 3}]}"

test('a step may begin where a fact says, by the market of the person', () => {
  const field = { ...three, facts: facts('20', '200') }
  expect(found(steps, 't', field)).toEqual(['1', '2', '2'])
  // Of 150: 100 at 1 and 50 at 2.
  expect(found(steps, 'marginal(t, PV)', field)).toEqual(['3', '10', '200'])
})

test('steps that do not rise stop the run, and a step that reads a person is refused', () => {
  const field = { ...three, facts: facts('20', '0') }
  expect(() => runPay(plan(steps, 't'), field, october)).toThrow(
    'the steps of the table t begin at 0, 0, 0, expected numbers that rise',
  )
  expect(() => checkPay(plan(steps, 't'), field, october)).toThrow('the steps of t do not rise')
  expect(() => plan('  t: {by: PV, steps: [{from: PV, value: 1}]}', 't')).toThrow('tables.t.steps[0].from')
})
