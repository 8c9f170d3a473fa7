import { divideRounded, type Rounding } from '#shared/ratio.ts'

/** Beyond that a product of doubles says too little of what lies behind its point. */
const MOST = 2 ** 45
/** What two roundings and those of the factor change a product by at most, several times over. */
const DOUBT = 2 ** -48

/** Writes of everybody what a number comes to, nothing of zero; gives for whom that is something else than before. */
export function changedIn(
  column: Float64Array,
  numbers: Float64Array,
  of: (value: number) => number,
): readonly number[] {
  const changed: number[] = []
  for (let person = 0; person < column.length; person++) {
    const number = numbers[person] ?? 0
    const value = number === 0 ? 0 : of(number)
    if (value === column[person]) continue
    column[person] = value
    changed.push(person)
  }
  return changed
}

/** Whole numbers times `up / down`, rounded: exactly, and nearly always without large numbers. `up` is not below zero. */
export function scalingBy(up: bigint, down: bigint, rounding: Rounding): (value: number) => number {
  const factor = Number(up) / Number(down)
  return (value) => {
    const size = Math.abs(value) * factor
    const whole = Math.floor(size)
    const rest = size - whole
    const near = rounding === 'down' ? Math.min(rest, 1 - rest) : Math.abs(rest - 0.5)
    // Where a rounding of doubles could decide, it must not.
    if (!(size < MOST && near > size * DOUBT))
      return Number(divideRounded(BigInt(value) * up, down, rounding))
    const rounded = rounding !== 'down' && rest > 0.5 ? whole + 1 : whole
    return value < 0 ? 0 - rounded : rounded
  }
}
