import { expect, test } from 'vitest'
import { PromotionError } from './promotion-error.ts'
import { readPromotion } from './read-promotion.ts'

const head = 'openfield_promotion: 1\npromotion: test\ntitle: {en: Test}\n'

/** Each broken text, and what has to be said about it: line, path and words. */
const broken: readonly (readonly [string, string, RegExp])[] = [
  ['a misspelt key', 'rewards: {free_shipping: true}', /line 4: "rewards".*is "reward" meant/],
  [
    'a misspelt condition',
    'when: {copon: WINTER}\nreward: {free_shipping: true}',
    /line 4, when: "copon".*is "coupon" meant/,
  ],
  ['no reward', 'when: {first_order: true}', /reward: a promotion needs a reward or tiers/],
  [
    'two rewards of the same pieces',
    'reward: {free: {pieces: 1, of: all}, percent: {off: 5 %, of: all}}',
    /percent and free fall on the same pieces/,
  ],
  [
    'more than everything',
    'reward: {percent: {off: 101 %, of: all}}',
    /reward.percent.off: no more than 100 %/,
  ],
  [
    'an amount without the currency',
    'reward: {amount: {off: {SEK: 50}, of: all}}',
    /reward.amount.off: there is no amount in EUR/,
  ],
  [
    'too many decimals',
    'reward: {amount: {off: 1.005, of: all}}',
    /reward.amount.off: "1.005".*at most 2 decimals/,
  ],
  [
    'nothing counted',
    'when: {basket: {of: all}}\nreward: {free_shipping: true}',
    /when.basket: exactly one of amount, pieces and volume/,
  ],
  ['part of a set without sets', 'reward: {of_set: {off: 50 %}}', /reward.of_set: needs sets of pieces/],
  [
    'tiers that fall',
    'tiers: {of: all, by: amount, steps: [{from: 50, reward: {free_shipping: true}}, {from: 20, reward: {free_shipping: true}}]}',
    /tiers.steps: steps rise/,
  ],
  ['no YAML', 'reward: {free_shipping: true', /line \d+, text/],
]

test.for(broken)('%s is refused with its place and what to do', ([, text, words]) => {
  expect(() => readPromotion(head + text, 'EUR')).toThrow(PromotionError)
  expect(() => readPromotion(head + text, 'EUR')).toThrow(words)
})

test('every problem of a text is named at once', () => {
  const text = `${head}reward: {percent: {off: 120 %, of: all, most: 1.001}}\nwhen: {basket: {of: all}}`
  expect(() => readPromotion(text, 'EUR')).toThrow(
    /when\.basket: [^\n]*\n[^\n]*reward\.percent\.off: [^\n]*\n[^\n]*reward\.percent\.most: /,
  )
})

test('an amount can stand for each currency', () => {
  const text = `${head}when: {basket: {of: all, amount: {EUR: 100, JPY: 15000}}}\nreward: {free_shipping: true}`
  const needed = (currency: string) => {
    const { when } = readPromotion(text, currency)
    return when.is === 'all' && when.parts[0]?.is === 'at_least' ? when.parts[0].needed : undefined
  }
  expect([needed('EUR'), needed('JPY')]).toEqual([10_000n, 15_000n])
})
