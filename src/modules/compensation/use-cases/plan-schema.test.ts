import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { bonusKinds } from '../domain/language/bonus-kinds.ts'
import { planSchema } from '../domain/language/reference/plan-schema.ts'
import { smallPlan, smallPlanWith } from '../domain/language/reference/small-plan.ts'

const validate = new Ajv2020({
  strict: true,
  strictRequired: false,
  strictTypes: false,
  allErrors: true,
}).compile(planSchema())

/** What an editor would underline, by place. An editor reads plain YAML, with its numbers and truths. */
function underlined(text: string): string[] {
  validate(parse(text))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`)
}

test('the schema accepts the small plan and every example of a bonus', () => {
  expect(underlined(smallPlan)).toEqual([])
  for (const kind of bonusKinds) expect(underlined(smallPlanWith(kind.example, 'A: {}'))).toEqual([])
})

test('the schema accepts every plan of the examples in this language', () => {
  const folder = join(import.meta.dirname, '../../../../examples')
  const texts = globSync('{plans/*/plan,templates/*}.yaml', { cwd: folder })
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .filter((text) => /^openfield: 2$/m.test(text))
  expect(texts.flatMap(underlined)).toEqual([])
})

const broken: readonly (readonly [what: string, from: string, to: string, place: string])[] = [
  ['a misspelt key of the plan', 'time_zone:', 'timezone:', ''],
  ['a misspelt key of a volume', 'belongs_to: seller}', 'belongs: seller}', '/volumes/PV'],
  ['a misspelt key of a bonus', 'rounded_per:', 'roundet_per:', '/bonuses/customer bonus'],
  ['a kind that is none', 'kind: amount', 'kind: ammount', '/bonuses/customer bonus/kind'],
  ['a word that is none', 'rounding: half_up', 'rounding: halfup', '/bonuses/customer bonus/rounding'],
  ['a key of another kind', 'rate: 20 %', 'rate: 20 %\n    depth: 3', '/bonuses/customer bonus'],
  ['two of which one is written', 'rate: 20 %', 'rate: 20 %\n    amount: 3', '/bonuses/customer bonus'],
  ['a missing key', 'without_owner: company\n', '', ''],
  [
    'a table of two shapes',
    '    by: group PV\n',
    '    by: group PV\n    cases: {1: 2 %}\n',
    '/tables/team rate',
  ],
  ['needs of another form', 'any: [count', 'some: [count', '/ranks'],
]

test.each(broken)('the schema refuses %s', (_what, from, to, place) => {
  expect(smallPlan).toContain(from)
  const places = underlined(smallPlan.replace(from, to))
  expect(places.some((line) => line.startsWith(place))).toBe(true)
})
