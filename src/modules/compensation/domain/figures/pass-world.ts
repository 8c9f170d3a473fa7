import { add, type Exact } from '#shared/exact.ts'
import type { Value } from '../language/value.ts'
import { textOfParts } from '../language/reads.ts'
import { columnValue, gatheredValue, numberValue } from '../passes/asked/column-values.ts'
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
