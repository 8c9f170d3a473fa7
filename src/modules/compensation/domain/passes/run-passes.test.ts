import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { passDifferences, passesOf } from '#test/support/compare-passes.ts'
import { compiledFields, compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { periodNamed, planOf } from '#test/support/pay-field.ts'
import { runPay } from '../pay/run-pay.ts'

test('passes over columns pay what the walk from every order pays, also with what an earlier month left', () => {
  let compiled = 0
  fc.assert(
    fc.property(compiledPlans, compiledFields, (text, input) => {
      const plan = planOf(text)
      const before = runPay(plan, input, periodNamed('2026-09'))
      const period = periodNamed('2026-10')
      for (const state of [[], before.state]) {
        const now = { ...input, state }
        const passed = passesOf(plan, now, period)
        if (typeof passed === 'string') throw new Error(`not compiled: ${passed}`)
        compiled += 1
        expect(passDifferences(plan, runPay(plan, now, period), passed)).toEqual([])
      }
    }),
    { numRuns: 150 },
  )
  expect(compiled).toBeGreaterThan(0)
})
