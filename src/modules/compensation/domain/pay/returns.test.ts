import { expect, test } from 'vitest'
import { campaignPeriod } from '#shared/period.ts'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import type { LineInput } from './pay-input.ts'
import { runPay } from './run-pay.ts'

const people = [person('A'), person('B', 'A')]
const ofSponsor =
  'kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 1, rate: 10 %, unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person'

function returned(orderId: string, day: string, pv: number, more: Partial<LineInput> = {}): LineInput {
  return bought(orderId, 'B', day, -pv, { ofOrderId: '1', ...more })
}

/** What A gets in minor units, period by period, the state of each feeding the next. */
function paid(returns: string, lines: readonly LineInput[], labels: readonly string[]): readonly bigint[] {
  const plan = planOf(`${headOf(`returns: ${returns}`)}bonuses:\n  team: {${ofSponsor}}`)
  let input = payInput({ people, lines })
  return labels.map((label) => {
    const result = runPay(plan, input, periodNamed(label))
    input = { ...input, state: result.state }
    return result.earnings.find((one) => one.personId === 'A')?.minor ?? 0n
  })
}

test('not more than the whole order is taken back', () => {
  const lines = [bought('1', 'B', '2026-09-10', 100), returned('2', '2026-10-05', 150)]
  expect(paid('{mode: reverse}', lines, ['2026-09', '2026-10'])).toEqual([1000n, -1000n])
})

test('a return on the last day of the window counts, one on the day after does not', () => {
  const lines = [bought('1', 'B', '2026-09-10', 100), returned('2', '2026-10-05', 50)]
  for (const mode of ['reverse', 'recompute']) {
    expect(paid(`{mode: ${mode}, window_days: 25}`, lines, ['2026-10'])).toEqual([-500n])
    expect(paid(`{mode: ${mode}, window_days: 24}`, lines, ['2026-10'])).toEqual([0n])
  }
})

test('a period that is computed anew for a second return does not take back the first one again', () => {
  const lines = [
    bought('1', 'B', '2026-09-10', 100),
    returned('2', '2026-10-05', 50),
    returned('3', '2026-11-05', 20),
  ]
  expect(paid('{mode: recompute}', lines, ['2026-09', '2026-10', '2026-11'])).toEqual([1000n, -500n, -200n])
})

test('what comes back on the last day of a campaign takes back what it brought there', () => {
  const head = headOf('returns: {mode: reverse}\ncampaigns: {spring: {from: 2026-09-20, to: 2026-10-02}}')
  const plan = planOf(`${head}bonuses:\n  team: {${ofSponsor}, calendar: campaign}`)
  const spring = campaignPeriod('spring', '2026-09-20', '2026-10-02', 'UTC')
  if (!spring) throw new Error('no campaign')
  const lines = [bought('1', 'B', '2026-10-02', 100), returned('2', '2026-10-02', 40)]
  const result = runPay(plan, payInput({ people, lines }), spring)
  expect(result.earnings.map((one) => [one.personId, one.minor])).toEqual([['A', 600n]])
})
