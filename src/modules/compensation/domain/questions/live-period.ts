import type { Plan } from '../plan/plan.ts'
import { runSnapshot, type SnapshotRun } from '../snapshot/run-snapshot.ts'
import type { Snapshot, SnapshotOrder, SnapshotPerson } from '../snapshot/snapshot.ts'

/** What became known up to a position: people and orders as they are now, new ones and changed ones alike. */
export type NewFacts = Readonly<{
  seq: bigint
  people: readonly SnapshotPerson[]
  orders: readonly SnapshotOrder[]
}>

/** The figures of a period that is still open: facts so far, and a run over them that is renewed when asked for. */
export type LivePeriod = Readonly<{
  /** Takes over facts; the same facts again, or those of a position that was passed, change nothing. */
  apply: (facts: NewFacts) => void
  /** The run over everything applied so far. */
  current: () => Readonly<{ run: SnapshotRun; seq: bigint; generation: number }>
  /** The number of a person by internal id, or undefined while the period does not know the person. */
  numberOf: (personId: bigint) => number | undefined
}>

/** Starts from facts as of a position; later ones are applied in their order. Orders outside the bounds are passed over. */
export function livePeriod(
  plan: Plan,
  start: Snapshot,
  bounds: Readonly<{ fromMs: number; untilMs: number }>,
): LivePeriod {
  const people = new Map(start.people.map((person) => [person.id, person]))
  const orders = new Map(start.orders.map((order) => [order.code, order]))
  let seq = start.cutSeq
  let generation = 0
  let ran: { run: SnapshotRun; numbers: Map<bigint, number> } | undefined
  const renewed = () => {
    if (ran) return ran
    const run = runSnapshot(plan, {
      ...start,
      cutSeq: seq,
      people: [...people.values()],
      orders: [...orders.values()],
    })
    generation += 1
    ran = { run, numbers: new Map(run.personIds.map((personId, number) => [personId, number])) }
    return ran
  }
  return {
    apply(facts) {
      if (facts.seq <= seq) return
      seq = facts.seq
      const inside = facts.orders.filter(
        (order) => order.atMs >= bounds.fromMs && order.atMs < bounds.untilMs,
      )
      for (const person of facts.people) people.set(person.id, person)
      for (const order of inside) orders.set(order.code, order)
      if (facts.people.length > 0 || inside.length > 0) ran = undefined
    },
    current: () => ({ run: renewed().run, seq, generation }),
    numberOf: (personId) => renewed().numbers.get(personId),
  }
}
