import { periodAt } from '#shared/period.ts'
import type { Bonus } from '../language/plan.ts'
import { figure } from './evaluate.ts'
import { fraction, nearestWhole, NOTHING, over, sumOf, times, type Fraction } from './fraction.ts'
import type { Order } from './order-book.ts'
import { minorUnit } from './money.ts'
import type { Part } from './part.ts'
import { payeeScene } from './scene.ts'
import { CheckStop, type Atlas, type World } from './world.ts'

/**
 * What a person is paid in the currency of the person: converted once, or line by line, at the rate of the period. What limits
 * of the plan took of it, and what returns change of earlier periods, are lines too.
 */
export function paidOut(
  atlas: Atlas,
  world: World,
  bonus: Bonus,
  id: string,
  amount: Fraction,
  after: readonly Part[],
): Readonly<{ amount: Fraction; currency: string; lines: readonly Part[] }> {
  const currency = currencyOf(world, bonus, id)
  const lines = [...atlas.lines(world.period, bonus, id), ...after].filter((line) => line.amount.n !== 0n)
  if (currency === '' || currency === bonus.currency) return { amount, currency: bonus.currency, lines }
  if (lines.length === 0) return { amount: NOTHING, currency, lines }
  const rate = rateOf(world, world.period.label, bonus.currency, currency)
  const step = minorUnit(world.plan, currency)
  const rounded = (due: Fraction) => {
    const exact = over(times(due, rate), step)
    return times(fraction(nearestWhole(exact, bonus.rounding)), step)
  }
  if (bonus.convertedPer === 'person') {
    const exact = lines.map((line) => ({ ...line, amount: times(line.amount, rate) }))
    return { amount: rounded(amount), currency, lines: exact }
  }
  const converted = lines.map((line) => ({ ...line, amount: rounded(line.amount) }))
  return { amount: sumOf(converted.map((line) => line.amount)), currency, lines: converted }
}

function currencyOf(world: World, bonus: Bonus, id: string): string {
  if (!bonus.paysIn) return ''
  const value = figure(bonus.paysIn.expression, payeeScene(world, bonus, id))
  return typeof value === 'string' ? value : ''
}

/** Money of an order as money of the plan: at the rate of the main period in which the order lies. */
export function planMoney(world: World, order: Order, amount: Fraction): Fraction {
  const { plan } = world
  const then = periodAt({ kind: plan.calendar, timeZone: plan.timeZone }, order.atMs)
  return exchanged(world, then.label, amount, order.first.currency, plan.currency)
}

/** An amount in another currency, at the rate of a period; without a currency it is in the right one already. */
export function exchanged(world: World, label: string, amount: Fraction, from: string, to: string): Fraction {
  if (amount.n === 0n || from === '' || from === to) return amount
  return times(amount, rateOf(world, label, from, to))
}

/** What one unit of a currency is in another; a rate that is written the other way round is turned. */
function rateOf(world: World, label: string, from: string, to: string): Fraction {
  const among = world.input.rates.filter((row) => row.period === label)
  const written = among.find((row) => row.from === from && row.to === to)
  if (written) return fraction(written.ratePico, 10n ** 12n)
  const turned = among.find((row) => row.from === to && row.to === from)
  if (!turned) throw new CheckStop(`no rate from ${from} to ${to} in ${label}`)
  return fraction(10n ** 12n, turned.ratePico)
}
