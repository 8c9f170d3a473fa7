import type { Rule } from '../language/expression.ts'
import type { Bonus } from '../language/plan.ts'
import { figure } from './evaluate.ts'
import { fraction, minus, nearestWhole, NOTHING, over, sumOf, times, type Fraction } from './fraction.ts'
import { minorUnit } from './money.ts'
import { personScene } from './scene.ts'
import { CheckStop, type Atlas, type World } from './world.ts'

/** What a person is paid in the currency of the person: converted once, or line by line, at the rate of the period. */
export function paidOut(
  atlas: Atlas,
  world: World,
  bonus: Bonus,
  id: string,
  amount: Fraction,
): Readonly<{ amount: Fraction; currency: string }> {
  const currency = currencyOf(world, bonus.paysIn, id)
  if (currency === '' || currency === bonus.currency) return { amount, currency: bonus.currency }
  const lines = atlas.lines(world.period, bonus, id)
  // What caps, rounding and limits took or added is a line of its own.
  const rest = minus(amount, sumOf(lines))
  const parts = bonus.convertedPer === 'line' ? [...lines, rest] : [amount]
  const due = parts.filter((part) => part.n !== 0n)
  if (due.length === 0) return { amount: NOTHING, currency }
  const rate = rateOf(world, bonus.currency, currency)
  const step = minorUnit(world.plan, currency)
  const converted = due.map((part) => {
    const exact = over(times(part, rate), step)
    return times(fraction(nearestWhole(exact, bonus.rounding)), step)
  })
  return { amount: sumOf(converted), currency }
}

function currencyOf(world: World, paysIn: Rule | undefined, id: string): string {
  if (!paysIn) return ''
  const value = figure(paysIn.expression, personScene(world, id))
  return typeof value === 'string' ? value : ''
}

function rateOf(world: World, from: string, to: string): Fraction {
  const rate = world.input.rates.find(
    (row) => row.period === world.period.label && row.from === from && row.to === to,
  )
  if (!rate) throw new CheckStop(`no rate from ${from} to ${to} in ${world.period.label}`)
  return fraction(rate.ratePico, 10n ** 12n)
}
