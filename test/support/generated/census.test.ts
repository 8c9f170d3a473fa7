import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { payCases, periodOf, readCase } from './cases.ts'
import { emptyCensus, neverGenerated, takeCensus } from './census.ts'

test('every key, word, pair of words, part of a rule and trait of a field is generated', () => {
  const census = emptyCensus()
  for (const one of fc.sample(payCases, { seed: 20_261_005, numRuns: 1200 })) {
    const plan = readCase(one.document)
    if (!plan) continue
    const { kind } = periodOf(plan, one.label)
    const paid = new Set(plan.bonuses.filter((bonus) => bonus.calendar === kind).map(({ name }) => name))
    takeCensus(census, plan, one, (name) => paid.has(name))
  }
  expect(neverGenerated(census.elements)).toEqual([])
  expect(neverGenerated(census.pairs)).toEqual([])
})
