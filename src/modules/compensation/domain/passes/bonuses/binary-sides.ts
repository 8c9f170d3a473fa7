import type { BinaryBonus } from '../../language/plan.ts'
import { exactly } from '../arithmetic.ts'
import type { Compiler } from '../compiler.ts'
import type { NumberColumn } from '../field-columns.ts'
import { pay } from './found.ts'

export const LEFT = 1
export const RIGHT = 2

export type Sides = Readonly<{
  left: Float64Array
  right: Float64Array
  /** What was carried of it, where anything was. */
  carriedLeft: Float64Array | undefined
  carriedRight: Float64Array | undefined
  /** The own volume, and the side that it came to. */
  own: Float64Array
  ownSide: Uint8Array
}>

/** What was carried and what arose in the period on both sides of everybody, the own volume where the plan puts it. */
export function sidesOf(
  compiler: Compiler,
  bonus: BinaryBonus,
  volume: NumberColumn,
  decimals: number,
): Sides {
  const { parent, order, side, sides } = compiler.field.tree(bonus.tree)
  const scale = 10 ** (decimals - volume.decimals)
  const carried = (at: 'left' | 'right'): Float64Array | undefined => {
    const known = compiler.field.before.carried(bonus.name, at)
    return known?.values.map((value) => exactly(value * 10 ** (decimals - known.decimals)))
  }
  const [carriedLeft, carriedRight] = [carried('left'), carried('right')]
  const left = carriedLeft?.slice() ?? compiler.room.floats()
  const right = carriedRight?.slice() ?? compiler.room.floats()
  const own = scale === 1 ? volume.values : volume.values.map((value) => exactly(value * scale))
  const { room } = compiler
  const whole = room.floats()
  whole.set(own)
  const [leftPlace, rightPlace] = [sides.indexOf('left'), sides.indexOf('right')]
  for (let i = order.length - 1; i >= 0; i--) {
    const person = order[i] ?? 0
    const above = parent[person] ?? -1
    if (above < 0) continue
    const sum = whole[person] ?? 0
    pay(whole, above, sum)
    if (side[person] === leftPlace) pay(left, above, sum)
    else if (side[person] === rightPlace) pay(right, above, sum)
  }
  room.giveBack(whole)
  const ownSide = room.bytes()
  if (bonus.ownVolume !== 'none')
    own.forEach((value, person) => {
      if (value === 0) return
      ownSide[person] = ownSideOf(bonus, (left[person] ?? 0) >= (right[person] ?? 0))
      pay(ownSide[person] === LEFT ? left : right, person, value)
    })
  return { left, right, carriedLeft, carriedRight, own, ownSide }
}

function ownSideOf(bonus: BinaryBonus, leftIsStronger: boolean): number {
  switch (bonus.ownVolume) {
    case 'stronger':
      return leftIsStronger ? LEFT : RIGHT
    case 'weaker':
      return leftIsStronger ? RIGHT : LEFT
    default:
      return bonus.ownVolume === 'left' ? LEFT : RIGHT
  }
}
