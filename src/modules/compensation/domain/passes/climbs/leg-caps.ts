import { exactly } from '../arithmetic.ts'
import type { NumberColumn, TreeColumns } from '../field-columns.ts'
import type { Legs } from '../renew/legs.ts'

/** What caps of legs leave of everybody's money. */
export type LegCaps = Readonly<{
  money: Float64Array
  /** Caps everybody's legs; gives what was taken in all. */
  all: () => bigint
  /** Caps those of one person again. */
  one: (person: number, legs: Legs) => void
}>

/** Caps what comes from below everybody to the person above; `cap` has no more decimals than the money. */
export function legCaps(
  { parent }: TreeColumns,
  gross: Float64Array,
  {
    money,
    ofLegs,
    cap,
    decimals,
  }: Readonly<{ money: Float64Array; ofLegs: Float64Array; cap: NumberColumn; decimals: number }>,
): LegCaps {
  const scale = 10 ** (decimals - cap.decimals)
  const over = (leg: number, person: number): number =>
    Math.max(0, (ofLegs[leg] ?? 0) - Math.max(0, exactly((cap.values[person] ?? 0) * scale)))
  return {
    money,
    all() {
      money.set(gross)
      let taken = 0n
      for (let leg = 0; leg < parent.length; leg++) {
        const person = parent[leg] ?? -1
        if (person < 0) continue
        const more = over(leg, person)
        if (more === 0) continue
        taken += BigInt(more)
        money[person] = exactly((money[person] ?? 0) - more)
      }
      return taken
    },
    one(person, { first, next }) {
      let left = gross[person] ?? 0
      for (let leg = first[person] ?? -1; leg >= 0; leg = next[leg] ?? -1) left -= over(leg, person)
      money[person] = exactly(left)
    },
  }
}
