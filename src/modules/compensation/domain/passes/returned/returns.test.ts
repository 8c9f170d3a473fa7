import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Period } from '#shared/period.ts'
import { passDifferences, passesOf } from '#test/support/compare-passes.ts'
import { askedPlans, tradingFields } from '#test/support/generated/asked-bonuses.ts'
import { compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { withReturnedOrders, withReturnModes } from '#test/support/generated/returned-orders.ts'
import { periodNamed, planOf } from '#test/support/pay-field.ts'
import { figuresOf } from '../../figures/figures.ts'
import { computeColumns } from '../../frozen/compute.ts'
import { decodeColumns, encodeFrozen } from '../../frozen/frozen.ts'
import type { Plan } from '../../language/plan.ts'
import type { PayInput } from '../../pay/pay-input.ts'
import { runPay } from '../../pay/run-pay.ts'

// What is drawn by a seed is known to take something back in every way.
const DRAWN = process.env['OPENFIELD_TEST_LONG'] === '1' ? { numRuns: 600 } : { numRuns: 40, seed: 7 }

/** What a close of the period by passes over frozen columns sums up otherwise than a walk. */
function frozenDifferences(plan: Plan, now: PayInput, period: Period): readonly unknown[] {
  // A snapshot knows no rates, and takes time.
  if (period.label !== '2026-10' || plan.bonuses.some(({ paysIn }) => paysIn)) return []
  const input = { ...now, earned: [], rates: [] }
  const personIds = input.people.map((_, index) => BigInt(index))
  const bytes = encodeFrozen({ period: period.label, cutSeq: 1n, planHash: '', personIds, input })
  const { byPasses, sums } = computeColumns(plan, decodeColumns(bytes), period, '')
  const walked = runPay(plan, input, period).sums
  return byPasses
    ? sums.filter((one, at) => JSON.stringify(one, asText) !== JSON.stringify(walked[at], asText))
    : sums
}

const asText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

const LABELS = ['2026-09', '2026-10', '2026-11']
const plans = withReturnModes(fc.oneof(compiledPlans, askedPlans))

test('what returns take back of orders of this period and of earlier ones is what the walk takes back', () => {
  const taken = { now: 0, before: 0, recomputed: 0 }
  fc.assert(
    fc.property(plans, withReturnedOrders(tradingFields), (text, input) => {
      const plan = planOf(text)
      let { state } = input
      const rates = LABELS.flatMap((period) =>
        input.rates.flatMap((rate) => (rate.period === '2026-10' ? [{ ...rate, period }] : [])),
      )
      for (const label of LABELS) {
        const [now, period] = [{ ...input, rates, state }, periodNamed(label)]
        const [walked, passed] = [runPay(plan, now, period), passesOf(plan, now, period)]
        // What is paid in another currency is walked where returns take back of it.
        if (passed === 'returns of pay in another currency') return
        if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
        expect(passDifferences(plan, walked, passed)).toEqual([])
        const figures = figuresOf(plan, now, period)
        expect(figures.byPasses).toBe(true)
        expect(figures.state()).toEqual(walked.state)
        for (const { bonus, beside, takenBack } of passed.bonuses) {
          if (beside && plan.returns.mode === 'reverse') taken.before += 1
          if (beside && plan.returns.mode === 'recompute') taken.recomputed += 1
          if (takenBack && !beside && bonus.kind !== 'amount') taken.now += 1
        }
        expect(frozenDifferences(plan, now, period)).toEqual([])
        state = walked.state
      }
    }),
    DRAWN,
  )
  expect(Math.min(taken.now, taken.before, taken.recomputed)).toBeGreaterThan(0)
})
