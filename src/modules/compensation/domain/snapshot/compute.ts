import type { Plan } from '../plan/plan.ts'
import { encodeResults, resultsOf, totalsOf } from './results.ts'
import { runSnapshot, type Progress } from './run-snapshot.ts'
import { decodeSnapshot } from './snapshot.ts'

export type ComputeInput = Readonly<{ plan: Plan; snapshot: Uint8Array; snapshotHash: string }>

/** Sums that the review shows; amounts in minor units as text, because they are kept as JSON. */
export type Totals = Readonly<{
  orders: number
  people: number
  salesMinor: string
  currency: string
  byBonus: readonly Readonly<{ bonus: string; currency: string; minor: string }>[]
  peopleWithPay: number
  active: number
}>

/** From the bytes of a snapshot to the bytes of its results: what a close does in a thread of its own. */
export function computeResults(
  input: ComputeInput,
  progress: Progress = () => undefined,
): Readonly<{ results: Uint8Array; totals: Totals }> {
  const snapshot = decodeSnapshot(input.snapshot)
  progress(200_000)
  const run = runSnapshot(input.plan, snapshot, progress)
  const results = resultsOf(run, input.snapshotHash)
  const totals = totalsOf(input.plan, results)
  const sales = run.snapshot.orders.reduce((sum, order) => sum + order.amountMinor, 0n)
  return {
    results: encodeResults(results),
    totals: {
      orders: run.snapshot.orders.filter((order) => order.type !== 'return').length,
      people: run.snapshot.people.length,
      salesMinor: sales.toString(),
      currency: input.plan.currency,
      byBonus: totals.byBonus.map((one) => ({
        bonus: one.bonus,
        currency: one.currency,
        minor: one.minor.toString(),
      })),
      peopleWithPay: totals.peopleWithPay,
      active: results.people.filter((person) => person.active).length,
    },
  }
}
