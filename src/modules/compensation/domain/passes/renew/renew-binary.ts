import type { BinaryBonus } from '../../language/plan.ts'
import { exactly } from '../arithmetic.ts'
import type { Arisen } from '../bonuses/binary-sides.ts'
import type { FieldColumns } from '../field-columns.ts'
import type { Renewal } from './renewal.ts'

/** Keeps how what arose on both sides of a person is summed again from those directly below in the bonus's tree. */
export function keepArisen(
  renewal: Renewal,
  bonus: BinaryBonus,
  field: FieldColumns,
  { left, right, beside }: Arisen,
): void {
  const { tree, legs, list, gather } = renewal.along(bonus.tree)
  const { values } = field.volume(bonus.on)
  const onSide = tree.sides.map((side) => (side === 'left' ? left : side === 'right' ? right : beside))
  renewal.steps.push(() => {
    const count = gather()
    for (let at = 0; at < count; at++) {
      const person = list[at] ?? 0
      for (const column of [left, right, beside]) column[person] = 0
      for (let leg = legs.first[person] ?? -1; leg >= 0; leg = legs.next[leg] ?? -1) {
        const below = (left[leg] ?? 0) + (right[leg] ?? 0) + (beside[leg] ?? 0)
        const column = onSide[tree.side[leg] ?? 0] ?? beside
        column[person] = exactly((column[person] ?? 0) + exactly((values[leg] ?? 0) + below))
      }
    }
  })
}
