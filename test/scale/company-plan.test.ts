import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import { readPayPlanText } from '#modules/compensation/use-cases/read-plan-text.ts'
import { planOfCompany, whyOther } from './company-plan.ts'

const text = await readFile(new URL('bench-plan.yaml', import.meta.url), 'utf8')
const company = { effective: '2026-10-01', timeZone: 'Europe/Dublin' }
const derived = planOfCompany(text, company)
const planOf = (source: string): Plan => readPayPlanText(source, 'plan.yaml')

const levelsOf = ({ bonuses }: Plan) => bonuses.flatMap((one) => (one.kind === 'levels' ? [one] : []))
const binariesOf = ({ bonuses }: Plan) => bonuses.flatMap((one) => (one.kind === 'binary' ? [one] : []))

/** What makes the plan full, whether a plan has it, and a text of which it is taken. */
const parts: readonly (readonly [string, (plan: Plan) => boolean, (source: string) => string])[] = [
  [
    'ranks with leg conditions',
    ({ ranks }) => ranks.filter(({ needs }) => /\blegs\b/.test(needs?.text ?? '')).length >= 4,
    (source) => source.replaceAll(/(active|strong|leader) legs >= \d/g, 'PV >= 60'),
  ],
  [
    'a differential',
    ({ bonuses }) => bonuses.some(({ kind }) => kind === 'differential'),
    (source) => source.replace(/ {2}performance bonus:[^]*?(?= {2}level bonus:)/, ''),
  ],
  [
    'seven compressed levels',
    (plan) =>
      levelsOf(plan).some(
        ({ steps, depth }) => steps.by === 'levels' && steps.counts === 'paid' && depth === 7,
      ),
    (source) => source.replace('counts: paid', 'counts: everybody'),
  ],
  [
    'generations',
    (plan) => levelsOf(plan).some(({ steps }) => steps.by === 'generations'),
    (source) => source.replace(/ {2}generation bonus:[^]*?(?= {2}binary bonus:)/, ''),
  ],
  [
    'matching',
    (plan) =>
      levelsOf(plan).some(
        ({ source }) => source.from === 'earned' && source.bonuses.includes('binary bonus'),
      ),
    (source) => source.replace(/ {2}matching bonus:[^]*?(?=limits:)/, ''),
  ],
  [
    'a binary with a cap of its own',
    (plan) => binariesOf(plan).some(({ cap, tree }) => cap !== undefined && tree === 'placement'),
    (source) => source.replace(/ {4}cap: .*\n {4}over_cap: .*\n/, ''),
  ],
  ['a cap of all bonuses', ({ limits }) => limits.length > 0, (source) => source.replace(/limits:[^]*/, '')],
]

test('the plan that live figures are measured by is full, and one that lacks something is not', () => {
  const has = (source: string): string[] =>
    parts.filter(([, isThere]) => isThere(planOf(source))).map(([name]) => name)
  const names = parts.map(([name]) => name)
  expect(has(derived)).toEqual(names)
  for (const [name, , without] of parts)
    expect(has(without(derived))).toEqual(names.filter((one) => one !== name))
})

test('a company has its day, zone and rules of what changes inside a month; the rest is the plan of bench close', () => {
  const plan = planOf(derived)
  expect(plan).toMatchObject({ ...company, currency: 'EUR', calendar: 'month' })
  expect(plan.changes).toBeDefined()
  const { effective, timeZone, changes, ranks } = planOf(text)
  expect({ ...plan, effective, timeZone, changes, ranks }).toEqual(planOf(text))
  expect(plan.ranks.slice(1)).toEqual(ranks.slice(1))
  expect(() => planOfCompany(text.replace('time_zone: UTC', ''), company)).toThrow('no time_zone')
})

test('a company of another plan is refused with what to do, and a demonstration may become full', () => {
  const asked = { text, path: '/data', timeZone: company.timeZone }
  const full = { name: 'bench-full', effective: company.effective, source: derived }
  const demonstration = { name: 'demonstration', effective: '2015-01-01', source: '' }
  expect(whyOther(full, { ...asked, plan: 'full' })).toBeUndefined()
  expect(whyOther(demonstration, { ...asked, plan: 'full' })).toBeUndefined()
  expect(whyOther(demonstration, { ...asked, plan: 'demonstration' })).toBeUndefined()
  expect(whyOther(full, { ...asked, plan: 'demonstration' })).toContain('--plan full')
  expect(whyOther({ ...full, source: `${derived}\n` }, { ...asked, plan: 'full' })).toContain(
    'not the one of today',
  )
  expect(whyOther({ ...full, name: 'own' }, { ...asked, plan: 'full' })).toContain('the plan own')
})
