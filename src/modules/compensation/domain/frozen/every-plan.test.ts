import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { payCases, periodOf, readCase } from '#test/support/generated/cases.ts'
import type { Period } from '#shared/period.ts'
import { walkedFigures } from '../figures/figures.ts'
import { readsHistory } from '../language/plan-reads.ts'
import type { Plan } from '../language/plan.ts'
import type { PayInput } from '../pay/pay-input.ts'
import { PayProblem } from '../pay/world.ts'
import { columnsOf, inputOf } from './frozen.ts'
import { encodeResultColumns } from './result-columns.ts'
import { resultsOfPasses } from './results-of-passes.ts'
import { decodeResults, resultsOf } from './results.ts'

const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'

/** What a company could have frozen of a drawn field: it knows neither pay from outside nor rates. */
function frozenOf(plan: Plan, drawn: PayInput, period: Period) {
  const lines = drawn.lines.map((line) => ({ ...line, currency: plan.currency }))
  const people = drawn.people.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const input = { ...drawn, people, lines, earned: [], rates: [] }
  const personIds = people.map((_, at) => BigInt(at))
  return columnsOf({ period: period.label, cutSeq: 1n, planHash: '', personIds, input })
}

test(
  'a close in columns says what walking says, and leaves the same to later periods, whatever rules the plan has',
  { timeout: 900_000 },
  () => {
    let [held, lookingBack, walked] = [0, 0, 0]
    const paidAfterAll: string[] = []
    for (const { document, input, label } of fc.sample(payCases, {
      seed: 4,
      numRuns: isLong ? 5_000 : 300,
    })) {
      const plan = readCase(document)
      const period = plan && periodOf(plan, label)
      if (!period) continue
      const frozen = frozenOf(plan, input, period)
      const walk = orProblem(() =>
        resultsOf(walkedFigures(plan, inputOf(frozen), period), [...frozen.people.ids], ''),
      )
      const passes = orProblem(() => resultsOfPasses(plan, frozen, period, '', {}))
      if (passes === undefined || typeof passes === 'string') {
        walked += 1
        if (typeof passes === 'string' && typeof walk !== 'string') paidAfterAll.push(passes)
        continue
      }
      expect(decodeResults(encodeResultColumns(passes.results))).toEqual(walk)
      held += 1
      if (readsHistory(plan)) lookingBack += 1
    }
    process.stdout.write(`by passes ${held}, of which look back ${lookingBack}; walked ${walked}\n`)
    // What passes refuse, walking refuses.
    expect(paidAfterAll).toEqual([])
    expect(lookingBack).toBeGreaterThan(20)
  },
)

function orProblem<T>(make: () => T): T | string {
  try {
    return make()
  } catch (error) {
    if (error instanceof PayProblem) return error.message
    throw error
  }
}
