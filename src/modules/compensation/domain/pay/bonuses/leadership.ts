import { add, least, most, multiply, negate, sign, subtract, ZERO, type Exact } from '#shared/exact.ts'
import type { LeadershipBonus } from '../../language/plan.ts'
import { conditionRule, numberRule } from '../evaluate.ts'
import { atPayee } from '../world.ts'
import type { Collector } from './collect.ts'

/** What a leader brings to the next one above, in units of the base. */
type Brought = Readonly<{ source: number; base: Exact; rate: Exact; amount: Exact; note: string }>

/**
 * From the deepest leader up: each brings the own share, filled up to the guarantee out of what came from below, and
 * keeps the rest (domain definition "minimum guarantee passed upward from leadership bonuses").
 */
export function runLeadership(collector: Collector, bonus: LeadershipBonus): void {
  const { world } = collector
  const tree = world.population.tree(bonus.tree)
  const leads = conditionRule(world, bonus.leader, 'person')
  const above = leadersAbove(tree, (person) => leads(atPayee(bonus, person)))
  const received: Brought[][] = world.population.people.map(() => [])
  for (let i = tree.order.length - 1; i >= 0; i--) {
    const leader = tree.order[i] ?? 0
    if (!leads(atPayee(bonus, leader))) continue
    settleLeader(collector, bonus, leader, above[leader] ?? -1, received)
  }
}

function leadersAbove(
  tree: ReturnType<Collector['world']['population']['tree']>,
  leads: (person: number) => boolean,
): Int32Array {
  const above = new Int32Array(tree.parent.length).fill(-1)
  for (const person of tree.order) {
    const parent = tree.parent[person] ?? -1
    if (parent >= 0) above[person] = leads(parent) ? parent : (above[parent] ?? -1)
  }
  return above
}

function settleLeader(
  collector: Collector,
  bonus: LeadershipBonus,
  leader: number,
  up: number,
  received: Brought[][],
): void {
  const { world } = collector
  const at = atPayee(bonus, leader)
  const [base, rate] = [
    numberRule(world, bonus.base, 'person')(at),
    numberRule(world, bonus.rate, 'person')(at),
  ]
  const own = multiply(base, rate)
  const got = received[leader] ?? []
  const sum = got.reduce<Exact>((total, one) => add(total, one.amount), ZERO)
  // With no leader above nothing is filled up, also where the own share is below zero.
  const guarantee = up < 0 ? own : numberRule(world, bonus.guarantee, 'person')(at)
  const filled = most(least(subtract(guarantee, own), sum), ZERO)
  const bar = collector.bar(leader)
  const unit = collector.unit(leader)
  const kept: Brought[] = [
    ...got,
    ...(sign(filled) > 0
      ? [{ source: leader, base: filled, rate: rate, amount: negate(filled), note: 'guarantee passed up' }]
      : []),
  ]
  const brought: Brought[] = []
  if (sign(own) !== 0) brought.push({ source: leader, base, rate, amount: own, note: '' })
  if (sign(filled) > 0)
    brought.push({ source: leader, base: filled, rate, amount: filled, note: 'guarantee' })
  if (bar === undefined) for (const one of kept) pay(collector, leader, one, unit)
  else if (bonus.unpaid === 'pass_up' && up >= 0) {
    brought.push(...kept.map((one) => ({ ...one, note: 'passed up' })))
    for (const one of kept) skip(collector, leader, one, unit, 'passed_over')
  } else for (const one of kept) skip(collector, leader, one, unit, bar)
  if (up >= 0) received[up]?.push(...brought)
  else for (const one of brought) skip(collector, leader, one, unit, 'nobody_above')
}

function pay(collector: Collector, leader: number, one: Brought, unit: Exact): void {
  const plain = one.note === ''
  collector.parts.push({
    payee: leader,
    order: '',
    source: one.source,
    level: 1,
    base: plain ? one.base : undefined,
    rate: plain ? one.rate : undefined,
    amount: multiply(one.amount, unit),
    note: one.note,
  })
}

function skip(
  collector: Collector,
  leader: number,
  one: Brought,
  unit: Exact,
  reason: 'passed_over' | 'nobody_above' | 'not_paid' | 'not_qualified',
): void {
  const missing = reason === 'nobody_above' ? 'no leader stands above' : collector.missing(leader)
  collector.skips.push({
    payee: leader,
    order: '',
    source: one.source,
    level: 1,
    amount: multiply(one.amount, unit),
    reason,
    missing,
    lost: reason !== 'passed_over',
  })
}
