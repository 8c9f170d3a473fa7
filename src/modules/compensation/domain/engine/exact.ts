import { PPM } from '#shared/ratio.ts'

/**
 * A column of exact sums of volume times rate. The value of a place is `whole + micro / 10^6` volume units at the run's
 * scale, both parts integers in doubles; `micro` stays within one million, so neither part loses a digit within 2^53.
 */
export type ExactColumn = Readonly<{ whole: Float64Array; micro: Float64Array }>

const MILLION = 1_000_000

export function exactColumn(count: number): ExactColumn {
  return { whole: new Float64Array(count), micro: new Float64Array(count) }
}

/** Adds `volume * ratePpm / 10^6` exactly; the volume is split so that no product leaves the integers. */
export function addProduct(column: ExactColumn, at: number, volume: number, ratePpm: number): void {
  const quotient = Math.trunc(volume / MILLION)
  const rest = (volume - quotient * MILLION) * ratePpm + (column.micro[at] ?? 0)
  const carried = Math.trunc(rest / MILLION)
  column.whole[at] = (column.whole[at] ?? 0) + quotient * ratePpm + carried
  column.micro[at] = rest - carried * MILLION
}

/** The exact sum as an integer scaled by 10^places * 10^6. */
export function exactAt(column: ExactColumn, at: number): bigint {
  return BigInt(column.whole[at] ?? 0) * PPM + BigInt(column.micro[at] ?? 0)
}

/** Stops the run when integers in doubles could have lost a unit. */
export function assertWithinIntegers(values: Float64Array, what: string): void {
  let sum = 0
  for (const value of values) sum += Math.abs(value)
  if (sum > Number.MAX_SAFE_INTEGER) {
    throw new Error(
      `${what} adds up to more than 2^53 units at this scale; the run stops rather than lose a unit`,
    )
  }
}
