import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cases, fieldOf, ordersOf, planWith, type Case } from '#test/support/pay-cases.ts'
import { exactAt } from '../engine/exact.ts'
import { runPlan } from '../engine/run.ts'
import { explain, pathTo, type Explained } from './explain.ts'
import { orderIndex } from './order-index.ts'

function explainedOf(drawn: Case, activeFrom: bigint, everybodyPaid = false) {
  const plan = planWith({ against: 'path_maximum' }, activeFrom)
  const field = fieldOf(drawn, everybodyPaid)
  const orders = ordersOf(drawn, field)
  const run = runPlan(plan, field, orders)
  const of: Explained = { plan, field, orders, run, index: orderIndex(field, run) }
  const [result] = run.bonuses
  if (!result) throw new Error('the plan has one bonus')
  return { of, result, person: (id: string) => field.numberOf.get(id) ?? -1 }
}

test('the parts of an explanation add up to the amount exactly, and each part to its orders', () => {
  fc.assert(
    fc.property(cases(-200), (drawn) => {
      const { of, result } = explainedOf(drawn, 100n)
      const base = of.run.volumes.credited.get('BV')
      for (let person = 0; person < of.field.count; person++) {
        const told = explain(of, result, person)
        const parts = told.groups.reduce((sum, group) => sum + group.exact, told.more?.exact ?? 0n)
        expect(parts).toBe(told.exact)
        expect(told.exact).toBe(exactAt(result.exact, person) * 1_000_000n)
        for (const group of told.groups) {
          expect(group.orders.reduce((sum, order) => sum + (base?.value[order] ?? 0), 0)).toBe(group.base)
          expect(pathTo(of, result, person, group.source).at(-1)?.paidPpm).toBe(group.ratePpm)
        }
      }
    }),
  )
})

test('a source alone and the rest add up to the same amount', () => {
  fc.assert(
    fc.property(cases(0), (drawn) => {
      const { of, result } = explainedOf(drawn, 0n, true)
      for (let person = 0; person < of.field.count; person++) {
        const whole = explain(of, result, person)
        const source = whole.groups[0]?.source
        if (source === undefined) continue
        const one = explain(of, result, person, source)
        expect(one.groups.map((group) => group.source)).toEqual([source])
        expect((one.groups[0]?.exact ?? 0n) + (one.more?.exact ?? 0n)).toBe(whole.exact)
      }
    }),
  )
})

const chain: Case = {
  parents: [-1, 0, 1],
  sales: [
    { owner: 2, pv: 150, bv: 20_000 },
    { owner: 1, pv: 60, bv: 6_000 },
  ],
  kinds: ['distributor', 'distributor', 'retail'],
  statuses: ['active', 'active', 'active'],
}

test('somebody who is not active is told how much is missing and what would have come', () => {
  const { of, result, person } = explainedOf(chain, 100n)
  const told = explain(of, result, person('p001'))
  expect(told.why).toEqual({
    code: 'not_active',
    needs: [
      {
        need: { kind: 'volume', volume: 'PV', atLeast: 100_000_000n },
        needed: 10_000,
        reached: 6_000,
        missing: 4_000,
      },
    ],
  })
  expect(told.unpaid).toEqual({ orders: 2, exact: 26_000n * 30_000n * 1_000_000n })
  expect(told.groups).toEqual([])
})

test('each zero has its own reason', () => {
  const reasonOf = (drawn: Case, id: string, activeFrom = 0n) => {
    const { of, result, person } = explainedOf(drawn, activeFrom)
    return explain(of, result, person(id)).why
  }
  expect(reasonOf(chain, 'p002').code).toBe('kind')
  expect(reasonOf({ ...chain, statuses: ['suspended', 'active', 'active'] }, 'p000').code).toBe('status')
  expect(reasonOf({ ...chain, sales: [] }, 'p000').code).toBe('no_volume')
  const same = reasonOf({ ...chain, kinds: ['distributor', 'distributor', 'distributor'] }, 'p000')
  expect(same).toMatchObject({
    code: 'legs_at_same_rate',
    needs: [{ needed: 30_000, reached: 21_000, missing: 9_000 }],
  })
  expect(reasonOf({ ...chain, sales: [{ owner: 1, pv: 20, bv: 900 }] }, 'p000')).toMatchObject({
    code: 'no_rate',
    needs: [{ missing: 8_000 }],
  })
})

test('the way up names who was skipped and for what', () => {
  const { of, result, person } = explainedOf(
    { ...chain, sales: [...chain.sales, { owner: 0, pv: 100, bv: 0 }] },
    100n,
  )
  const steps = pathTo(of, result, person('p000'), person('p002'))
  expect(steps.map((step) => [step.level, step.skipped, step.paidPpm, step.needs[0]?.missing])).toEqual([
    [0, 'kind', 0, undefined],
    [1, 'not_active', 0, 4_000],
    [2, undefined, 60_000, undefined],
  ])
})
