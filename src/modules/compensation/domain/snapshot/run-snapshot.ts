import { orderIndex } from '../explain/order-index.ts'
import type { Explained } from '../explain/explain.ts'
import { buildField } from '../engine/field.ts'
import { runPlan } from '../engine/run.ts'
import { orderColumns } from '../files/order-columns.ts'
import { columnsRead } from '../files/order-rows.ts'
import type { Plan } from '../plan/plan.ts'
import type { Snapshot } from './snapshot.ts'

/** A run over a snapshot, with everything that an explanation reads, and the internal id of each numbered person. */
export type SnapshotRun = Explained & Readonly<{ snapshot: Snapshot; personIds: readonly bigint[] }>

/** How far a run is, in parts per million of the whole. */
export type Progress = (ppm: number) => void

/**
 * Runs a plan over a snapshot. The plan may read only volumes that the snapshot froze. What takes longest in between is told:
 * the tree, the orders, the plan itself, the index for explanations.
 */
export function runSnapshot(
  plan: Plan,
  snapshot: Snapshot,
  progress: Progress = () => undefined,
): SnapshotRun {
  const field = buildField(snapshot.people)
  progress(400_000)
  const number = (code: string): number => (code === '' ? -1 : (field.numberOf.get(code) ?? -1))
  const columns = columnsRead(plan)
  const places = columns.map((column) => snapshot.volumeNames.indexOf(column))
  const missing = columns.filter((_, i) => (places[i] ?? -1) < 0)
  if (missing.length > 0) throw new Error(`the snapshot did not freeze ${missing.join(', ')}`)
  const orders = orderColumns(
    {
      columns,
      outside: { before: 0, after: 0, orderIds: [] },
      rows: snapshot.orders.map((order) => ({
        orderId: order.code,
        buyer: number(order.buyer),
        seller: number(order.seller),
        atMs: order.atMs,
        type: order.type,
        product: '',
        category: '',
        currency: order.currency,
        quantityMicro: 0n,
        amountMicro: 0n,
        ofOrderId: '',
        values: places.map((place) => order.volumes[place] ?? 0n),
      })),
    },
    plan,
  )
  progress(600_000)
  const run = runPlan(plan, field, orders)
  progress(800_000)
  const idOf = new Map(snapshot.people.map((person) => [person.id, person.personId]))
  const personIds = field.ids.map((id) => {
    const personId = idOf.get(id)
    if (personId === undefined) throw new Error(`the snapshot has no person ${id}`)
    return personId
  })
  const index = orderIndex(field, run)
  progress(900_000)
  return { plan, field, orders, run, index, snapshot, personIds }
}
