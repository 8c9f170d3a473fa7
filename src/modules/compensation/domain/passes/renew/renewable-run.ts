import type { Plan } from '../../language/plan.ts'
import type { PaidPeriod } from '../compiler.ts'
import type { FieldColumns } from '../field-columns.ts'
import { runPasses, type PassResult } from '../run-passes.ts'
import { evaluationOrder } from '../../language/dependencies.ts'
import { bonusesReadBy } from '../shared-out.ts'
import { hang } from './legs.ts'
import { renewalOf } from './renewal.ts'

/** A run whose columns follow the field. */
export type RenewableRun = Readonly<{
  /** The columns of everybody; renewing changes them in place. */
  passed: PassResult
  /** Why the run has to be taken anew after every change; undefined where single people can be renewed. */
  refused: string | undefined
  /**
   * Computes some people again, whose columns of the field changed, and everybody above them; gives how many. Throws OutOfRange
   * where the run has to be taken anew. `sinceMs` is the instant of the earliest order that came, where nothing else changed.
   */
  renew: (changed: Iterable<number>, sinceMs?: number) => number
  /**
   * Everybody of whom a volume, the activity, a rank or another definition may be another one by the last renewal, in memory
   * that the next one writes over. What bonuses pay may be another one for more. Undefined where that may be anybody.
   */
  reached: () => Int32Array | undefined
  /** Tells that somebody without a place was put below another one. */
  joined: (person: number, above: number) => void
}>

/** Runs a plan over a field as `runPasses` does, and keeps what is needed to renew it. */
export function renewableRun(plan: Plan, field: FieldColumns, period: PaidPeriod): RenewableRun {
  const renewal = renewalOf(field.people, field.tree, isReadIn(plan))
  const passed = runPasses(plan, field, period, { renewal })
  return {
    passed,
    refused: renewal.refused,
    renew(changed, sinceMs) {
      if (renewal.refused !== undefined) throw new Error(`a run cannot be renewed: ${renewal.refused}`)
      renewal.begin(sinceMs)
      renewal.include(changed)
      renewal.renew()
      return renewal.count()
    },
    reached: renewal.reached,
    joined(person, above) {
      const sponsors = renewal.trees.get('sponsor')
      if (sponsors) hang(sponsors.legs, person, above)
    },
  }
}

/** Whether rules or other bonuses go by what a bonus pays. */
function isReadIn(plan: Plan): (bonus: string) => boolean {
  const order = evaluationOrder(plan)
  const read = bonusesReadBy(
    order,
    order.strata.flatMap(({ keys }) => keys),
  )
  return (bonus) => read.has(bonus)
}
