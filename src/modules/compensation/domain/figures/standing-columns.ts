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

/** How single people stand, each value as `StandingColumns` has it, read from the figures where they lie. */
export type Standings = Readonly<{
  count: number
  id: (person: number) => number
  rank: (person: number) => number
  own: (person: number) => number
  branch: (person: number) => number
  active: (person: number) => number
}>

/** Reads rank, own and branch volume and activity from the figures, as `standingTold` tells them of one person. */
export function standingsOf({ figures, personIds }: Current): Standings {
  const { plan } = figures
  const own = plan.volumes.find((volume) => volume.kind === 'personal')
  const group = plan.volumes.find((volume) => volume.kind === 'group' && volume.of === own?.name)
  return {
    count: figures.world.population.people.length,
    id: idOf(personIds),
    rank: rankOf(figures),
    own: volumeOf(figures, own?.name),
    branch: volumeOf(figures, group?.name),
    active: activityOf(figures),
  }
}

/** The same of everybody. */
export function standingColumns(current: Current): StandingColumns {
  const { count, id, rank, own, branch, active } = standingsOf(current)
  const filled = <C extends Float64Array | Uint8Array>(column: C, of: (person: number) => number): C => {
    for (let person = 0; person < count; person++) column[person] = of(person)
    return column
  }
  return {
    ids: filled(new Float64Array(count), id),
    rank: filled(new Uint8Array(count), rank),
    own: filled(new Float64Array(count), own),
    branch: filled(new Float64Array(count), branch),
    active: filled(new Uint8Array(count), active),
  }
}

/** Of a column of a million without a bigint for each. */
function idOf(personIds: ArrayLike<bigint>): (person: number) => number {
  return personIds instanceof BigInt64Array ? plainOf(personIds) : (person) => Number(personIds[person] ?? 0n)
}

function columnOf(figures: Figures, key: string): Column | undefined {
  return figures.passed?.columns.get(key)
}

function rankOf(figures: Figures): (person: number) => number {
  const column = columnOf(figures, 'rank')
  if (column?.is === 'rank') return (person) => column.values[person] ?? 0
  return (person) => Math.max(0, figures.rank(person))
}

function activityOf(figures: Figures): (person: number) => number {
  const column = columnOf(figures, 'active')
  if (column?.is === 'truth') return (person) => column.values[person] ?? 0
  const of = figures.world.column('active')
  return (person) => (of(person) === true ? 1 : 0)
}

function volumeOf(figures: Figures, name: string | undefined): (person: number) => number {
  if (name === undefined) return () => Number.NaN
  const column = columnOf(figures, `volume:${name}`)
  if (column?.is === 'number' && column.decimals <= 6) {
    const step = 10 ** (6 - column.decimals)
    return (person) => within((column.values[person] ?? 0) * step)
  }
  const of: (person: number) => Value = figures.world.column(`volume:${name}`)
  return (person) => within(Number(micro(of(person))))
}

/** Beyond 2^53 millionths a number would not be exact, so that none is told. */
function within(micros: number): number {
  return Number.isSafeInteger(micros) ? micros + 0 : Number.NaN
}
