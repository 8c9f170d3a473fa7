import { add, sign, type Exact } from '#shared/exact.ts'
import { debtBefore } from '../pay/volumes.ts'
import type { World } from '../pay/world.ts'
import { exactly } from './arithmetic.ts'
import { NotCompiled } from './code.ts'
import type { NumberColumn } from './field-columns.ts'

/** Millionths with as few decimals as all of them need. */
export function numberColumn(micros: Float64Array): NumberColumn {
  let decimals = 6
  let step = 10
  while (decimals > 0 && micros.every((micro) => micro % step === 0))
    [decimals, step] = [decimals - 1, step * 10]
  return { values: micros.map((micro) => micro / (step / 10)), decimals }
}

/** The decimals that millionths need. */
export function decimalsOfMicro(micros: Iterable<number>): number {
  return numberColumn(Float64Array.from(micros)).decimals
}

/** Millionths as a multiple of 10^-decimals. */
export function inDecimals(micro: number, decimals: number): number {
  return decimals <= 6 ? micro / 10 ** (6 - decimals) : exactly(micro * 10 ** (decimals - 6))
}

/** A value of a rule in millionths. */
export function exactNumber(value: unknown): number {
  if (typeof value === 'number') return value
  throw new NotCompiled('a volume that is no decimal')
}

/** Exact numbers as millionths, with those that are none beside them. */
export function microsOf(
  count: number,
  of: (row: number) => Exact,
): Readonly<{ micro: Float64Array; fractions: ReadonlyMap<number, Exact> }> {
  const [micro, fractions] = [new Float64Array(count), new Map<number, Exact>()]
  for (let row = 0; row < count; row++) {
    const value = of(row)
    if (typeof value === 'number') micro[row] = value
    else fractions.set(row, value)
  }
  return { micro, fractions }
}

/** What everybody's volume lacks to zero after the period of a world. */
export function debtColumn(world: World, name: string): NumberColumn {
  const sums = world.population.people.map((_, person) => debtBefore(world, name, person))
  for (const { owner, value } of world.credits(name))
    if (owner >= 0) sums[owner] = add(sums[owner] ?? 0, value)
  return numberColumn(Float64Array.from(sums, (sum) => (sign(sum) < 0 ? exactNumber(sum) : 0)))
}
