import { expect, test } from 'vitest'
import { differenceSentence } from '../domain/language/difference.ts'
import { smallPlan } from '../domain/language/reference/small-plan.ts'
import { diffPlans } from './diff-plans.ts'
import { PlanTextError, RunFilesError } from './run-error.ts'

const next = smallPlan.replace('version: 1', 'version: 2')
const diff = (young: string, old = smallPlan): readonly string[] =>
  diffPlans({ text: old, file: 'old.yaml' }, { text: young, file: 'new.yaml' }).map(differenceSentence)

function refusalOf(young: string): readonly string[] {
  try {
    diff(young)
    return []
  } catch (error) {
    if (error instanceof RunFilesError || error instanceof PlanTextError) return error.lines
    throw error
  }
}

test('a new version tells by path what was added, removed and changed', () => {
  const young = next
    .replace('{from: 500, value: 6 %}', '{from: 400, value: 5 %}, {from: 500, value: 7 %}')
    .replace('    rate: 20 %\n', '    rate: 25 %\n    cap: 500\n')
    .replace('  active legs: count(legs where active)\n', '')
    .replace(', measure: {active legs: 2, capped group PV: 1000}', '')
    .replace(
      '{rank: Silver, needs: [active, group PV >= 500]}',
      '{rank: Silver, needs: [active, group PV >= 600]}',
    )
  expect(diff(young)).toEqual([
    'version: changed from 1 to 2',
    'tables.team rate.steps.from 500.value: changed from 6 % to 7 %',
    'tables.team rate.steps.from 400: added: {from: 400, value: 5 %}',
    'ranks.Silver.needs: changed from [active, group PV >= 500] to [active, group PV >= 600]',
    'measures.active legs: removed: count(legs where active)',
    'bonuses.customer bonus.rate: changed from 20 % to 25 %',
    'bonuses.customer bonus.cap: added: 500',
    'tests.a small team.expect.A.measure: removed: {active legs: 2, capped group PV: 1000}',
  ])
})

test('comments, spaces and the order of names change nothing; the order of ranks does', () => {
  expect(diff(smallPlan.replace('version: 1', '# The first one.\nversion:   1'))).toEqual([])
  const ranks = next
    .replace('  - {rank: Member, needs: active}\n', '')
    .replace('  - rank: Gold', '  - {rank: Member, needs: active}\n  - rank: Gold')
  expect(diff(ranks)).toEqual([
    'version: changed from 1 to 2',
    'ranks: the order changed from Member, Silver, Gold to Silver, Member, Gold',
  ])
})

test('what is no new version of the plan is refused, and says why', () => {
  expect(refusalOf(next.replace('plan: example', 'plan: another'))).toEqual([
    'plan: found example and another, expected the name to be the same in both',
  ])
  expect(refusalOf(smallPlan.replace('rate: 20 %', 'rate: 21 %'))).toEqual([
    'new.yaml, version: found 1 again although bonuses.customer bonus.rate changed, expected a new version: a stored version never changes',
  ])
  expect(refusalOf(next.replace('rate: 20 %', 'rat: 20 %'))[0]).toContain('Did you mean "rate"?')
})

test('plans of two language versions are not compared', () => {
  expect(refusalOf('openfield: 1\nplan: example\n')).toEqual([
    'openfield: found 2 and 1, expected the language version to be the same in both',
  ])
})
