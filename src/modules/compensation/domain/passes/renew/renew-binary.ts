import { exactly } from '../arithmetic.ts'
import type { Arisen } from '../bonuses/binary-sides.ts'
import type { Along, Renewal } from './renewal.ts'

/** A volume with what arose of it on both sides of everybody. */
type Summed = Arisen & Readonly<{ volume: Float64Array }>

/** Keeps how what arose on both sides of a person is summed again from those directly below, of each of these volumes. */
export function keepArisen(
  renewal: Pick<Renewal, 'steps'>,
  { tree, legs, list, gather }: Along,
  summed: readonly Summed[],
): void {
  const again = summed.map(({ volume, left, right, beside }) => {
    const onSide = tree.sides.map((side) => (side === 'left' ? left : side === 'right' ? right : beside))
    return (person: number): void => {
      for (const column of [left, right, beside]) column[person] = 0
      for (let leg = legs.first[person] ?? -1; leg >= 0; leg = legs.next[leg] ?? -1) {
        const below = (left[leg] ?? 0) + (right[leg] ?? 0) + (beside[leg] ?? 0)
        const column = onSide[tree.side[leg] ?? 0] ?? beside
        column[person] = exactly((column[person] ?? 0) + exactly((volume[leg] ?? 0) + below))
      }
    }
  })
  renewal.steps.push(() => {
    const count = gather()
    for (let at = 0; at < count; at++) for (const one of again) one(list[at] ?? 0)
  })
}
