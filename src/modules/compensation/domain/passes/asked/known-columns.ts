import { textOfParts } from '../../language/reads.ts'
import type { Gathered } from '../aggregate-code.ts'
import type { Column } from '../compiler.ts'
import type { KnownSoFar } from '../ground/known-so-far.ts'
import { columnValue, gatheredValue, numberValue } from './column-values.ts'

type Computed = Readonly<{
  columns: ReadonlyMap<string, Column>
  gathers: ReadonlyMap<string, Gathered>
  renewals: KnownSoFar['renewals']
}>

/** What passes computed of everybody, as rules about single people read it: as the columns stand when it is read. */
export function knownColumns(
  { columns, gathers, renewals }: Computed,
  pay: Pick<KnownSoFar, 'paid' | 'unpaid'>,
): KnownSoFar {
  return {
    column: (key) => {
      const column = columns.get(key)
      if (column) return columnValue(column)
      const gathered = key.startsWith('team:') ? gathers.get(key) : undefined
      return gathered && gatheredValue(gathered)
    },
    volume: (name) => {
      const column = columns.get(`volume:${name}`)
      return column?.is === 'number' ? numberValue(column) : undefined
    },
    gathered: (aggregate) => {
      const known = gathers.get(`everyone:${textOfParts([aggregate])}`)
      if (!known) return undefined
      const valueOf = gatheredValue(known)
      return () => valueOf(0)
    },
    renewals,
    ...pay,
  }
}
