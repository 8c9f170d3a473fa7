import * as fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { givenFields, compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { numbersIn, passDifferences } from '#test/support/compare-passes.ts'
import { bought, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { computeResults } from '../domain/frozen/compute.ts'
import { encodeFrozen } from '../domain/frozen/frozen.ts'
import { boundValues, OutOfRange } from '../domain/passes/code.ts'
import { exactly } from '../domain/passes/arithmetic.ts'
import { fieldOfInput } from '../domain/passes/field-of-input.ts'
import type { SecondHand } from '../domain/passes/hand.ts'
import { columnRoom } from '../domain/passes/room.ts'
import { runPasses, type PassResult } from '../domain/passes/run-passes.ts'
import { runPay } from '../domain/pay/run-pay.ts'
import { openSecondThread } from './open-second-thread.ts'

const second = openSecondThread()
afterAll(() => second.stop())

const october = periodNamed('2026-10')

/** Everything that a run says, as values that can be compared. */
function told({ columns, missed, bonuses, limited, marks }: PassResult) {
  return {
    columns: [...columns].map(([key, column]) => [key, numbersIn(column)]),
    missed: [...missed],
    bonuses: bonuses.map(({ bonus, minor, sums, companyShare, payable }) => ({
      bonus: bonus.name,
      minor: [...minor],
      sums,
      companyShare: companyShare(),
      more: [...payable.more],
    })),
    limited: limited.map(({ bonus, minor, took }) => [bonus, minor(), [...took.of]]),
    marks: marks().map(({ name, person: people, period, value }) => [
      name,
      [...people].map((of, row) => [of, period(row), value(row)]),
    ]),
  }
}

test('two threads pay what one pays, column by column, also with what an earlier month left', () => {
  fc.assert(
    fc.property(compiledPlans, givenFields, (text, input) => {
      const plan = planOf(text)
      const before = runPay(plan, input, periodNamed('2026-09'))
      for (const state of [[], before.state]) {
        const now = { ...input, state }
        const field = fieldOfInput(plan, now, october)
        const room = columnRoom(field.people, 'shared')
        const together = runPasses(plan, field, october, { room, beside: second.over(field.people) })
        expect(told(together)).toEqual(told(runPasses(plan, field, october)))
        expect(passDifferences(plan, runPay(plan, now, october), together)).toEqual([])
      }
    }),
    { numRuns: 40 },
  )
})

test('a measure of what the second thread pays waits until it has paid', () => {
  const plan = planOf(`
openfield: 2
plan: a measure of pay
version: 1
effective: 2026-01-01
time_zone: UTC
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: buyer}
measures:
  brought: earned(by level) + sum(legs, earned(by level))
bonuses:
  by difference: {kind: differential, tree: sponsor, on: PV, rate: 10 %, against: path_maximum, own: paid, unpaid: pass_up, qualified: true, rounding: half_up, rounded_per: person}
  by level: {kind: levels, tree: sponsor, on: PV, starts_at: upline, first_level: 1, steps: levels, counts: everybody, depth: 3, rate: 5 %, unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person}
`)
  const people = Array.from({ length: 40 }, (_, at) => person(`p${at}`, at === 0 ? undefined : `p${at - 1}`))
  const lines = people.map(({ id }, at) => bought(String(at), id, '2026-10-02', 100 + at))
  const input = payInput({ people, lines })
  const field = fieldOfInput(plan, input, october)
  const room = columnRoom(field.people, 'shared')
  const together = runPasses(plan, field, october, { room, beside: late(second.over(field.people)) })
  expect(passDifferences(plan, runPay(plan, input, october), together)).toEqual([])
})

/** A second thread that is so busy that it begins only when it is waited for. */
function late(hand: SecondHand): SecondHand {
  const waiting: (() => void)[] = []
  return {
    ...hand,
    run: (...of) => void waiting.push(() => hand.run(...of)),
    finish() {
      for (const begin of waiting.splice(0)) begin()
      hand.finish()
    },
  }
}

test('a number beyond what is exact is told as it is by one thread, and the next run is taken', () => {
  const hand = second.over(1)
  const bound = boundValues()
  const column = hand.room.floats(2 ** 52)
  const [at, exact] = [bound.name(column), bound.name(exactly)]
  hand.run(bound, `${at}[0]=${exact}(${at}[0]*4);`)
  expect(() => hand.finish()).toThrow(OutOfRange)
  hand.run(bound, `${at}[0]=${at}[0]+1;`)
  hand.finish()
  expect(column[0]).toBe(2 ** 52 + 1)
})

test('a program that calls a function of this thread runs after everything that was given before it', () => {
  const hand = second.over(3)
  const column = hand.room.ints()
  const bound = boundValues()
  const at = bound.name(column)
  hand.run(bound, `for(let p=0;p<3;p++)${at}[p]=p+1;`)
  const seen: number[] = []
  const calling = boundValues()
  calling.name(column)
  hand.run(calling, `${calling.name((value: number) => void seen.push(value))}($0[2]);`)
  expect(seen).toEqual([3])
})

test('the bytes of a close are the same, whoever took a part', () => {
  fc.assert(
    fc.property(compiledPlans, givenFields, (text, drawn) => {
      const plan = planOf(text)
      const input = { ...drawn, earned: [], rates: [] }
      const personIds = input.people.map((_, index) => BigInt(index))
      const snapshot = encodeFrozen({ period: '2026-10', cutSeq: 1n, planHash: 'ab', personIds, input })
      const by = (beside?: typeof second.over) =>
        computeResults({ plan, snapshot, snapshotHash: 'ab' }, () => undefined, beside)
      expect(by(second.over)).toEqual(by())
    }),
    { numRuns: 20 },
  )
})
