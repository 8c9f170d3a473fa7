import { add, big, EXACT_PLACES, sign, type Exact } from '#shared/exact.ts'
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

/** The most decimals that a column of exact numbers may need. */
const MOST_DECIMALS = 15

/** Exact numbers with as few decimals as all of them need; throws NotCompiled where one has no end. */
export function exactColumn(values: readonly Exact[], what: string): NumberColumn {
  const plain = values.filter((value) => typeof value === 'number')
  if (plain.length === values.length) return numberColumn(Float64Array.from(plain))
  for (let decimals = EXACT_PLACES + 1; decimals <= MOST_DECIMALS; decimals++) {
    const wholes = values.map((value) => wholeIn(value, decimals))
    const column = wholes.filter((whole) => whole !== undefined)
    if (column.length === values.length) return { values: Float64Array.from(column), decimals }
  }
  throw new NotCompiled(`${what} that is no decimal`)
}

/** A number as a multiple of 10^-decimals; undefined where it is none. */
function wholeIn(value: Exact, decimals: number): number | undefined {
  const { n, d } = big(value)
  const over = n * 10n ** BigInt(decimals - EXACT_PLACES)
  return over % d === 0n ? exactly(Number(over / d)) : undefined
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
