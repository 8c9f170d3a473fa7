import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { PPM } from '#shared/ratio.ts'
import { cases, fieldOf, idOf, ordersOf, planWith, steps, type Case } from '#test/support/pay-cases.ts'
import { exactAt } from './exact.ts'
import { linesOfBonus } from './lines.ts'
import { runPlan } from './run.ts'
import type { DifferentialBonus } from '../plan/plan.ts'

/** A slow second opinion: subtree sums by recursion and pay by walking up from each sale, in whole numbers. */
function walkedPay(
  bonus: DifferentialBonus,
  drawn: Case,
  everybodyPaid: boolean,
  activeFrom: number,
): bigint[] {
  const count = drawn.parents.length
  const pv = (person: number) =>
    drawn.sales.filter((sale) => sale.owner === person).reduce((sum, sale) => sum + sale.pv, 0)
  const groupPv = (person: number): number =>
    pv(person) + drawn.parents.reduce((sum, parent, i) => (parent === person ? sum + groupPv(i) : sum), 0)
  const rate = drawn.parents.map(
    (_, i) => steps.filter((step) => Number(step.from / PPM) <= groupPv(i)).at(-1)?.ratePpm ?? 0,
  )
  const paid = drawn.parents.map(
    (_, i) =>
      (everybodyPaid || (drawn.kinds[i] === 'distributor' && drawn.statuses[i] === 'active')) &&
      pv(i) >= activeFrom,
  )
  const pay = Array.from({ length: count }, () => 0n)
  for (const sale of drawn.sales) {
    let taken = 0
    for (let person = sale.owner; person >= 0; person = drawn.parents[person] ?? -1) {
      const own = rate[person] ?? 0
      if (paid[person]) pay[person] = (pay[person] ?? 0n) + BigInt(sale.bv) * BigInt(Math.max(0, own - taken))
      if (paid[person] || bonus.unqualified === 'to_company')
        taken = bonus.against === 'first_line' ? own : Math.max(taken, own)
    }
  }
  return pay
}

const variants = (['first_line', 'path_maximum'] as const).flatMap((against) =>
  (['pass_up', 'to_company'] as const).map((unqualified) => ({ against, unqualified })),
)

test.each(variants)(
  'one pass pays what walking up from every sale pays: $against, $unqualified',
  (variant) => {
    fc.assert(
      fc.property(cases(-200), fc.constantFrom(0, 100), (drawn, activeFrom) => {
        const plan = planWith(variant, BigInt(activeFrom))
        const field = fieldOf(drawn, false)
        const run = runPlan(plan, field, ordersOf(drawn, field))
        const bonus = plan.bonuses[0]
        if (bonus?.kind !== 'differential') throw new Error('the plan has one differential bonus')
        const walked = walkedPay(bonus, drawn, false, activeFrom > 0 ? activeFrom : Number.NEGATIVE_INFINITY)
        drawn.parents.forEach((_, i) => {
          const person = field.numberOf.get(idOf(i)) ?? -1
          expect(
            exactAt(
              run.bonuses[0]?.exact ?? { whole: new Float64Array(), micro: new Float64Array() },
              person,
            ),
          ).toBe(walked[i])
        })
      }),
      { numRuns: 300 },
    )
  },
)

test.each(variants)('every amount is the exact sum of its lines: $against, $unqualified', (variant) => {
  fc.assert(
    fc.property(cases(-200), (drawn) => {
      const plan = planWith(variant, 100n)
      const field = fieldOf(drawn, false)
      const orders = ordersOf(drawn, field)
      const run = runPlan(plan, field, orders)
      const [result] = run.bonuses
      if (!result) throw new Error('the plan has one bonus')
      const sums = Array.from({ length: field.count }, () => 0n)
      for (const line of linesOfBonus(plan, field, orders, run, result)) {
        if (line.skipped === undefined)
          sums[line.person] = (sums[line.person] ?? 0n) + BigInt(line.base) * BigInt(line.ratePpm)
      }
      sums.forEach((sum, person) => expect(exactAt(result.exact, person)).toBe(sum))
    }),
  )
})

test('with everybody paid the field takes its top rate of the whole group, split without loss', () => {
  fc.assert(
    fc.property(cases(0), (drawn) => {
      const field = fieldOf(drawn, true)
      const run = runPlan(planWith({}, 0n), field, ordersOf(drawn, field))
      const [result] = run.bonuses
      if (!result) throw new Error('the plan has one bonus')
      for (let root = 0; root < field.count; root++) {
        if ((field.parent[root] ?? -1) >= 0) continue
        let paid = 0n
        let volume = 0n
        for (let person = root; person < (field.end[root] ?? 0); person++) {
          paid += exactAt(result.exact, person)
          volume += BigInt(run.volumes.ofPeople.get('BV')?.[person] ?? 0)
        }
        expect(paid).toBe(volume * BigInt(result.rate[root] ?? 0))
      }
    }),
  )
})

test('a negative group is never paid a positive amount', () => {
  const drawn: Case = {
    parents: [-1, 0],
    sales: [
      { owner: 1, pv: -500, bv: -900 },
      { owner: 0, pv: 2000, bv: 0 },
    ],
    kinds: ['distributor', 'distributor'],
    statuses: ['active', 'active'],
  }
  const field = fieldOf(drawn, true)
  const run = runPlan(planWith({ needsActive: false }, 0n), field, ordersOf(drawn, field))
  expect(run.bonuses[0]?.minor[field.numberOf.get('p000') ?? 0]).toBe(-83n)
  expect(run.bonuses[0]?.minor[field.numberOf.get('p001') ?? 0]).toBe(0n)
})
