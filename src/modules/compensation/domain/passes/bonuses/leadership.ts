import type { LeadershipBonus } from '../../language/plan.ts'
import { exactly } from '../arithmetic.ts'
import { numberCode } from '../code.ts'
import type { Compiler } from '../compiler.ts'
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
  const leads = truthsOf(compiler, bonus.leader, { person: 'p', tree: 'sponsor' })
  const { parent, order } = compiler.field.tree(bonus.tree)
  compiler.hand.finish()
  const above = leadersAbove(parent, order, leads)
  const { room } = compiler
  const received = room.floats()
  const found = { money: room.floats(), lost: nothingLost(compiler, bonus), decimals }
  for (let i = order.length - 1; i >= 0; i--) {
    const leader = order[i] ?? 0
    if (leads[leader] !== 1) continue
    const up = above[leader] ?? -1
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
  }
  return found
}

function leadersAbove(parent: Int32Array, order: Int32Array, leads: Uint8Array): Int32Array {
  const above = new Int32Array(parent.length).fill(-1)
  for (let i = 0; i < order.length; i++) {
    const person = order[i] ?? 0
    const one = parent[person] ?? -1
    if (one >= 0) above[person] = leads[one] === 1 ? one : (above[one] ?? -1)
  }
  return above
}
