import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import type { LineInput } from '../pay/pay-input.ts'
import { checkPay } from './check-pay.ts'

const people = [person('A'), person('B', 'A'), person('C', 'A')]
const levels =
  'kind: levels, tree: sponsor, starts_at: upline, steps: levels, counts: everybody, depth: 1, unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person'
const team = `${levels}, on: PV, rate: 10 %`
const sale = bought('1', 'B', '2026-09-10', 100)

function returned(pv: number): LineInput {
  return bought('2', 'B', '2026-10-05', -pv, { ofOrderId: '1' })
}

/** What October pays, in minor units: `A -500, B -1000`. `more` are further keys of the plan. */
function october(mode: string, bonuses: string, lines: readonly LineInput[], more = ''): string {
  const plan = planOf(`${headOf(`returns: {mode: ${mode}}\n${more}`)}bonuses:\n${bonuses}`)
  return checkPay(plan, payInput({ people, lines }), periodNamed('2026-10'))
    .people.map((one) => [one.id, [...one.earnings.values()].reduce((sum, { minor }) => sum + minor, 0n)])
    .filter(([, minor]) => minor !== 0n)
    .map(([id, minor]) => `${id} ${minor}`)
    .join(', ')
}

test('reverse takes back the share of what was paid after caps and limits', () => {
  // 10.00 are found and 5.00 paid; six tenths come back.
  const back = [sale, returned(60)]
  for (const cap of ['cap: 5', 'company_cap: 5', 'leg_cap: 5'])
    expect([cap, october('reverse', `  team: {${team}, ${cap}}`, back)]).toEqual([cap, 'A -300'])
  for (const per of ['person', 'company']) {
    const limits = `limits: [{name: all, bonuses: all, per: ${per}, most: 5}]`
    expect([per, october('reverse', `  team: {${team}}`, back, limits)]).toEqual([per, 'A -300'])
  }
})

test('a cap of the person is spread over all orders, that of a leg over those of the leg', () => {
  // 10.00 from B and 30.00 from C: 20.00 are a half of each, and a leg of at most 12.00 cuts only that of C.
  const lines = [sale, bought('3', 'C', '2026-09-12', 300), returned(100)]
  expect(october('reverse', `  team: {${team}, cap: 20}`, lines)).toBe('A -500')
  expect(october('reverse', `  team: {${team}, leg_cap: 12}`, lines)).toBe('A -1000')
})

test('recompute keeps each period within its own caps and limits', () => {
  // September was paid 5.00 of 10.00 and is 2.00 now; October pays 5.00 of the 10.00 of its own order.
  const lines = [sale, returned(80), bought('4', 'B', '2026-10-20', 100)]
  const limits = 'limits: [{name: all, bonuses: all, per: person, most: 5}]'
  expect(october('recompute', `  team: {${team}, cap: 5}`, lines)).toBe('A 200')
  expect(october('recompute', `  team: {${team}}`, lines, limits)).toBe('A 200')
  expect(october('recompute', `  team: {${team}}`, [sale, returned(50)], limits)).toBe('')
})

test('recompute takes matching back once', () => {
  const rest = 'qualified: true, rounding: half_up, rounded_per: person'
  const bonuses = `  each: {kind: amount, for_each: purchases, base: "volume:PV", rate: 20 %, ${rest}}
  match: {${levels}, on_earned: [each], rate: 50 %}`
  expect(october('recompute', bonuses, [sale, returned(100)])).toBe('A -1000, B -2000')
})
