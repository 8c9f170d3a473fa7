import { add, ZERO, type Exact } from '#shared/exact.ts'
import { textOfParts } from '../../language/reads.ts'
import { withEarlier } from '../../pay/accumulated.ts'
import { runningIn } from '../../pay/running.ts'
import type { World } from '../../pay/world.ts'
import { NotCompiled } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { columnValue, exactAt, gatheredValue, numberValue } from './column-values.ts'

/**
 * The world in which single people are asked what no pass says, while a run is under way: orders, parties, facts and history are
 * those of the field, and what passes computed so far is read from their columns, as these stand when it is read.
 */
export function worldSoFar(compiler: Compiler): World {
  const { field, gathers, paid, unpaid } = compiler
  const ground = field.world()
  let running: World['running'] | undefined
  const world: World = {
    ...ground,
    compiled: new Map(),
    column: columnsSoFar(compiler, ground),
    periodVolume: (volume) => {
      const column = compiler.columns.get(`volume:${volume}`)
      return column?.is === 'number' ? numberValue(column) : ground.periodVolume(volume)
    },
    gathered: (aggregate) => {
      const known = gathers.get(`everyone:${textOfParts([aggregate])}`)
      if (!known) return undefined
      const valueOf = gatheredValue(known)
      return () => valueOf(0)
    },
    back: (steps) => (steps === 0 ? world : ground.back(steps)),
    earned: (bonuses, person) =>
      bonuses.reduce<Exact>(
        (sum, name) => {
          const one = paid.get(name)
          return one ? add(sum, exactAt(one.values[person] ?? 0, one.decimals)) : sum
        },
        ground.earned(bonuses, person),
      ),
    unpaid: (bonuses) => bonuses.reduce<Exact>((sum, name) => add(sum, unpaid.get(name)?.() ?? ZERO), ZERO),
    running: (volume, person, order, when) => (running ??= runningIn(world))(volume, person, order, when),
    accumulated: (volume, person) => withEarlier(world, volume, person),
  }
  return world
}

/** Definitions from their columns; what no pass computes of the period stands in the history. */
function columnsSoFar({ columns, gathers }: Compiler, ground: World): World['column'] {
  return (key) => {
    const column = columns.get(key)
    if (column) return columnValue(column)
    const gathered = key.startsWith('team:') ? gathers.get(key) : undefined
    if (gathered) return gatheredValue(gathered)
    if (key === 'previous rank') return ground.column(key)
    throw new NotCompiled(`${key} before it is computed`)
  }
}
