import type { Period } from '#shared/period.ts'
import type { Plan } from '../../language/plan.ts'
import type { FieldColumns } from '../field-columns.ts'
import { runPasses, type PassResult } from '../run-passes.ts'
import { hang, RENEWED_TREE, renewalOf, type Renewal } from './renewal.ts'

/** A run whose columns follow the field. */
export type RenewableRun = Readonly<{
  /** The columns of everybody; renewing changes them in place. */
  passed: PassResult
  /** Why the run has to be taken anew after every change; undefined where single people can be renewed. */
  refused: string | undefined
  /**
   * Computes some people again, whose columns of the field changed, and everybody above them; gives how many. Throws OutOfRange
   * where the run has to be taken anew.
   */
  renew: (changed: Iterable<number>) => number
  /** Tells that somebody without a place was put below another one. */
  joined: (person: number, above: number) => void
}>

/** Runs a plan over a field as `runPasses` does, and keeps what is needed to renew it. */
export function renewableRun(
  plan: Plan,
  field: FieldColumns,
  period: Pick<Period, 'label' | 'fromMs' | 'untilMs'>,
): RenewableRun {
  const renewal = renewalOf(field.tree(RENEWED_TREE))
  const passed = runPasses(plan, field, period, { renewal })
  const upward = upwardIn(renewal)
  return {
    passed,
    refused: renewal.refused,
    renew(changed) {
      if (renewal.refused !== undefined) throw new Error(`a run cannot be renewed: ${renewal.refused}`)
      const count = upward(changed)
      for (const step of renewal.steps) step(count)
      return count
    },
    joined: (person, above) => hang(renewal.legs, person, above),
  }
}

/** Writes people and everybody above them into the list, the deepest first; gives how many. */
function upwardIn({ list, tree }: Renewal): (changed: Iterable<number>) => number {
  const seen = new Uint32Array(list.length)
  let round = 0
  let keys = new Float64Array(1024)
  return (changed) => {
    round += 1
    let count = 0
    for (const one of changed)
      for (let person = one; person >= 0 && seen[person] !== round; person = tree.parent[person] ?? -1) {
        seen[person] = round
        if (count === keys.length) keys = doubled(keys)
        // Ascending keys put the deepest first.
        keys[count] = person - (tree.depth[person] ?? 0) * list.length
        count += 1
      }
    const sorted = keys.subarray(0, count).sort()
    for (let at = 0; at < count; at++) {
      const rest = (sorted[at] ?? 0) % list.length
      list[at] = rest < 0 ? rest + list.length : rest
    }
    return count
  }
}

function doubled(keys: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(keys.length * 2)
  larger.set(keys)
  return larger
}
