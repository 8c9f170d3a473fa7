import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactText } from '#shared/exact.ts'
import { compiledFields, compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { periodNamed, planOf } from '#test/support/pay-field.ts'
import { columnsOf, inputOf } from '../frozen/frozen.ts'
import { encodeResultColumns } from '../frozen/result-columns.ts'
import { resultsOfPasses } from '../frozen/results-of-passes.ts'
import { decodeResults, encodeResults, resultColumns, resultsOf } from '../frozen/results.ts'
import { atPerson } from '../pay/world.ts'
import { walkVersions } from '../pay/run-pay.ts'
import { figuresOf, passedSums, walkedFigures } from './figures.ts'
import { needsOf } from './needs.ts'
import { expectedTold } from './told.ts'

const period = periodNamed('2026-10')

test('passes and the walk give the same sums, the same state and the same answers', () => {
  let byPasses = 0
  fc.assert(
    fc.property(compiledPlans, compiledFields, (text, input) => {
      const plan = planOf(text)
      const personIds = input.people.map((_, index) => BigInt(index))
      const figures = figuresOf(plan, input, period)
      const walked = walkVersions([plan], input, period)
      byPasses += figures.byPasses ? 1 : 0
      expect(sumsText(figures.sums())).toEqual(sumsText(walked.result.sums))
      expect(figures.state()).toEqual(walked.result.state)
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

test('passes over frozen columns and the walk give the same bytes of results, month after month', () => {
  let [byPasses, outdated] = [0, 0]
  const modes = fc.constantFrom(
    'net',
    'net',
    'recompute',
    'recompute, window_days: 40',
    'reverse, window_days: 20',
  )
  fc.assert(
    fc.property(compiledPlans, modes, compiledFields, (text, mode, drawn) => {
      const plan = planOf(text.replace('mode: net', `mode: ${mode}`))
      // Returns that take back what they bought need the walk; without any, the state is kept for those to come.
      const lines = mode === 'net' ? drawn.lines : drawn.lines.filter(({ type }) => type !== 'return')
      const input = { ...drawn, lines }
      let state = input.state
      for (const label of ['2026-09', '2026-10', '2026-11', '2026-12']) {
        const month = periodNamed(label)
        // Internal ids in another order than the codes.
        const personIds = input.people.map((_, index) => BigInt((index * 7) % 16))
        const frozen = columnsOf({
          period: label,
          cutSeq: 1n,
          planHash: '',
          personIds,
          input: { ...input, state },
        })
        const walked = walkedFigures(plan, inputOf(frozen), month)
        const told = resultsOf(walked, [...frozen.people.ids], 'hash')
        const passes = resultsOfPasses(plan, frozen, month, 'hash', {})
        byPasses += passes ? 1 : 0
        const columns = passes?.results ?? resultColumns(told)
        expect(decodeResults(encodeResultColumns(columns))).toEqual(told)
        expect(encodeResultColumns(columns)).toEqual(encodeResults(told))
        expect(sumsText(passes ? passedSums(passes.passed) : walked.sums())).toEqual(sumsText(walked.sums()))
        state = told.state
        outdated += passes ? state.filter(({ name }) => name.startsWith('until ')).length : 0
      }
    }),
    { numRuns: 80 },
  )
  expect(outdated).toBeGreaterThan(100)
  expect(byPasses).toBeGreaterThan(150)
})

function sumsText(sums: ReturnType<typeof passedSums>): readonly string[] {
  return sums.map((one) =>
    [one.bonus, one.currency, one.potential, one.paid, one.skipped, one.capped, one.cut, one.rounded]
      .map((part) => (typeof part === 'string' ? part : exactText(part)))
      .join(' '),
  )
}
