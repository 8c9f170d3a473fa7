import { exactMicro, exactRatio, ZERO, type Exact } from '#shared/exact.ts'
import type { Value } from '../../language/value.ts'
import type { Gathered } from '../aggregate-code.ts'
import type { Column } from '../compiler.ts'
import type { NumberColumn } from '../field-columns.ts'

/** A column as the values that rules about single people read. */
export function columnValue(column: Column): (person: number) => Value {
  if (column.is === 'truth') return (person) => column.values[person] === 1
  if (column.is === 'rank') return (person) => exactAt(column.values[person] ?? 0, 0)
  return numberValue(column)
}

export function numberValue({ values, decimals }: NumberColumn): (person: number) => Exact {
  const scale = 10 ** (6 - decimals)
  return (person) => {
    const value = values[person] ?? 0
    const micro = value * scale
    return decimals <= 6 && Number.isSafeInteger(micro) ? micro + 0 : exactAt(value, decimals)
  }
}

/** What nothing was gathered to is 0, as an aggregate over nothing is. */
export function gatheredValue({ name, values, decimals, isRank }: Gathered): (person: number) => Value {
  if (name === 'any' || name === 'all') return (person) => values[person] === 1
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
