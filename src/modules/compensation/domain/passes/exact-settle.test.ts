import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluationOrder } from '#modules/compensation/domain/language/dependencies.ts'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { add, exactMicro, exactRatio, exactText, type Exact } from '#shared/exact.ts'
import { collectorFor } from '../pay/bonuses/collect.ts'
import { makeWorld } from '../pay/make-world.ts'
import { exactMinor, plainPart, settle } from '../pay/settle.ts'
import { exactColumn, sumOfExact, type ExactColumn } from './exact-column.ts'
import { minorOf, settleExact } from './exact-settle.ts'
import { fieldOfInput } from './field-of-input.ts'
import { runPasses } from './run-passes.ts'

const october = periodNamed('2026-10')

/** Six positions of four owners, whose ids are not in the order in which they are told. */
const people = ['d', 'a', 'f', 'b', 'e', 'c'].map((id, at) =>
  person(id, undefined, { ownerId: ['x', 'x', undefined, 'y', undefined, 'x'][at] }),
)
const lines = people.map(({ id }, at) => bought(`${at}`, id, '2026-10-05', at * 3))

const amounts: fc.Arbitrary<Exact> = fc
  .tuple(fc.integer({ min: -200, max: 900 }), fc.constantFrom(1, 3, 7, 40, 200, 1000))
  .map(([over, under]) => exactRatio(BigInt(over), BigInt(under)))
const found = fc.array(fc.record({ payee: fc.nat(5), amount: amounts, isLost: fc.boolean() }), {
  maxLength: 12,
})

const byHand = fc.array(
  fc.record({
    kind: fc.constant('bonus' as const),
    name: fc.constant('rebate'),
    value: fc.constantFrom('5', '-2', '0.0055', '1.005'),
    personId: fc.constantFrom(...people.map(({ id }) => id)),
    atMs: fc.constant(october.fromMs),
    untilMs: fc.constant(undefined),
    reason: fc.constant('by hand'),
  }),
  { maxLength: 4 },
)

const plans = fc
  .record({
    rounding: fc.constantFrom('half_up', 'half_even', 'down'),
    per: fc.constantFrom('person', 'line'),
    step: fc.constantFrom('# no step', 'round_to: 0.05', 'round_to: 0.003', 'round_to: 2'),
    cap: fc.constantFrom(
      '# no cap',
      'cap: 3.337\n    cap_over: person',
      'cap: 1 + PV\n    cap_over: owner',
      'cap: PV - 4\n    cap_over: person',
    ),
    company: fc.constantFrom('# no cap of the company', 'company_cap: 7.555', 'company_cap: -1'),
  })
  .map(({ rounding, per, step, cap, company }) =>
    planOf(
      headOf(`bonuses:
  rebate:
    kind: amount
    amount: '1'
    qualified: true
    rounding: ${rounding}
    rounded_per: ${per}
    ${step}
    ${cap}
    ${company}`),
    ),
  )

test('what was found is capped and rounded as the walk does it, to the unit', () => {
  fc.assert(
    fc.property(plans, found, byHand, (plan, parts, adjustments) => {
      const input = payInput({ people, lines, adjustments })
      const { world } = makeWorld(plan, input, october, evaluationOrder(plan))
      const [bonus] = plan.bonuses
      if (!bonus) throw new Error('the plan has a bonus')
      const collector = collectorFor(world, bonus)
      for (const { payee, amount, isLost } of parts) {
        const part = plainPart(payee, amount, '')
        if (isLost) collector.skips.push({ ...part, reason: 'not_paid', missing: '', lost: true })
        else collector.parts.push(part)
      }
      const walked = settle(collector, bonus)
      const compiler = runPasses(
        { ...plan, bonuses: [] },
        fieldOfInput(plan, input, october),
        october,
      ).compiler()
      const minor = minorOf(bonus, walked.digits)
      const roundLine = (amount: Exact): Exact =>
        bonus.roundedPer === 'line' ? exactMinor(BigInt(minor(amount)), walked.digits) : amount
      const columnOf = (isLost: boolean, of: (amount: Exact) => Exact): ExactColumn => {
        const column = exactColumn(compiler.room)
        for (const part of parts)
          if (part.isLost === isLost) column.set(part.payee, add(column.get(part.payee), of(part.amount)))
        return column
      }
      const { settled, minor: due } = settleExact(compiler, bonus, {
        amounts: columnOf(false, roundLine),
        unrounded: columnOf(false, (amount) => amount),
        lost: columnOf(true, (amount) => amount),
      })
      expect([...due].map((value) => BigInt(value))).toEqual(
        people.map((_, at) => walked.minor.get(at) ?? 0n),
      )
      const { sums } = settled()
      for (const key of ['potential', 'skipped', 'capped', 'cut'] as const)
        expect(`${key} ${exactText(sums[key])}`).toBe(`${key} ${exactText(walked[key])}`)
    }),
    { numRuns: process.env['OPENFIELD_TEST_LONG'] === '1' ? 5_000 : 300 },
  )
})

test('a sum of many fractions is exact whatever their denominators', () => {
  fc.assert(
    fc.property(fc.array(amounts), (some) => {
      expect(sumOfExact(some)).toEqual(some.reduce<Exact>(add, exactMicro(0n)))
    }),
  )
})
