import type { LeadershipBonus } from '../../language/plan.ts'
import { exactly } from '../arithmetic.ts'
import { numberCode } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import type { TreeColumns } from '../field-columns.ts'
import { keepLeaders } from '../renew/renew-leadership.ts'
import { barsOf, lose, nothingLost, numbersOf, pay, truthsOf, type Found } from './found.ts'

/**
 * Leaders from the deepest up: each brings the own share, filled up to the guarantee out of what came from below, and
 * keeps the rest.
 */
export function findLeadership(compiler: Compiler, bonus: LeadershipBonus): Found {
  const place = { person: 'p', tree: bonus.tree }
  const [base, rate] = [numbersOf(compiler, bonus.base, place), numbersOf(compiler, bonus.rate, place)]
  const guarantee = numbersOf(compiler, bonus.guarantee, place)
  const bars = barsOf(compiler, bonus)
  const { decimals } = numberCode('', Math.max(base.decimals + rate.decimals, guarantee.decimals))
  const [own10, guarantee10] = [
    10 ** (decimals - base.decimals - rate.decimals),
    10 ** (decimals - guarantee.decimals),
  ]
  const leads = truthsOf(compiler, bonus.leader, place)
  const tree = compiler.field.tree(bonus.tree)
  compiler.hand.finish()
  const { room, renewal } = compiler
  const received = room.floats()
  const found = { money: room.floats(), lost: nothingLost(compiler, bonus), decimals }
  const take = ({ people, above }: Leaders): void => {
    people.forEach((leader, at) => {
      const up = above[at] ?? -1
      const own = exactly(exactly((base.values[leader] ?? 0) * (rate.values[leader] ?? 0)) * own10)
      const sum = received[leader] ?? 0
      const promised = up < 0 ? own : exactly((guarantee.values[leader] ?? 0) * guarantee10)
      const filled = Math.max(0, Math.min(promised - own, sum))
      const passesUp = bars[leader] !== 0 && bonus.unpaid === 'pass_up' && up >= 0
      if (bars[leader] === 0) pay(found.money, leader, sum - filled)
      else if (!passesUp) lose(found.lost, leader, sum - filled)
      const brought = own + filled + (passesUp ? sum - filled : 0)
      if (up >= 0) pay(received, up, brought)
      else lose(found.lost, leader, brought)
    })
  }
  const leaders = leadersOf(tree, leads)
  take(leaders)
  if (renewal)
    keepLeaders(renewal, { tree, leads, leaders, columns: [received, found.money, found.lost.of], take })
  return found
}

/** Those who lead, the deepest first, and the next leader above each; -1 for none. */
export type Leaders = Readonly<{ people: Int32Array; above: Int32Array }>

export function leadersOf({ parent, order }: TreeColumns, leads: Uint8Array): Leaders {
  const nearest = new Int32Array(parent.length).fill(-1)
  const people: number[] = []
  for (let i = 0; i < order.length; i++) {
    const person = order[i] ?? 0
    const one = parent[person] ?? -1
    if (one >= 0) nearest[person] = leads[one] === 1 ? one : (nearest[one] ?? -1)
    if (leads[person] === 1) people.push(person)
  }
  people.reverse()
  return {
    people: Int32Array.from(people),
    above: Int32Array.from(people, (leader) => nearest[leader] ?? -1),
  }
}
