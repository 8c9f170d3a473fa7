import type { Bonus } from '../language/plan.ts'
import { figure } from './evaluate.ts'
import { fraction, nearestWhole, NOTHING, over, sumOf, times, type Fraction } from './fraction.ts'
import { minorUnit } from './money.ts'
import { payeeScene } from './scene.ts'
import { CheckStop, type Atlas, type World } from './world.ts'

/**
 * What a person is paid in the currency of the person: converted once, or line by line, at the rate of the period. What limits
 * of the plan took of it are lines too.
 */
export function paidOut(
  atlas: Atlas,
  world: World,
  bonus: Bonus,
  id: string,
  amount: Fraction,
  limited: readonly Fraction[],
): Readonly<{ amount: Fraction; currency: string }> {
  const currency = currencyOf(world, bonus, id)
  if (currency === '' || currency === bonus.currency) return { amount, currency: bonus.currency }
  const lines = [...atlas.lines(world.period, bonus, id), ...limited].filter((line) => line.n !== 0n)
  if (lines.length === 0) return { amount: NOTHING, currency }
  const due = bonus.convertedPer === 'line' ? lines : [amount]
  const rate = rateOf(world, bonus.currency, currency)
  const step = minorUnit(world.plan, currency)
  const converted = due.map((part) => {
    const exact = over(times(part, rate), step)
    return times(fraction(nearestWhole(exact, bonus.rounding)), step)
  })
  return { amount: sumOf(converted), currency }
}

function currencyOf(world: World, bonus: Bonus, id: string): string {
  if (!bonus.paysIn) return ''
  const value = figure(bonus.paysIn.expression, payeeScene(world, bonus, id))
  return typeof value === 'string' ? value : ''
}

function rateOf(world: World, from: string, to: string): Fraction {
  const rates = world.input.rates.filter((row) => row.period === world.period.label)
  const rate = rates.find((row) => row.from === from && row.to === to)
  if (rate) return fraction(rate.ratePico, 10n ** 12n)
  const back = rates.find((row) => row.from === to && row.to === from)
  if (!back) throw new CheckStop(`no rate from ${from} to ${to} in ${world.period.label}`)
  return fraction(10n ** 12n, back.ratePico)
}
