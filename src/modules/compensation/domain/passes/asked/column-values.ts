import { big, divide, exactMicro, exactRatio, ZERO, type Exact } from '#shared/exact.ts'
import type { Value } from '../../language/value.ts'
import type { Gathered } from '../aggregate-code.ts'
import type { Column } from '../compiler.ts'
import type { NumberColumn } from '../field-columns.ts'

/** A column as the values that rules about single people read. */
export function columnValue(column: Column): (person: number) => Value {
  if (column.is === 'truth') return (person) => column.values[person] === 1
  if (column.is === 'rank') return (person) => exactAt(column.values[person] ?? 0, 0)
  return column.is === 'quotient' ? quotientValue(column) : numberValue(column)
}

type Values = Readonly<{ values: Float64Array | Uint8Array; decimals: number }>
type Quotient = Readonly<{ over: Values; under: Values }>

function quotientValue({ over, under }: Quotient): (person: number) => Exact {
  return (person) => {
    const by = under.values[person] ?? 0
    if (by === 0) return ZERO
    return divide(exactAt(over.values[person] ?? 0, over.decimals), exactAt(by, under.decimals))
  }
}

/** The values of everybody's numbers. */
export function numberValue({ values, decimals }: NumberColumn): (person: number) => Exact {
  const scale = 10 ** (6 - decimals)
  return (person) => {
    const value = values[person] ?? 0
    const micro = value * scale
    return decimals <= 6 && Number.isSafeInteger(micro) ? micro + 0 : exactAt(value, decimals)
  }
}

/** What nothing was gathered to is 0, as an aggregate over nothing is. */
export function gatheredValue({
  name,
  values,
  decimals,
  isRank,
  under,
}: Gathered): (person: number) => Value {
  if (name === 'any' || name === 'all') return (person) => values[person] === 1
  if (under) return quotientValue({ over: { values, decimals }, under: { values: under, decimals: 0 } })
  return (person) => {
    const value = values[person] ?? 0
    return Number.isFinite(value) ? exactAt(value, isRank ? 0 : decimals) : ZERO
  }
}

/** A whole multiple of 10^-decimals. */
export function exactAt(value: number, decimals: number): Exact {
  const micro = value * 10 ** (6 - decimals)
  if (decimals <= 6 && Number.isSafeInteger(micro)) return micro + 0
  return decimals <= 6
    ? exactMicro(BigInt(value) * 10n ** BigInt(6 - decimals))
    : exactRatio(BigInt(value), 10n ** BigInt(decimals))
}

/** How many decimals a value has, or that it ends within none that columns hold. */
export function decimalsOf(value: Exact): number | 'fraction' {
  const { n, d } = big(value)
  if (d !== 1n) return 'fraction'
  let decimals = 6
  for (let step = 10n; decimals > 0 && n % step === 0n; step *= 10n) decimals -= 1
  return decimals
}

/** A value as a whole multiple of 10^-decimals; undefined where it is none that doubles hold. */
export function asUnits(value: Exact, decimals: number): number | undefined {
  if (typeof value === 'number' && decimals <= 6) {
    const step = 10 ** (6 - decimals)
    return value % step === 0 ? value / step : undefined
  }
  const { n, d } = big(value)
  const [units, rest] = [
    (n * 10n ** BigInt(decimals)) / (d * 1_000_000n),
    (n * 10n ** BigInt(decimals)) % (d * 1_000_000n),
  ]
  return rest === 0n && units <= MOST && units >= -MOST ? Number(units) : undefined
}

const MOST = BigInt(Number.MAX_SAFE_INTEGER)
