import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { passDifferences, passesOf } from '#test/support/compare-passes.ts'
import { abroadFields, askedPlans } from '#test/support/generated/asked-bonuses.ts'
import { compiledFields, compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { figuresOf } from '../../figures/figures.ts'
import { runPay } from '../../pay/run-pay.ts'
import { dueTo } from '../settle.ts'
import { settleWalked } from './walked-bonus.ts'

const period = periodNamed('2026-10')
const runs = process.env['OPENFIELD_TEST_LONG'] === '1' ? 3_000 : 100

test(
  'amounts for each of something and pools pay what the walk pays, also with what an earlier month left',
  { timeout: 900_000 },
  () => {
    fc.assert(
      fc.property(askedPlans, abroadFields, (text, input) => {
        const plan = planOf(text)
        const before = runPay(plan, input, periodNamed('2026-09'))
        for (const state of [[], before.state]) {
          const now = { ...input, state }
          const [walked, passed] = [runPay(plan, now, period), passesOf(plan, now, period)]
          if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
          expect(passDifferences(plan, walked, passed)).toEqual([])
          expect(figuresOf(plan, now, period).state()).toEqual(walked.state)
        }
      }),
      { numRuns: runs, seed: 3 },
    )
  },
)

test('a bonus that is walked over columns pays what its passes pay', () => {
  fc.assert(
    fc.property(compiledPlans, compiledFields, (text, input) => {
      const plan = planOf(text)
      const passed = passesOf(plan, input, period)
      if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
      for (const one of passed.bonuses) {
        if (one.bonus.kind === 'pool') continue
        const { minor, settled } = settleWalked(passed.compiler(), one.bonus)
        expect([...minor]).toEqual(Array.from(minor, (_, number) => dueTo(one, number) + 0))
        expect(settled().sums).toEqual(one.sums)
      }
    }),
    { numRuns: runs, seed: 5 },
  )
})

test('who was found something needs a rate, also where the cap of a leg takes all of it', () => {
  const plan = planOf(
    headOf(`bonuses:
  team: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 1, rate: 10 %,
    unpaid: to_company, leg_cap: PV, qualified: true, rounding: half_up, rounded_per: line, pays_in: 'attr:currency', converted_per: person}`),
  )
  const input = payInput({
    people: [person('a', undefined, { attributes: new Map([['currency', 'USD']]) }), person('b', 'a')],
    lines: [bought('1', 'b', '2026-10-06', 50)],
  })
  expect(() => runPay(plan, input, period)).toThrow('no rate from EUR to USD')
  expect(() => figuresOf(plan, input, period).earned(0)).toThrow('no rate from EUR to USD')
})
