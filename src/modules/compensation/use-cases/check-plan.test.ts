import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bonusKinds } from '../domain/language/bonus-kinds.ts'
import { smallPlan, smallPlanWith } from '../domain/language/reference/small-plan.ts'
import { checkPlan } from './check-plan.ts'

const sentencesOf = (text: string): readonly string[] =>
  checkPlan(text, 'plan.yaml').sections.flatMap(({ sentences }) => sentences)

test('a plan is printed back in plain sentences, from volumes to returns', () => {
  const said = sentencesOf(smallPlan)
  for (const sentence of [
    'A period is a month, cut at midnight in Europe/Warsaw; amounts are in EUR.',
    'Somebody may be paid where the kind is distributor and the status is active.',
    'Customer PV is read from order lines as PV, of lines where the buyer’s kind is retail; it belongs to the seller.',
    'Personal group PV is the PV of the group in the sponsor tree, oneself included; people for whom the rank is Silver or higher are left out, with all below them.',
    'The table “team rate” by group PV: from 100 3 %, from 500 6 %, from 1000 9 %; below the first step 0.',
    'Somebody is active where PV is at least 100.',
    'Gold needs this: group PV is at least 1000 and (there are at least 2 of the people directly below for whom the rank is Silver or higher or customer PV is at least 100 or PV is at least 100).',
    'A rank is kept for 1 period after its needs were last met.',
    'Capped group PV is PV plus the sum of (group PV, at most (50 % of 1000)) over the people directly below.',
    'Each person gets 20 % of customer PV.',
    'Amounts in EUR are rounded half up to the minor unit, once for the sum of a person.',
    'By a return within 60 days everybody gives back the share of what was paid on the order after caps and limits.',
  ])
    expect(said).toContain(sentence)
})

const ofKinds: Readonly<Record<string, string>> = {
  amount: 'For each of the own sales for which the buyer’s kind is retail a person gets 20 % of PV.',
  levels: 'A level is used up by people who are active; others are passed over (compression).',
  differential:
    'The PV of each order is paid up the sponsor tree: everybody gets the own rate less the highest rate that was taken below on the way.',
  leadership: 'Each leader brings 4 % of PV to the next leader above in the sponsor tree.',
  binary: 'A cycle uses 200 of the stronger and 100 of the weaker side; only whole cycles count.',
  pool: 'The fund is 2 % of the sum of PV over all people, in EUR.',
}

test.each(bonusKinds)('a bonus of kind $name says who is paid what on whose volume', ({ name, example }) => {
  expect(sentencesOf(smallPlanWith(example, 'A: {}'))).toContain(ofKinds[name])
})

test('what a binary carries is said in its evaluations', () => {
  const carried = bonusKinds.find(({ name }) => name === 'binary')?.example ?? ''
  const daily = carried.replace(/^( *)evaluated: \w+$/m, '$1evaluated: day\n$1carry_periods: 3')
  expect(sentencesOf(smallPlanWith(daily, 'A: {}'))).toContain(
    'Volume counts in the day in which it arose and in 3 days after it, then it is dropped; the oldest is used first.',
  )
})

test('every plan of the examples is printed back, each bonus by its name', () => {
  const folder = join(import.meta.dirname, '../../../../examples')
  const files = globSync('{plans/*/plan,templates/*}.yaml', { cwd: folder })
  const texts = files
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .filter((text) => /^openfield: 2$/m.test(text))
  expect(texts.length).toBeGreaterThan(40)
  const broken = texts.flatMap(sentencesOf).filter((text) => /undefined|\[object|\.\.$| {2}/.test(text))
  expect(broken).toEqual([])
})

test('the facts hold rules as texts and exact numbers as decimals, and what the plan reads of files', () => {
  const text = JSON.stringify(checkPlan(smallPlan, 'plan.yaml').facts)
  expect(JSON.parse(text)).toMatchObject({
    plan: {
      name: 'example',
      volumes: [{ name: 'PV', reads: 'volume:PV' }, {}, {}, { until: 'rank >= Silver' }],
      tables: [
        { steps: [{ from: '100', value: '0.03' }, {}, {}] },
        {},
        { rows: [{}, {}, { key: { rank: 'Gold' } }] },
      ],
      bonuses: [{ kind: 'amount', base: 'customer PV', rate: '20 %' }],
      tests: [{ name: 'a small team', files: ['people', 'orders'] }],
    },
    reads: { orderVolumes: ['PV'], orderFields: [], trees: [], givenPay: [] },
  })
})
