import { add, exactMicro, exactRatio, ZERO, type Exact } from '#shared/exact.ts'
import type { Value } from '../language/value.ts'
import { textOfParts } from '../language/reads.ts'
import type { Gathered } from '../passes/aggregate-code.ts'
import type { Column } from '../passes/compiler.ts'
import type { PassResult } from '../passes/run-passes.ts'
import { dueTo } from '../passes/settle.ts'
import { exactMinor } from '../pay/settle.ts'
import type { World } from '../pay/world.ts'

/**
 * The world of a run whose definitions were computed by passes: rules about single people are evaluated as in any other, but
 * what the passes computed for everybody is read from their columns instead of being walked for again.
 */
export function passWorld(world: World, passed: PassResult): World {
  const columns = new Map<string, (person: number) => Value>()
  for (const [key, column] of passed.columns) columns.set(key, columnValue(column))
  for (const [key, gathered] of passed.gathers)
    if (key.startsWith('team:') && !key.endsWith(' below')) columns.set(key, gatheredValue(gathered))
  const paid = new Map(passed.bonuses.map((one) => [one.bonus.name, one] as const))
  return {
    ...world,
    compiled: new Map(),
    column: (key) => columns.get(key) ?? world.column(key),
    periodVolume: (volume) => {
      const column = passed.columns.get(`volume:${volume}`)
      return column?.is === 'number' ? numberValue(column) : world.periodVolume(volume)
    },
    gathered: (aggregate) => {
      const known = passed.gathers.get(`everyone:${textOfParts([aggregate])}`)
      if (!known) return undefined
      const valueOf = gatheredValue(known)
      return () => valueOf(0)
    },
    earned: (bonuses, person) =>
      bonuses.reduce<Exact>(
        (sum, name) => {
          const one = paid.get(name)
          return one ? add(sum, exactMinor(BigInt(dueTo(one, person)), one.digits)) : sum
        },
        world.earned(bonuses, person),
      ),
  }
}

function columnValue(column: Column): (person: number) => Value {
  if (column.is === 'truth') return (person) => column.values[person] === 1
  if (column.is === 'rank') return (person) => scaled(column.values[person] ?? 0, 0)
  return numberValue(column)
}

function numberValue(column: Extract<Column, { is: 'number' }>): (person: number) => Exact {
  return (person) => scaled(column.values[person] ?? 0, column.decimals)
}

/** What nothing was gathered to is 0, as an aggregate over nothing is. */
function gatheredValue({ name, values, decimals, isRank }: Gathered): (person: number) => Value {
  if (name === 'any' || name === 'all') return (person) => values[person] === 1
  return (person) => {
    const value = values[person] ?? 0
    return Number.isFinite(value) ? scaled(value, isRank ? 0 : decimals) : ZERO
  }
}

function scaled(value: number, decimals: number): Exact {
  const micro = value * 10 ** (6 - decimals)
  if (decimals <= 6 && Number.isSafeInteger(micro)) return micro + 0
  return decimals <= 6
    ? exactMicro(BigInt(value) * 10n ** BigInt(6 - decimals))
    : exactRatio(BigInt(value), 10n ** BigInt(decimals))
}
