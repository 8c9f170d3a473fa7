import { expect, test } from 'vitest'
import { bought, headOf, payInput, periodNamed, person, planOf } from '#test/support/pay-field.ts'
import { figuresOf } from '../figures/figures.ts'
import type { PayInput } from '../pay/pay-input.ts'
import { explanationTold, type ExplanationTold } from './explain.ts'
import { walkFor } from './walk-for.ts'

type Told = NonNullable<ExplanationTold>

/** What somebody is told of the first bonus, walked alone; a whole walk has to tell the same. */
function toldAlone(planText: string, parts: Partial<PayInput>, id: string, label = '2026-10'): Told {
  const figures = figuresOf(planOf(planText), payInput(parts), periodNamed(label))
  const { passed, world, plan } = figures
  const [bonus, payee] = [plan.bonuses[0], world.population.numberOf.get(id)]
  if (!passed || !bonus || payee === undefined) throw new Error('passes do not pay this')
  expect(walkFor(world, passed, { bonus, payee })).toBeDefined()
  const personIds = [...figures.input.people.keys()].map(BigInt)
  const told = explanationTold({ figures, personIds }, payee, bonus.name)
  const whole = { ...figures, passed: undefined }
  expect(told).toEqual(explanationTold({ figures: whole, personIds }, payee, bonus.name))
  if (!told) throw new Error('the bonus is known')
  return told
}

const settled = 'qualified: true, rounding: down, rounded_per: person'

test('in a period of another calendar what is missing goes by the volumes of the running main one, counted once', () => {
  const plan = `${headOf()}bonuses:
  yearly: {kind: amount, calendar: year, base: PV, rate: 10 %, ${settled.replace('true', 'accumulated(PV) >= 1000')}}`
  const lines = [bought('1', 'a', '2026-10-02', 100), bought('2', 'a', '2026-12-02', 50)]
  const { why } = toldAlone(
    plan.replace('calendar: month', 'calendar: month\nacross: whole_only'),
    { people: [person('a')], lines },
    'a',
    '2026',
  )
  expect(why[0]?.needs).toEqual([expect.objectContaining({ reached: '150', missing: '850' })])
})
