import type { DifferentialBonus } from '../../language/plan.ts'
import { takesRate, type Flow } from '../bonuses/differential.ts'
import type { Rates } from './shares.ts'
import { teamIndex, teamOf } from './team-index.ts'

/**
 * The difference that a person gets on each one below: the own rate less what is taken on the way, which is known for
 * everybody once it is known for the person above.
 */
export function differentialRates(
  ground: Flow & Readonly<{ bonus: DifferentialBonus }>,
  payee: number,
): Rates {
  const { tree, rate, bars, bonus, paysOwn } = ground
  const { from, until } = teamOf(tree, payee)
  const rates = new Float64Array(until - from)
  const own = rate[payee] ?? 0
  if (paysOwn && own > 0) rates[0] = own
  const deep = tree.depth[payee] ?? 0
  // What is taken between somebody at a depth and the payee; nothing between the payee and those right below.
  const taken = new Float64Array(teamIndex(tree).deepest - deep + 1)
  const isTaken = new Uint8Array(taken.length)
  for (let i = from + 1; i < until; i++) {
    const person = tree.order[i] ?? 0
    const at = (tree.depth[person] ?? 0) - deep
    const ownRate = takesRate(ground, person) ? (rate[person] ?? 0) : Number.NaN
    const above = taken[at - 1] ?? 0
    let now = above
    if (bonus.against === 'source') now = Number.isNaN(ownRate) ? 0 : ownRate
    else if (bonus.against === 'path_maximum') now = ownRate > above ? ownRate : above
    else if (isTaken[at - 1] !== 1 && !Number.isNaN(ownRate)) now = ownRate
    taken[at] = now
    isTaken[at] = isTaken[at - 1] === 1 || !Number.isNaN(ownRate) ? 1 : 0
    const difference = own - now
    if (difference > 0) rates[i - from] = difference
  }
  return { from, rates, isPaid: bars[payee] === 0, arrives: () => 0 }
}
