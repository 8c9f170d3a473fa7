import { amounts, type Money } from '../climbs/bring.ts'
import { emptyClimb, NOBODY, type Climb } from '../climbs/climb.ts'
import type { ClimbGround } from '../climbs/climb-ground.ts'
import type { Rates } from './shares.ts'
import { CANCELLED_MAX, teamOf } from './team-index.ts'

/** What each one below brings to a person: every source of the team goes up as far as the person. */
export function climbRates(ground: ClimbGround & Readonly<{ money: Money }>, payee: number): Rates {
  const { tree, bars, passes, handsUp, climb, money } = ground
  const { from, until } = teamOf(tree, payee)
  const rates = new Float64Array(until - from)
  const stays = new Uint8Array(until - from)
  const values = new Float64Array(until - from)
  const isPaid = bars[payee] === 0 && passes?.[payee] !== 1
  const { begin, amountOf } = amounts(ground, money)
  const one = emptyClimb()
  const goesFromAll = until - from <= CANCELLED_MAX
  for (let place = from; place < until; place++) {
    const source = tree.order[place] ?? 0
    const isPaidOn = begin(source) > 0
    if (!isPaidOn && !goesFromAll) continue
    climb(source, one, payee)
    for (let step = 0; step < one.count; step++) {
      if (one.payee[step] !== payee) continue
      const rate = one.rate[step] ?? 0
      rates[place - from] = (rates[place - from] ?? 0) + rate
      values[place - from] = (values[place - from] ?? 0) + amountOf(rate, payee).paid
    }
    // Whether somebody above takes what is not paid may hang on anything of the way.
    if (isPaidOn && !isPaid && handsUp && rates[place - from] !== 0) {
      climb(source, one, NOBODY)
      stays[place - from] = loses(one, payee) ? 1 : 0
    }
  }
  return {
    from,
    rates,
    isPaid,
    arrives: (at) => stays[at] ?? 0,
    amounts: { values, decimals: money.decimals.paid },
  }
}

/** Whether somebody loses a part of what a source brings. */
function loses({ count, payee, isLost }: Climb, person: number): boolean {
  for (let step = 0; step < count; step++) if (isLost[step] && payee[step] === person) return true
  return false
}
