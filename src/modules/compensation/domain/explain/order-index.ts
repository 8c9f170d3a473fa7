import type { Field } from '../engine/field.ts'
import type { RunResult } from '../engine/run.ts'

/** The orders of each person by the volume that they were credited with, in the order of the orders. */
export type OrderIndex = Readonly<{ byOwner: (volume: string) => (person: number) => readonly number[] }>

/** Builds the index of a volume on its first use and keeps it: one counting sort over the orders. */
export function orderIndex(field: Field, run: RunResult): OrderIndex {
  const built = new Map<string, (person: number) => readonly number[]>()
  return {
    byOwner(volume) {
      const known = built.get(volume)
      if (known) return known
      const owners = run.volumes.credited.get(volume)?.owner ?? new Int32Array()
      const index = sortByOwner(owners, field.count)
      built.set(volume, index)
      return index
    },
  }
}

function sortByOwner(owners: Int32Array, people: number): (person: number) => readonly number[] {
  const starts = new Int32Array(people + 2)
  for (const owner of owners) if (owner >= 0) starts[owner + 2] = (starts[owner + 2] ?? 0) + 1
  for (let i = 2; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0)
  const sorted = new Int32Array(owners.length)
  owners.forEach((owner, order) => {
    if (owner < 0) return
    const at = starts[owner + 1] ?? 0
    sorted[at] = order
    starts[owner + 1] = at + 1
  })
  return (person) => Array.from(sorted.subarray(starts[person] ?? 0, starts[person + 1] ?? 0))
}
