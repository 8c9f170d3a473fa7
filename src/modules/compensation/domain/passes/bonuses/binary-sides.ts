import type { BinaryBonus } from '../../language/plan.ts'
import { exactly } from '../arithmetic.ts'
import { boundValues } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { personText } from '../order-text.ts'
import { derived, pay } from './found.ts'

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
  ownSide: Uint8Array | undefined
  /** Puts on both sides of a person what stands there before it is matched. */
  put: (person: number) => void
}>

/** What arose in the period on both sides of everybody; it needs nothing but the field, and may be begun before anything else. */
export type Arisen = Readonly<{ left: Float64Array; right: Float64Array; beside: Float64Array }>

export function beginSides(
  { field, room, hand, renewal }: Pick<Compiler, 'field' | 'room' | 'hand' | 'renewal'>,
  bonus: BinaryBonus,
  volume: Float64Array = field.volume(bonus.on).values,
): Arisen {
  const { parent, order, side, sides } = field.tree(bonus.tree)
  // Whoever stands on neither side counts for those further up only.
  const [left, right, beside] = [room.floats(), room.floats(), room.floats()]
  const bound = boundValues()
  const exact = bound.name(exactly)
  const add = (column: Float64Array): string =>
    `${bound.name(column)}[q]=${exact}(${bound.name(column)}[q]+sum);`
  const own = [volume, left, right, beside].map((one) => `${bound.name(one)}[p]`)
  const text = [
    `const p=${personText(bound, order)},q=${bound.name(parent)}[p];if(q<0)continue;`,
    `const sum=${exact}(${own.join('+')});if(sum===0)continue;const s=${bound.name(side)}[p];`,
    `if(s===${sides.indexOf('left')}){${add(left)}}else if(s===${sides.indexOf('right')}){${add(right)}}else{${add(beside)}}`,
  ]
  hand.run(bound, `for(let i=${order.length - 1};i>=0;i--){${text.join('')}}`)
  if (!renewal) room.giveBack(beside)
  return { left, right, beside }
}

/**
 * With what was carried, and the own volume where the plan puts it; whole multiples of 10^-decimals. Matching changes the sides:
 * where people are renewed they are others than what arose.
 */
export function sidesOf(compiler: Compiler, bonus: BinaryBonus, arisen: Arisen, decimals: number): Sides {
  const { field, hand, room, renewal } = compiler
  const volume = field.volume(bonus.on)
  const scale = 10 ** (decimals - volume.decimals)
  const carried = (at: 'left' | 'right'): Float64Array | undefined => {
    const known = field.before.carried(bonus.name, at)
    return known?.values.map((value) => exactly(value * 10 ** (decimals - known.decimals)))
  }
  const [carriedLeft, carriedRight] = [carried('left'), carried('right')]
  const { left, right } = renewal ? { left: room.floats(), right: room.floats() } : arisen
  const isPlain = scale === 1 && !carriedLeft && !carriedRight && bonus.ownVolume === 'none'
  if (!isPlain || renewal) hand.finish()
  const own =
    scale === 1
      ? volume.values
      : derived(compiler, room.floats(), (person) => exactly((volume.values[person] ?? 0) * scale))
  const ownSide = bonus.ownVolume === 'none' ? undefined : room.bytes()
  const whole = (of: Float64Array, before: Float64Array | undefined, person: number): number =>
    exactly(exactly((of[person] ?? 0) * scale) + (before?.[person] ?? 0))
  const put = (person: number): void => {
    left[person] = whole(arisen.left, carriedLeft, person)
    right[person] = whole(arisen.right, carriedRight, person)
    if (!ownSide) return
    const value = own[person] ?? 0
    ownSide[person] = value === 0 ? 0 : ownSideOf(bonus, (left[person] ?? 0) >= (right[person] ?? 0))
    if (value !== 0) pay(ownSide[person] === LEFT ? left : right, person, value)
  }
  if (!isPlain || renewal) for (let person = 0; person < left.length; person++) put(person)
  return { left, right, carriedLeft, carriedRight, own, ownSide, put }
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
