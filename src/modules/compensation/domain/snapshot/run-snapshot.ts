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

/** Runs a plan over a snapshot. The plan may read only volumes that the snapshot froze. */
export function runSnapshot(plan: Plan, snapshot: Snapshot): SnapshotRun {
  const field = buildField(snapshot.people)
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
  const run = runPlan(plan, field, orders)
  const idOf = new Map(snapshot.people.map((person) => [person.id, person.personId]))
  const personIds = field.ids.map((id) => {
    const personId = idOf.get(id)
    if (personId === undefined) throw new Error(`the snapshot has no person ${id}`)
    return personId
  })
  return { plan, field, orders, run, index: orderIndex(field, run), snapshot, personIds }
}
