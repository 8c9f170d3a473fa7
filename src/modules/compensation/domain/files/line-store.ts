import { linesOfBonus, type PayLine } from '../engine/lines.ts'
import type { Plan } from '../plan/plan.ts'
import type { Field } from '../engine/field.ts'
import type { Orders } from '../engine/orders.ts'
import type { RunResult } from '../engine/run.ts'

/** All lines of a run, findable by person and place of the bonus in the plan, in the order of the orders. */
export type LineStore = Readonly<{
  has: (person: number, bonus: number) => boolean
  of: (person: number, bonus: number) => readonly PayLine[]
  skippedOf: (person: number, bonus: number) => readonly PayLine[]
  paidCount: number
  skippedCount: number
}>

export function storeLines(plan: Plan, field: Field, orders: Orders, run: RunResult): LineStore {
  const paid = new Map<number, PayLine[]>()
  const skipped = new Map<number, PayLine[]>()
  const bonusCount = run.bonuses.length
  const counts = { paid: 0, skipped: 0 }
  for (const [index, result] of run.bonuses.entries()) {
    for (const line of linesOfBonus(plan, field, orders, run, result)) {
      const isPaid = line.skipped === undefined
      const into = isPaid ? paid : skipped
      const key = line.person * bonusCount + index
      const list = into.get(key)
      if (list) list.push(line)
      else into.set(key, [line])
      counts[isPaid ? 'paid' : 'skipped'] += 1
    }
  }
  return {
    has: (person, bonus) => paid.has(person * bonusCount + bonus),
    of: (person, bonus) => paid.get(person * bonusCount + bonus) ?? [],
    skippedOf: (person, bonus) => skipped.get(person * bonusCount + bonus) ?? [],
    paidCount: counts.paid,
    skippedCount: counts.skipped,
  }
}
