import { expect, test } from 'vitest'
import { endOf, isForLooking } from './advertised.ts'
import type { Condition, Promotion } from './promotion.ts'

const bare: Promotion = {
  code: 'spring',
  version: 1,
  title: { en: 'Spring' },
  lane: 'goods',
  priority: 0,
  group: undefined,
  when: { is: 'all', parts: [] },
  each: { by: 'order' },
  mostTimes: 1,
  reward: { extras: [] },
  tiers: undefined,
}
const soap: Condition = { is: 'at_least', measure: { by: 'amount' }, of: {}, needed: 1_000n }
const coupon: Condition = { is: 'coupon', coupons: ['spring'] }
const fact = (name: 'kind' | 'rank' | 'channel' | 'market', ...values: string[]): Condition => ({
  is: 'one_of',
  fact: name,
  values,
})
const guest = { kinds: ['retail', 'guest'], market: 'NO', day: '2026-11-27' }

function told(when: Condition, looking = guest): boolean {
  return isForLooking({ ...bare, when }, looking)
}

test('the shop tells of what can be come to by goods alone, and not of what somebody has to bring', () => {
  expect([told(bare.when), told(soap), told({ is: 'all', parts: [soap, coupon] })]).toEqual([
    true,
    true,
    false,
  ])
  expect(told({ is: 'any', parts: [soap, coupon] })).toBe(true)
  expect(told({ is: 'entitlement', name: 'pencil' })).toBe(false)
  expect([told(fact('rank', 'Gold')), told({ is: 'not', part: fact('rank', 'Gold') })]).toEqual([false, true])
  expect([told(fact('channel', 'office')), told(fact('channel', 'office', 'shop'))]).toEqual([false, true])
  expect([told(fact('market', 'SE')), told(fact('market', 'NO'))]).toEqual([false, true])
  expect([told({ is: 'not', part: fact('kind', 'guest') }), told({ is: 'not', part: soap })]).toEqual([
    false,
    true,
  ])
  const first: Condition = { is: 'order_number', from: 1, until: 1 }
  expect([told(first), told(first, { ...guest, kinds: ['retail'] })]).toEqual([false, true])
})

test('it tells of what holds on the day, and until when that is', () => {
  const days = (from: string | undefined, until: string | undefined): Condition => ({
    is: 'days',
    from,
    until,
  })
  expect([
    told(days('2026-11-27', undefined)),
    told(days('2026-11-28', undefined)),
    told(days(undefined, '2026-11-28')),
    told(days(undefined, '2026-11-27')),
  ]).toEqual([true, false, true, false])
  const both: Condition = {
    is: 'all',
    parts: [days(undefined, '2026-12-24'), soap, days('2026-11-01', '2026-12-01')],
  }
  expect([endOf({ ...bare, when: both }), endOf(bare)]).toEqual(['2026-12-01', undefined])
})
