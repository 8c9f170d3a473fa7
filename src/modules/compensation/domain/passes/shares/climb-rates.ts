import { amounts, type Money } from '../climbs/bring.ts'
import { emptyClimb } from '../climbs/climb.ts'
import type { ClimbGround } from '../climbs/climb-ground.ts'
import type { Rates } from './shares.ts'
import { teamOf } from './team-index.ts'

/** What each one below brings to a person: every source of the team goes up as far as the person. */
export function climbRates(ground: ClimbGround & Readonly<{ money: Money }>, payee: number): Rates {
  const { tree, bars, passes, climb, money } = ground
  const { from, until } = teamOf(tree, payee)
  const rates = new Float64Array(until - from)
  const levels = new Int32Array(until - from)
  const values = new Float64Array(until - from)
  const { begin, amountOf } = amounts(ground, money)
  const one = emptyClimb()
  for (let place = from; place < until; place++) {
    const source = tree.order[place] ?? 0
    if (!begin(source)) continue
    climb(source, one, payee)
    for (let step = 0; step < one.count; step++) {
      if (one.payee[step] !== payee) continue
      const rate = one.rate[step] ?? 0
      rates[place - from] = (rates[place - from] ?? 0) + rate
      values[place - from] = (values[place - from] ?? 0) + amountOf(rate, payee).paid
      levels[place - from] = one.level[step] ?? 0
    }
  }
  return {
    from,
    rates,
    isPaid: bars[payee] === 0 && passes?.[payee] !== 1,
    arrives: (at) => levels[at] ?? 0,
    amounts: { values, decimals: money.decimals.paid },
  }
}
