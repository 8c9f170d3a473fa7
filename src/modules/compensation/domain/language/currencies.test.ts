import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { differencesOf } from '#test/support/generated/compare-pay.ts'
import { runPay } from '../pay/run-pay.ts'

const own = 'qualified: true, rounding: half_up, rounded_per: person'

/** A plan with a bonus in euro, one in points, and what reads them. */
const plan = (rest: string, more = '') =>
  planOf(`${headOf(`units: {points: {decimals: 0}}\ngiven_pay: [outside]\n${more}`)}bonuses:
  money: {kind: amount, amount: PV, ${own}}
  score: {kind: amount, amount: PV, currency: points, ${own}}
${rest}`)

const gift = (rule: string) => `  gift: {kind: amount, amount: '${rule}', ${own}}`

test('pay in several currencies is never added up, compared or limited together', () => {
  const refused = [
    gift('earned(money, score)'),
    gift('unpaid(money, score)'),
    gift('earned(score, outside)'),
    gift('earned(money) + earned(score)'),
    gift('10 + earned(money) - earned(score)'),
    gift('if earned(money) > earned(score) then 1'),
    gift('max(earned(money), earned(score))'),
    gift('if PV > 1 then earned(money) else earned(score)'),
    gift('sum(legs, earned(money)) + earned(score)'),
    `  match: {kind: levels, tree: sponsor, on_earned: [money, score], starts_at: upline, steps: levels, counts: everybody, depth: 1, rate: 10 %, unpaid: to_company, ${own}}`,
    'limits: [{name: most, bonuses: all, per: person, most: 5}]',
    'limits: [{name: most, bonuses: [score, money], per: company, most: 5}]',
  ]
  for (const rest of refused) expect(() => plan(rest)).toThrow(/EUR.*points|points.*EUR/)
  expect(() =>
    plan(gift('paid so far - earned(score)'), 'measures: {paid so far: earned(money) * 1 + earned(money)}'),
  ).toThrow('EUR')
})

test('pay in one currency is read as it is, and in another one times what it is worth', () => {
  const of = plan(
    `${gift('earned(money, outside) + earned(score) * 10 %')}
limits: [{name: most, bonuses: [money, gift], per: person, most: 100}]`,
  )
  const input = payInput({ people: [person('A')], lines: [bought('1', 'A', '2026-10-05', 20)] })
  expect(runPay(of, input, periodNamed('2026-10')).earnings.map((one) => one.minor)).toEqual([
    2000n,
    20n,
    2200n,
  ])
})

test('given pay in another currency is converted at the rate of its own period, or stops the run', () => {
  const of = plan(`  capped: {kind: amount, amount: PV, cap: 50, ${own}}
${gift('earned(outside, capped)')}`)
  const given = (bonus: string, currency: string) => ({
    personId: 'A',
    bonus,
    period: '2026-10-05',
    amountMicro: 40_000_000n,
    currency,
  })
  const field = (currency: string) =>
    payInput({
      people: [person('A')],
      lines: [bought('1', 'A', '2026-10-05', 90)],
      earned: [given('outside', currency), given('capped', currency)],
      rates: [{ period: '2026-10-05', from: 'EUR', to: 'PLN', ratePico: 4_000_000_000_000n }],
    })
  const period = periodNamed('2026-10')
  const paid = (currency: string) =>
    runPay(of, field(currency), period)
      .earnings.slice(2)
      .map((one) => one.minor)
  // 40 zloty are 10 euro: the cap leaves 40 of 50, and with both given sums that is 60.
  expect(paid('PLN')).toEqual([4000n, 6000n])
  expect(paid('EUR')).toEqual([1000n, 9000n])
  expect(differencesOf(of, field('PLN'), period)).toEqual([])
  expect(() => runPay(of, field('USD'), period)).toThrow('no rate from USD to EUR in 2026-10-05')
})
