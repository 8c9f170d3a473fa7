import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bonusKinds } from '../domain/language/bonus-kinds.ts'
import { recipes } from '../domain/language/reference/recipes.ts'
import { readPlan } from '../domain/language/read-plan.ts'
import { problemLine } from '../domain/language/problems.ts'
import { isMap } from '../domain/language/node.ts'
import { readYaml } from '#platform/text-files/yaml-source.ts'
import { smallPlan, smallPlanWith } from '../domain/language/reference/small-plan.ts'
import { readPayPlanText } from './read-plan-text.ts'
import { testPlan } from './test-plan.ts'

async function wrongIn(text: string) {
  const rows = await testPlan(readPayPlanText(text, 'example.yaml'))
  expect(rows.length).toBeGreaterThan(0)
  return rows
    .filter((row) => !row.equal)
    .map((row) => `${row.person} ${row.what}: ${row.expected}, got ${row.got}`)
}

test('the small plan of the reference page passes its own test', async () => {
  expect(await wrongIn(smallPlan)).toEqual([])
})

test.each(bonusKinds)('the example of $name pays what the reference page says', async (kind) => {
  const name = kind.example.slice(0, kind.example.indexOf(':'))
  const everybody = Object.fromEntries(['A', 'B', 'C', 'D', 'R'].map((person) => [person, '0']))
  const expected = Object.entries({ ...everybody, ...kind.pays }).map(
    ([person, amount]) => `${person}: {${name}: ${amount}}`,
  )
  expect(await wrongIn(smallPlanWith(kind.example, expected.join('\n')))).toEqual([])
})

/** Laid into the other: names of a section beside those that are there, anything else in its place. */
function laidInto(plan: unknown, part: unknown): unknown {
  if (!isMap(plan) || !isMap(part)) return part
  const sections = Object.entries(part).map(([key, value]) => {
    const there = plan[key]
    return [key, isMap(there) && isMap(value) ? { ...there, ...value } : value] as const
  })
  return { ...plan, ...Object.fromEntries(sections) }
}

test.each(recipes)('can be said, and passes the tests that it brings: $want', async ({ write }) => {
  const { document } = readYaml(write)
  const own = isMap(document) ? (document['tests'] ?? {}) : {}
  const whole = laidInto(readYaml(smallPlan).document, document)
  const read = readPlan(isMap(whole) ? { ...whole, tests: own } : whole)
  expect('problems' in read ? read.problems.map(problemLine) : []).toEqual([])
  const rows = 'plan' in read ? await testPlan(read.plan) : []
  expect(rows.filter((row) => !row.equal)).toEqual([])
  expect(rows.length > 0).toBe(isMap(own) && Object.keys(own).length > 0)
})

test('the plan that the guide builds step by step passes its test', async () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../../docs/guide/plan-language.md'), 'utf8')
  const blocks = [...guide.matchAll(/^```yaml\n(.*?)^```$/gms)].map(
    ([, yaml = '']) => readYaml(yaml).document,
  )
  const read = readPlan(blocks.reduce(laidInto))
  const rows = 'plan' in read ? await testPlan(read.plan) : []
  expect('problems' in read ? read.problems.map(problemLine) : []).toEqual([])
  expect(rows.filter((row) => !row.equal)).toEqual([])
  expect(rows).toHaveLength(5)
})
