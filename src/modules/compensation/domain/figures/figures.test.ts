import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactText } from '#shared/exact.ts'
import { compiledFields, compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { periodNamed, planOf } from '#test/support/pay-field.ts'
import { encodeResults, resultsOf } from '../frozen/results.ts'
import { atPerson } from '../pay/world.ts'
import { walkVersions } from '../pay/run-pay.ts'
import { figuresOf } from './figures.ts'
import { needsOf } from './needs.ts'
import { expectedTold } from './told.ts'

const period = periodNamed('2026-10')

test('passes and the walk give the same bytes of results, the same sums and the same answers', () => {
  let byPasses = 0
  fc.assert(
    fc.property(compiledPlans, compiledFields, (text, input) => {
      const plan = planOf(text)
      const personIds = input.people.map((_, index) => BigInt(index))
      const figures = figuresOf(plan, input, period)
      const walked = walkVersions([plan], input, period)
      byPasses += figures.byPasses ? 1 : 0
      expect(sumsText(figures.sums)).toEqual(sumsText(walked.result.sums))
      const results = resultsOf(figuresOf(plan, input, period, 'results'), personIds, '')
      expect(results.state).toEqual(walked.result.state)
      const paid = results.earnings.map((one) => [
        input.people.map(({ id }) => id).toSorted()[Number(one.personId)],
        results.bonuses[one.place],
        one.minor,
      ])
      const earned = walked.result.earnings.filter(({ personId, minor }) => personId !== '' && minor !== 0n)
      expect(paid).toEqual(earned.map((one) => [one.personId, one.bonus, one.minor]))
      expect(encodeResults(resultsOf(figures, personIds, '')).length).toBeGreaterThan(0)
      for (let person = 0; person < personIds.length; person++) {
        const { needs } = expectedTold({ figures, personIds }, person).rank
        const next = plan.ranks[figures.rank(person)]?.needs
        const same = next ? needsOf(walked.world, next, atPerson(person)) : []
        expect(needs).toEqual(same)
      }
    }),
    { numRuns: 60 },
  )
  expect(byPasses).toBeGreaterThan(30)
})

function sumsText(sums: ReturnType<typeof figuresOf>['sums']): readonly string[] {
  return sums.map((one) =>
    [one.bonus, one.currency, one.potential, one.paid, one.skipped, one.capped, one.cut, one.rounded]
      .map((part) => (typeof part === 'string' ? part : exactText(part)))
      .join(' '),
  )
}
