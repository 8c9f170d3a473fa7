import { add, least, most, multiply, negate, sign, subtract, ZERO, type Exact } from '#shared/exact.ts'
import type { LeadershipBonus } from '../../language/plan.ts'
import { conditionRule, numberRule } from '../evaluate.ts'
import { below, type Tree } from '../tree.ts'
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
  const isLeader = (person: number): boolean => leads(atPayee(bonus, person))
  const { focus } = collector
  const people = focus ? Int32Array.from(below(tree, focus.payee, true)) : tree.order
  const above = leadersAbove(tree, people, isLeader)
  if (focus) above[focus.payee] = leaderOver(tree, focus.payee, isLeader)
  const received = new Map<number, Brought[]>()
  for (let i = people.length - 1; i >= 0; i--) {
    const leader = people[i] ?? 0
    if (!isLeader(leader)) continue
    settleLeader(collector, bonus, leader, above[leader] ?? -1, received)
    received.delete(leader)
  }
}

function leaderOver(tree: Tree, person: number, leads: (person: number) => boolean): number {
  for (let above = tree.parent[person] ?? -1; above >= 0; above = tree.parent[above] ?? -1)
    if (leads(above)) return above
  return -1
}

function leadersAbove(tree: Tree, people: Int32Array, leads: (person: number) => boolean): Int32Array {
  const above = new Int32Array(tree.parent.length).fill(-1)
  for (const person of people) {
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
  received: Map<number, Brought[]>,
): void {
  const { world } = collector
  const at = atPayee(bonus, leader)
  const [base, rate] = [
    numberRule(world, bonus.base, 'person')(at),
    numberRule(world, bonus.rate, 'person')(at),
  ]
  const own = multiply(base, rate)
  const got = received.get(leader) ?? []
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
  if (up >= 0) {
    const list = received.get(up)
    if (list) list.push(...brought)
    else received.set(up, brought)
  } else for (const one of brought) skip(collector, leader, one, unit, 'nobody_above')
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
