import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { add, exactRatio, exactText, ZERO, type Exact } from '#shared/exact.ts'
import { differencesOf } from '#test/support/generated/compare-pay.ts'
import { bought, headOf, payInput, periodNamed, person, placed, planOf } from '#test/support/pay-field.ts'
import type { LineInput, PayInput, StateInput } from './pay-input.ts'
import { runPay } from './run-pay.ts'

const settled = 'rounding: half_up, rounded_per: person'
const walk =
  'kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 2, unpaid: to_company'
const binary = `kind: binary, tree: placement, on: PV, own_volume: none, cycle: {strong: 20, weak: 10}, cycles: whole, strong_side: once, per_cycle: 3, over_cap: keep, unqualified: keep, before_first_qualified: keep, evaluated: period, qualified: true, ${settled}`

// Each pays by something that was carried into its period: a rank held over, lots of a side, a fund, an award of before.
const bonuses = {
  'held ranks': `{${walk}, rate: if rank >= Gold then 20 % else 5 %, qualified: rank >= Silver, ${settled}}`,
  career: `{kind: amount, amount: if career rank >= Gold then 7 else 2, qualified: previous rank >= Silver, ${settled}}`,
  'held high': `{kind: amount, amount: 'max(last 3 periods, held so)', qualified: true, ${settled}}`,
  'both sides': `{${binary}, carry: both}`,
  'stronger side': `{${binary}, carry: stronger}`,
  fund: `{kind: pool, fund: '10 % * sum(everyone, PV)', divide: by_shares, shares: PV, residue: to_company, nobody: carry, qualified: rank >= Gold, ${settled}}`,
  award: `{kind: amount, amount: if rank >= Gold then 50 else 10, once: at_rank, qualified: rank >= Silver, ${settled}}`,
  'since ever': `{kind: amount, amount: 1 % * accumulated(PV), qualified: true, ${settled}}`,
}
type Bonus = keyof typeof bonuses

const months = ['2026-05', '2026-06', '2026-07', '2026-08', '2026-09', '2026-10']

function planWith(bonus: Bonus, grace: string, negative: string, returns: string) {
  return planOf(
    `${headOf(`returns: {${returns}}
negative_volume: ${negative}
ranks: [{rank: Silver, needs: PV >= 20}, {rank: Gold, needs: PV >= 60}]
rank_rules: {${grace}}
active: PV >= 10
measures: {held so: if rank >= Gold then 3 else 1}`)}bonuses:\n  it: ${bonuses[bonus]}`,
  )
}

const people = [
  person('A'),
  person('B', 'A', placed('placement', 'A', 'left')),
  person('C', 'A', placed('placement', 'A', 'right')),
  person('D', 'B', placed('placement', 'B', 'left')),
  person('E', 'B', placed('placement', 'B', 'right')),
]

/** Orders of the months, of which the one named `taken` comes back in the last month, in part or as a whole. */
const fields = fc
  .record({
    orders: fc.array(
      fc.record({
        id: fc.constantFrom('A', 'B', 'C', 'D', 'E'),
        month: fc.nat(months.length - 1),
        pv: fc.constantFrom(10, 15, 25, 40, 60, 90),
      }),
      { minLength: 4, maxLength: 14 },
    ),
    taken: fc.record({
      id: fc.constantFrom('A', 'B', 'C', 'D', 'E'),
      month: fc.nat(months.length - 2),
      pv: fc.constantFrom(30, 60, 90),
      back: fc.constantFrom(10, 30),
    }),
  })
  .map(({ orders, taken }) => {
    const label = months[taken.month] ?? ''
    return {
      month: label,
      sale: bought('taken', taken.id, `${label}-11`, taken.pv),
      back: bought('back', taken.id, '2026-10-20', -taken.back, { ofOrderId: 'taken' }),
      lines: orders.map(({ id, month, pv }, at) => bought(`o${at}`, id, `${months[month]}-05`, pv)),
    }
  })

/** Runs the months one after the other; gives the last one's input and result, and the state before each. */
function runMonths(plan: ReturnType<typeof planOf>, lines: readonly LineInput[]) {
  let input: PayInput = payInput({ people, lines, trees: ['placement'] })
  const before = new Map<string, readonly StateInput[]>()
  for (const label of months.slice(0, -1)) {
    before.set(label, input.state)
    input = { ...input, state: runPay(plan, input, periodNamed(label)).state }
  }
  return { before, input, result: runPay(plan, input, periodNamed('2026-10')) }
}

test('what a return of months later changes is what the month of its order, run with the state of its time, pays less', () => {
  let changed = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(bonuses).filter((name): name is Bonus => name in bonuses)),
      fc.constantFrom('grace_periods: 0', 'grace_periods: 2', 'demotion: one_step', 'demotion: never'),
      fc.constantFrom('to_zero', 'carried'),
      fc.constantFrom('mode: recompute', 'mode: recompute, window_days: 70'),
      fields,
      (bonus, grace, negative, returns, { month, sale, back, lines }) => {
        const plan = planWith(bonus, grace, negative, returns)
        const all = [...lines, sale, back]
        const { before, input, result } = runMonths(plan, all)
        const paidThen = (some: readonly LineInput[]): ReadonlyMap<string, bigint> => {
          const of = { ...input, lines: some, state: before.get(month) ?? [] }
          const { earnings } = runPay(plan, of, periodNamed(month))
          return new Map(earnings.map((one) => [one.personId, one.minor]))
        }
        const [was, is] = [paidThen(all), paidThen([...lines, sale, { ...back, atMs: sale.atMs }])]
        // From 11 August, the last of the months' orders within the window, to 20 October there are 70 days.
        const isLate = returns.includes('70') && month < '2026-08'
        const found = new Map<string, Exact>()
        for (const line of result.lines.filter(({ note }) => note === `recomputed ${month}`))
          found.set(line.personId, add(found.get(line.personId) ?? ZERO, line.amount))
        for (const { id } of people) {
          const minor = isLate ? 0n : (is.get(id) ?? 0n) - (was.get(id) ?? 0n)
          if (minor !== 0n) changed += 1
          expect([id, exactText(found.get(id) ?? ZERO)]).toEqual([id, exactText(exactRatio(minor, 100n))])
        }
        // What no order within the window can ask for any more is gone.
        const kept = result.state.flatMap(({ name }) => /^until (\S+): /.exec(name)?.[1] ?? [])
        const reached = returns.includes('70') ? '2026-08' : ''
        expect(kept.filter((label) => label < reached)).toEqual([])
        expect(differencesOf(plan, input, periodNamed('2026-10'))).toEqual([])
      },
    ),
  )
  expect(changed).toBeGreaterThan(0)
})
