import type { Edge } from '../../language/dependencies.ts'
import type { Column, Compiler } from '../compiler.ts'

type Values = Float64Array | Uint8Array

/**
 * Whether what rules read of others is something else of a person than when it was last asked: the columns that they read are
 * kept as they were then.
 */
export function changesOf(
  { columns, gathers }: Pick<Compiler, 'columns' | 'gathers'>,
  reads: readonly Edge[],
): (person: number) => boolean {
  const keys = new Set(reads.filter(({ by }) => by === 'all' || by === 'above').map(({ to }) => to))
  const read = [...keys].flatMap((key) => [...valuesIn(columns.get(key)), ...valuesIn(gathers.get(key))])
  const kept = read.map((values) => ({ values, before: values.slice() }))
  return (person) => {
    let isOther = false
    for (const { values, before } of kept) {
      if (values[person] === before[person]) continue
      before[person] = values[person] ?? 0
      isOther = true
    }
    return isOther
  }
}

function valuesIn(column: Column | Readonly<{ values: Values }> | undefined): readonly Values[] {
  if (!column) return []
  return 'over' in column ? [column.over.values, column.under.values] : [column.values]
}
