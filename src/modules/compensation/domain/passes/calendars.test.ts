import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { passDifferences, passesOf } from '#test/support/compare-passes.ts'
import { compiledPlans, givenFields } from '#test/support/generated/compiled-plans.ts'
import { bought, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { figuresOf } from '../figures/figures.ts'
import type { Plan } from '../language/plan.ts'
import type { PayInput, StateInput } from '../pay/pay-input.ts'
import { runPay } from '../pay/run-pay.ts'

// What is drawn by a seed is known to be paid by both standings.
const DRAWN = process.env['OPENFIELD_TEST_LONG'] === '1' ? { numRuns: 400 } : { numRuns: 25, seed: 5 }

/** Plans of months of which some bonuses are paid by the week, by the standing of now or of the last closed month. */
const plansOfWeeks = fc
  .tuple(
    compiledPlans,
    fc.array(fc.constantFrom('to_date', 'last_closed', undefined), { minLength: 3, maxLength: 3 }),
    fc.constantFrom('by_end', 'by_start', 'whole_only'),
  )
  .map(([text, standings, across]) => {
    const rest = [...standings]
    const readsBefore = text.replaceAll('qualified: active', 'qualified: previous rank >= Bronze')
    const weekly = readsBefore.replaceAll(/^ {4}kind: .*$/gm, (kind) => {
      const standing = rest.shift()
      return standing === undefined ? kind : `${kind}\n    calendar: week\n    standing: ${standing}`
    })
    return weekly === readsBefore
      ? text
      : weekly.replace('calendar: month', `calendar: month\nacross: ${across}`)
  })

/** The state after a period, in which passes and the walk say the same of everybody. */
function heldState(plan: Plan, input: PayInput, label: string): readonly StateInput[] {
  const period = periodNamed(label)
  const [walked, passed] = [runPay(plan, input, period), passesOf(plan, input, period)]
  if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
  expect(passDifferences(plan, walked, passed)).toEqual([])
  const figures = figuresOf(plan, input, period)
  expect(figures.byPasses).toBe(true)
  expect(figures.state()).toEqual(walked.state)
  return walked.state
}

test('weeks in a plan of months are paid as the walk pays them, and what they paid counts in their month', () => {
  const paid = { weeks: 0, closed: 0 }
  fc.assert(
    fc.property(plansOfWeeks, givenFields, (text, input) => {
      const plan = planOf(text)
      let { state } = input
      // The first and the last week lie across an edge of the month.
      for (const label of ['2026-W37', '2026-09', '2026-W40', '2026-W41', '2026-10', '2026-W44']) {
        state = heldState(plan, { ...input, state }, label)
        const ofWeek = state.some(({ name, period }) => name.startsWith('paid ') && period === label)
        if (ofWeek) paid.weeks += 1
        if (ofWeek && text.includes('last_closed')) paid.closed += 1
      }
    }),
    DRAWN,
  )
  expect(paid.weeks).toBeGreaterThan(5)
  expect(paid.closed).toBeGreaterThan(1)
})

const weekly = (standing: string) =>
  planOf(`
openfield: 2
plan: by the week
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
across: by_end
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
ranks:
  - {rank: Bronze, needs: PV >= 100}
measures: {so far: earned(by week)}
bonuses:
  by week: {kind: amount, amount: 'if rank >= Bronze then PV * 10 %', calendar: week, standing: ${standing}, qualified: true,
    rounding: half_up, rounded_per: person}
  by month: {kind: amount, amount: so far, qualified: true, rounding: half_up, rounded_per: person}
`)

test('a week is paid by its own volume, and by the rank of the month so far or of the last closed month', () => {
  const input = payInput({
    people: [person('a'), person('b')],
    lines: [
      bought('1', 'a', '2026-10-02', 60),
      bought('2', 'a', '2026-10-06', 40),
      // In the same month, but after the week.
      bought('3', 'b', '2026-10-06', 40),
      bought('4', 'b', '2026-10-20', 60),
      bought('5', 'b', '2026-09-20', 100),
    ],
  })
  const paidBy = (standing: string): string => {
    const plan = weekly(standing)
    let state: readonly StateInput[] = heldState(plan, input, '2026-09')
    state = heldState(plan, { ...input, state }, '2026-W41')
    const told = runPay(plan, { ...input, state }, periodNamed('2026-10'))
    heldState(plan, { ...input, state }, '2026-10')
    return told.earnings.map(({ personId, minor }) => `${personId} ${minor}`).join(', ')
  }
  expect(paidBy('to_date')).toBe('a 400')
  expect(paidBy('last_closed')).toBe('b 400')
})

test('who goes by the last closed month has what was accumulated up to its end', () => {
  const plan = planOf(`
openfield: 2
plan: accumulated
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
across: by_start
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
bonuses:
  by week: {kind: amount, amount: accumulated(PV), calendar: week, standing: last_closed, qualified: true, rounding: half_up,
    rounded_per: person}
`)
  const lines = [
    bought('1', 'a', '2026-08-20', 5),
    bought('2', 'a', '2026-09-20', 60),
    bought('3', 'a', '2026-10-06', 40),
  ]
  const input = payInput({ people: [person('a')], lines })
  const state = heldState(plan, input, '2026-09')
  for (const known of [[], state]) {
    heldState(plan, { ...input, state: known }, '2026-W41')
    const { earnings } = runPay(plan, { ...input, state: known }, periodNamed('2026-W41'))
    expect(earnings.map(({ minor }) => minor)).toEqual([6500n])
  }
})
