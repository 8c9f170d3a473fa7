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

const exampleOf = (name: string): string => bonusKinds.find((kind) => kind.name === name)?.example ?? ''

test('what a party sold is not said to be the sales of the person', () => {
  const party = `host credit:
  kind: amount
  for_each: hosted parties where count(sales where not guest and not own purchase) >= 2
  amount: sum(sales where days(party.date, date) <= 5, amount)
  qualified: true
  rounding: half_up
  rounded_per: line`
  const own = smallPlanWith(party, 'A: {}').replace('measures:', 'measures:\n  sold: sum(sales, amount)')
  const said = sentencesOf(own)
  expect(said).toContain(
    'For each of the parties that the person hosts for which there are at least 2 of the sales of the party for which somebody is named as the buyer and buyer and seller are not the same person a person gets the sum of the amount over the sales of the party for which the days from the party’s date to the date is at most 5, in EUR.',
  )
  expect(said).toContain('Sold is the sum of the amount over the own sales.')
})

test('a table with rules in it says whose names they have, by where it is named', () => {
  const levels = exampleOf('levels').replace(/rate: .*/, 'rate: level rate')
  const text = smallPlanWith(levels, 'A: {}')
    .replace('Member: {1: 5 %}', "Member: {1: 'if PV >= 200 then 5 % else 1 %'}")
    .replace('measures:', 'measures:\n  best rate: max(legs, level rate(rank, 1))')
  expect(sentencesOf(text)).toContain(
    'What stands in parentheses in “level rate” is read where it is named: of the person who is looked at in best rate and of the payee in unilevel.',
  )
})

test('a differential says what becomes of a difference that is not above zero', () => {
  const against = exampleOf('differential').replace('path_maximum', 'first_line')
  const said = sentencesOf(smallPlanWith(against, 'A: {}'))
  expect(said).toContain('A difference that is not above zero gives nothing and takes nothing back.')
  expect(said).toContain(
    'The PV of each order is paid up the sponsor tree: everybody gets the own rate less the rate of the next one below who took part, also where that one got nothing.',
  )
})

test('by generations only the part of who closes one is passed up', () => {
  const generations = exampleOf('levels')
    .replace(
      /steps: levels\n *counts: active/,
      'steps: generations\n  boundary: active\n  leader_volume: opens',
    )
    .replace('to_company', 'pass_up')
  expect(sentencesOf(smallPlanWith(generations, 'A: {}'))).toContain(
    'The part of somebody who closes a generation and may not be paid goes to the next one above who may, at the rate where it was lost.',
  )
})

test('what returns leave alone is said: the sides of a binary, and volumes that are computed anew', () => {
  const binary = smallPlanWith(exampleOf('binary'), 'A: {}')
  expect(sentencesOf(binary)).toContain('For binary bonus a return is negative volume on the sides.')
  expect(sentencesOf(binary.replace('mode: reverse', 'mode: reverse, volumes: ignored'))).toContain(
    'A return takes nothing off the sides of binary bonus, and nothing of its pay back.',
  )
  const anew = sentencesOf(binary.replace('mode: reverse', 'mode: recompute'))
  expect(anew).toContain(
    'A return of an order of an earlier period leaves the volumes, ranks and activity of its own period as they are.',
  )
  expect(anew).not.toContain('Returns lower the volumes, ranks and activity of their own period.')
})

test('what a binary carries is said in its evaluations', () => {
  const daily = exampleOf('binary').replace(/^( *)evaluated: \w+$/m, '$1evaluated: day\n$1carry_periods: 3')
  expect(sentencesOf(smallPlanWith(daily, 'A: {}'))).toContain(
    'Volume counts in the day in which it arose and in 3 days after it, then it is dropped; the oldest is used first.',
  )
})

test('what a binary leaves of the smaller rest is said to be dropped only where there is one', () => {
  const shares = exampleOf('binary')
    .replace('cycles: whole', 'cycles: fractional')
    .replace('carry: both', 'carry: stronger')
  const said = sentencesOf(smallPlanWith(shares, 'A: {}'))
  expect(said).toContain(
    'For every 100 of the weaker side 200 of the stronger one is used; parts of it count too, so that all that matches is used.',
  )
  expect(said).toContain(
    'Of what is left after matching, the larger rest stays for the next time; a rest of the other side, if there is one, is dropped.',
  )
})

test('what belongs to a person who is looked at is said to be theirs, and what is outside one’s own', () => {
  const welcome = `welcome:
  kind: amount
  for_each: legs where any(purchases where order number = 1) and sum(team, PV) >= 100
  amount: self.own purchases of it * sum(level 1, PV)
  qualified: true
  rounding: half_up
  rounded_per: person`
  const said = sentencesOf(
    smallPlanWith(welcome, 'A: {}').replace(
      'measures:',
      'measures:\n  own purchases of it: count(purchases)',
    ),
  )
  expect(said).toContain(
    'For each of the people directly below for whom there is one of their own purchases for which the order number is 1 and the sum of PV over their team (themselves included) is at least 100 a person gets one’s own purchases of it times the sum of PV over the people on level 1 below them, in EUR.',
  )
  expect(said).toContain('Own purchases of it is the number of the own purchases.')
})

test('a text of files is told apart from the name of a column', () => {
  const where = (text: string) =>
    sentencesOf(smallPlan.replace('where: buyer.kind = retail', `where: ${text}`)).find((said) =>
      said.startsWith('Customer PV is read'),
    )
  expect(where("category = 'product' or category = kit")).toContain(
    'of lines where the category is “product” or the category is “kit”;',
  )
  expect(where('category = product')).toContain('of lines where the category is the product;')
})

test('a condition that is true asks for nothing', () => {
  const said = sentencesOf(
    smallPlan
      .replace('{rank: Member, needs: active}', '{rank: Member, needs: true}')
      .replace('active: PV >= 100', 'active: true'),
  )
  expect(said).toContain('Member needs nothing.')
  expect(said).toContain('Everybody counts as active.')
})

test('of given ranks is said what somebody without one is', () => {
  const given = smallPlan
    .replace(/ranks:\n[^]*?\n\n/, 'ranks:\n  given: [Member, Silver, Gold]\n\n')
    .replace(/rank_rules:.*\n/, '')
  expect(sentencesOf(given)).toContain(
    'Somebody for whom nothing stands there has no rank, which is lower than Member.',
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
