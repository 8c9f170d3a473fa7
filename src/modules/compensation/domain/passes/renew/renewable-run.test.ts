import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactRatio, exactText } from '#shared/exact.ts'
import { changeableVolumes } from '#test/support/changeable-volumes.ts'
import { numbersIn } from '#test/support/compare-passes.ts'
import { abroadFields, askedPlans } from '#test/support/generated/asked-bonuses.ts'
import { compiledPlans } from '#test/support/generated/compiled-plans.ts'
import { periodNamed, planOf } from '#test/support/pay-field.ts'
import { runPay } from '../../pay/run-pay.ts'
import { OutOfRange } from '../code.ts'
import type { FieldColumns } from '../field-columns.ts'
import { fieldOfInput } from '../field-of-input.ts'
import { runPasses, type PassResult } from '../run-passes.ts'
import { dueTo, type Settled } from '../settle.ts'
import { isTeamBonus } from '../climbs/goes-by-climbs.ts'
import { renewableRun } from './renewable-run.ts'

const period = periodNamed('2026-10')

/** The same field with volumes, kinds and statuses of its own, which may change. */
function changeable(field: FieldColumns) {
  return { ...field, ...changeableVolumes(field), kind: field.kind.slice(), status: field.status.slice() }
}

/** Everything that a run says of people; what was gathered of everyone is one value. */
function told({ columns, gathers, missed, bonuses, limited }: PassResult) {
  return {
    columns: [...columns].map(([key, column]) => [key, ...numbersIn(column)]),
    gathers: [...gathers].map(([key, { values }]) => [key, ...values]),
    missed: [...missed],
    bonuses: bonuses.map((one) => [
      one.bonus.name,
      // Zero has no sign.
      ...[...one.minor].map((minor) => minor + 0),
      ...one.minor.keys().map((p) => dueTo(one, p)),
      shareOf(one),
      ...one.minor.keys().map((p) => one.pool?.(p)),
    ]),
    limited: limited.map(({ limit, bonus, took }) => [
      limit.name,
      bonus,
      took.share,
      ...[...took.of].toSorted(([a], [b]) => a - b),
    ]),
  }
}

/** What the company's cap left, in lowest terms. */
function shareOf({ companyShare }: Settled): string | undefined {
  const share = companyShare()
  return share && exactText(exactRatio(share.n, share.d))
}

function toldGrounds({ bonuses, ground }: PassResult) {
  return bonuses.flatMap(({ bonus }) => {
    if (!isTeamBonus(bonus)) return []
    const { base, bars, ...rest } = ground(bonus)
    const more =
      rest.kind === 'levels'
        ? [rest.opens, rest.step.closes, rest.step.passes]
        : rest.kind === 'climbs'
          ? rest.decides
          : [rest.rate]
    // Zero has no sign.
    return [[base, bars, ...more].map((column) => column && [...column].map((value) => value + 0))]
  })
}

const ALL = 'sum(everyone where active, PV)'
const TEAMS =
  'sum(team where active, PV) + min(legs, PV) + count(team where all(legs, active)) + count(level 2 in placement)'

/** Plans of which some read of single people what everybody has together: by one measure, by rates, or by nearly everything. */
const plans = fc
  .tuple(
    fc.oneof(compiledPlans, compiledPlans, askedPlans),
    fc.constantFrom('measure', 'rates', 'activity', 'nothing', 'nothing'),
  )
  .map(([text, reads]) => {
    if (reads === 'nothing') return text.replace(ALL, TEAMS)
    if (reads === 'rates')
      return text.replaceAll(/rate: (12.5 %|by rank|if active .*)/g, 'rate: if all > 200 then 5 % else 1 %')
    return reads === 'measure'
      ? text
      : text.replace(ALL, 'sum(everyone, PV)').replace('active: PV >= 10', 'active: PV * 20 >= all')
  })

const changes = fc.array(
  fc.record({
    who: fc.nat(40),
    what: fc.constantFrom('volume', 'volume', 'volume', 'kind', 'status'),
    value: fc.constantFrom(-40, 0, 5, 60, 150, 400, 1_200, 6_000),
    also: fc.nat(40),
  }),
  { minLength: 1, maxLength: 8 },
)

const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'

test('a run that was renewed change by change equals one that was taken anew', { timeout: 900_000 }, () => {
  const refused = new Map<string, number>()
  let [renewed, alone] = [0, 0]
  fc.assert(
    fc.property(plans, abroadFields, changes, fc.boolean(), (text, input, drawn, isLater) => {
      const plan = planOf(text)
      const state = isLater ? runPay(plan, input, periodNamed('2026-09')).state : []
      const field = changeable(fieldOfInput(plan, { ...input, state }, period))
      const run = renewableRun(plan, field, period)
      expect(told(run.passed)).toEqual(told(runPasses(plan, field, period)))
      if (run.refused !== undefined) {
        refused.set(run.refused, (refused.get(run.refused) ?? 0) + 1)
        return
      }
      const personal = plan.volumes.filter(({ kind }) => kind === 'personal')
      for (const { who, also, what, value } of drawn) {
        const person = who % field.people
        if (what === 'volume') for (const { name } of personal) field.change(name, person, value)
        else field[what][person] = also % 4
        let count = 0
        try {
          count = run.renew([person, also % field.people])
        } catch (error) {
          if (error instanceof OutOfRange) return
          throw error
        }
        if (count < field.people) alone += 1
        renewed += 1
        const anew = runPasses(plan, field, period)
        expect(told(run.passed)).toEqual(told(anew))
        expect(toldGrounds(run.passed)).toEqual(toldGrounds(anew))
      }
    }),
    isLong ? { numRuns: 3_000 } : { numRuns: 350, seed: 7 },
  )
  process.stdout.write(
    `renewed ${renewed}, of them not everybody ${alone}; refused ${[...refused].join('; ')}\n`,
  )
  expect(renewed).toBeGreaterThan(100)
  expect(alone).toBeGreaterThan(50)
})
