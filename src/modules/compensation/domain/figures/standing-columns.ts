import type { Value } from '../language/value.ts'
import type { Column } from '../passes/compiler.ts'
import { plainOf } from '../passes/of-frozen/line-rules.ts'
import type { Figures } from './figures.ts'
import type { Current } from './live-period.ts'
import { micro } from './told.ts'

/** How everybody stands, by the numbers of the period. Volumes are millionths, NaN where the plan has no such volume. */
export type StandingColumns = Readonly<{
  ids: Float64Array
  /** 0 for no rank, else the place on the ladder from 1. */
  rank: Uint8Array
  own: Float64Array
  branch: Float64Array
  /** 1 for who is active. */
  active: Uint8Array
}>

/** Reads everybody's rank, own and branch volume and activity from the figures, as `standingTold` tells them of one person. */
export function standingColumns({ figures, personIds }: Current): StandingColumns {
  const count = figures.world.population.people.length
  const { plan } = figures
  const own = plan.volumes.find((volume) => volume.kind === 'personal')
  const group = plan.volumes.find((volume) => volume.kind === 'group' && volume.of === own?.name)
  return {
    ids: idsOf(personIds, count),
    rank: ranks(figures, count),
    own: volumes(figures, own?.name, count),
    branch: volumes(figures, group?.name, count),
    active: activity(figures, count),
  }
}

/** Of a column of a million without a bigint for each. */
function idsOf(personIds: ArrayLike<bigint>, count: number): Float64Array {
  const ids = new Float64Array(count)
  const idAt =
    personIds instanceof BigInt64Array
      ? plainOf(personIds)
      : (person: number): number => Number(personIds[person] ?? 0n)
  for (let person = 0; person < count; person++) ids[person] = idAt(person)
  return ids
}

function columnOf(figures: Figures, key: string): Column | undefined {
  return figures.passed?.columns.get(key)
}

function ranks(figures: Figures, count: number): Uint8Array {
  const column = columnOf(figures, 'rank')
  if (column?.is === 'rank') return column.values.slice(0, count)
  const values = new Uint8Array(count)
  for (let person = 0; person < count; person++) values[person] = Math.max(0, figures.rank(person))
  return values
}

function activity(figures: Figures, count: number): Uint8Array {
  const column = columnOf(figures, 'active')
  if (column?.is === 'truth') return column.values.slice(0, count)
  const values = new Uint8Array(count)
  const of = figures.world.column('active')
  for (let person = 0; person < count; person++) values[person] = of(person) === true ? 1 : 0
  return values
}

function volumes(figures: Figures, name: string | undefined, count: number): Float64Array {
  const values = new Float64Array(count)
  if (name === undefined) return values.fill(Number.NaN)
  const column = columnOf(figures, `volume:${name}`)
  if (column?.is === 'number' && column.decimals <= 6) {
    const step = 10 ** (6 - column.decimals)
    for (let person = 0; person < count; person++)
      values[person] = within((column.values[person] ?? 0) * step)
    return values
  }
  const of: (person: number) => Value = figures.world.column(`volume:${name}`)
  for (let person = 0; person < count; person++) values[person] = within(Number(micro(of(person))))
  return values
}

/** Beyond 2^53 millionths a number would not be exact, so that none is told. */
function within(micros: number): number {
  return Number.isSafeInteger(micros) ? micros + 0 : Number.NaN
}
