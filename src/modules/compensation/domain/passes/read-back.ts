import { add, sign, type Exact } from '#shared/exact.ts'
import { accumulatedVolumes, periodsRead } from '../language/plan-reads.ts'
import type { Plan } from '../language/plan.ts'
import type { Value } from '../language/value.ts'
import { exactToText } from '../pay/state-text.ts'
import { columnValue } from './asked/column-values.ts'
import { NotCompiled } from './code.ts'
import type { Column } from './compiler.ts'
import type { FieldColumns } from './field-columns.ts'
import { numberTexts } from './marks.ts'
import type { PassResult } from './run-passes.ts'

/** What later periods look back to besides ranks and activity: the texts of a name, '' for who has nothing of it. */
export type ReadBack = Readonly<{ name: string; textOf: (person: number) => string }>

/** Columns that rules read of earlier periods, and volumes that are summed since the beginning. */
export function* readBack(plan: Plan, field: FieldColumns, { columns }: PassResult): Generator<ReadBack> {
  const columnOf = (key: string): Column => {
    const column = columns.get(key)
    if (!column) throw new NotCompiled(`${key}, which later periods look back to`)
    return column
  }
  for (const key of periodsRead(plan).keys())
    if (!STANDING.has(key)) yield { name: nameRead(key), textOf: textsOf(plan, key, columnOf(key)) }
  const { accumulatedBefore } = field.world()
  for (const volume of accumulatedVolumes(plan)) {
    const now = columnValue(columnOf(`volume:${volume}`))
    yield {
      name: `total ${volume}`,
      textOf: (person) => textOf(add(accumulatedBefore(volume, person), exactIn(now(person)))),
    }
  }
}

const STANDING: ReadonlySet<string> = new Set(['rank', 'career rank', 'active'])

/** The name by which the state keeps a column. */
export function nameRead(key: string): string {
  return key.replace(/^(volume|measure):/, '')
}

function textsOf(plan: Plan, key: string, column: Column): (person: number) => string {
  if (key === 'earned rank' && column.is === 'rank')
    return (person) => plan.ranks[(column.values[person] ?? 0) - 1]?.name ?? ''
  if (column.is === 'number') {
    const text = numberTexts(column.decimals)
    return (person) => (column.values[person] === 0 ? '' : text(column.values[person] ?? 0))
  }
  const value = columnValue(column)
  return (person) => textOf(value(person))
}

function textOf(value: Value): string {
  if (typeof value === 'boolean') return value ? 'true' : ''
  if (typeof value === 'string') return value
  return sign(value) === 0 ? '' : exactToText(value)
}

function exactIn(value: Value): Exact {
  if (typeof value === 'boolean' || typeof value === 'string') throw new Error('a volume is a number')
  return value
}
