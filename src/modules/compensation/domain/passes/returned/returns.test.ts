import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { frozenDifferences } from '#test/support/compare-frozen.ts'
import { passDifferences, passesOf } from '#test/support/compare-passes.ts'
import { askedPlans, tradingFields } from '#test/support/generated/asked-bonuses.ts'
import { compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { withReturnedOrders, withReturnModes } from '#test/support/generated/returned-orders.ts'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { figuresOf } from '../../figures/figures.ts'
import { runPay } from '../../pay/run-pay.ts'

// What is drawn by a seed is known to take something back in every way.
const DRAWN = process.env['OPENFIELD_TEST_LONG'] === '1' ? { numRuns: 600 } : { numRuns: 40, seed: 7 }

const LABELS = ['2026-09', '2026-10', '2026-11']
const plans = withReturnModes(fc.oneof(compiledPlans, askedPlans))

test(
  'what returns take back of orders of this period and of earlier ones is what the walk takes back',
  { timeout: 900_000 },
  () => {
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
          const frozen = label === '2026-10' ? frozenDifferences(plan, now, period) : []
          expect(frozen).toEqual([])
          state = walked.state
        }
      }),
      DRAWN,
    )
    expect(Math.min(taken.now, taken.before, taken.recomputed)).toBeGreaterThan(2)
  },
)

const abroad = { attributes: new Map([['currency', 'USD']]) }

test('what a return takes back of an earlier month is known without the rates of that month', () => {
  const plan = planOf(
    headOf(`returns: {mode: reverse}
bonuses:
  lead: {kind: leadership, tree: sponsor, leader: 'true', base: PV, rate: 10 %, guarantee: 0, unpaid: to_company, qualified: true,
    rounding: half_up, rounded_per: person, pays_in: 'attr:currency', converted_per: line}`),
  )
  const input = payInput({
    people: [person('a'), person('b', undefined, abroad), person('c', 'b')],
    lines: [
      bought('1', 'a', '2026-09-20', 50),
      bought('2', 'c', '2026-09-21', 200),
      bought('3', 'a', '2026-10-06', -50, { type: 'return', ofOrderId: '1' }),
    ],
  })
  const period = periodNamed('2026-10')
  const [walked, passed] = [runPay(plan, input, period), passesOf(plan, input, period)]
  if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
  expect(passDifferences(plan, walked, passed)).toEqual([])
})
