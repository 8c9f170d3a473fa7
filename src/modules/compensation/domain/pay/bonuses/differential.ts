import { compare, most, multiply, sign, subtract, ZERO, type Exact } from '#shared/exact.ts'
import type { DifferentialBonus } from '../../language/plan.ts'
import { readsLine } from '../../language/reads.ts'
import { payeeMoment } from '../changes.ts'
import { numberRule } from '../evaluate.ts'
import { rankOf } from '../make-world.ts'
import { atPerson } from '../world.ts'
import type { Collector } from './collect.ts'
import { keptSteps, lineSources, orderSources, walkKey, type Origin } from './levels.ts'
import { partsOfOrders } from './parts-of-orders.ts'

type Step = Readonly<{ payee: number; level: number; rate: Exact; paid: boolean }>

/**
 * From each order up: everybody takes the own rate less what was taken below (domain definition "differential", by the
 * nearest taker, by the highest rate on the way, or by the source's own rate).
 */
export function runDifferential(collector: Collector, bonus: DifferentialBonus): void {
  const byLine = readsLine(bonus.rate)
  const walk = walker(collector, bonus)
  const walks = new Map<string, readonly Step[]>()
  const items = byLine ? lineSources(collector, bonus.on) : orderSources(collector, bonus.on)
  const parts = partsOfOrders(collector)
  for (const item of items) {
    const { source, base, order } = item
    const key = walkKey(collector, item)
    const steps = (byLine ? undefined : walks.get(key)) ?? keptSteps(collector, walk(item))
    if (!byLine) walks.set(key, steps)
    for (const { payee, level, rate, paid } of steps) {
      const amount = multiply(multiply(base, rate), collector.unit(payee))
      const common = { payee, order, source, level, amount }
      if (paid) parts.add({ ...common, base, rate, note: '' }, -1)
      else skip(collector, bonus, common, payeeMoment(collector.world.plan, item.atMs))
    }
  }
  parts.done()
}

function skip(
  collector: Collector,
  bonus: DifferentialBonus,
  common: Readonly<{ payee: number; order: string; source: number; level: number; amount: Exact }>,
  payeeMs: number | undefined,
): void {
  const lost = bonus.unpaid === 'to_company'
  const reason = lost ? (collector.bar(common.payee, payeeMs) ?? 'not_paid') : 'passed_over'
  collector.skips.push({ ...common, reason, missing: collector.missing(common.payee, payeeMs), lost })
}

function walker(collector: Collector, bonus: DifferentialBonus) {
  const rate = numberRule(collector.world, bonus.rate, 'walk')
  const { plan, population } = collector.world
  return ({ source, line, atMs }: Origin): readonly Step[] => {
    const tree = atMs === undefined ? population.tree(bonus.tree) : population.treeAt(bonus.tree, atMs)
    const payeeMs = payeeMoment(plan, atMs)
    const steps: Step[] = []
    let taken: Exact = ZERO
    let level = 0
    let pathRank = 0
    for (let person = source; person >= 0; person = tree.parent[person] ?? -1, level++) {
      const own = rate({
        ...atPerson(person),
        source,
        line,
        order: line?.order,
        level,
        pathRank,
        tree: bonus.tree,
        payeeMs,
      })
      const difference = level === 0 ? own : subtract(own, taken)
      const paid = collector.bar(person, payeeMs) === undefined
      const silent = level === 0 && bonus.own === 'not_paid'
      if (sign(difference) > 0 && !silent) steps.push({ payee: person, level, rate: difference, paid })
      if (person === collector.focus?.payee) break
      if (level > 0) pathRank = Math.max(pathRank, rankOf(collector.world, 'rank', person))
      if (paid || bonus.unpaid === 'to_company') taken = takenAfter(bonus, level, taken, own)
    }
    return steps
  }
}

function takenAfter(bonus: DifferentialBonus, level: number, taken: Exact, own: Exact): Exact {
  if (bonus.against === 'source') return level === 0 ? own : taken
  if (bonus.against === 'first_line') return own
  return compare(own, taken) > 0 ? most(own, taken) : taken
}
