import { exactOf } from '#shared/exact.ts'
import type { World } from '../../pay/world.ts'
import { NotCompiled } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import type { KnownSoFar } from '../ground/known-so-far.ts'
import { exactAt } from './column-values.ts'
import { knownColumns } from './known-columns.ts'

/**
 * The world in which single people are asked what no pass says, while a run is under way: orders, parties, facts and history are
 * those of the field, and what passes computed so far is read from their columns, as these stand when it is read.
 */
export function worldSoFar(compiler: Compiler): World {
  const { field, columns, gathers, paid, unpaid, renewal } = compiler
  const renewals = (): number => renewal?.renewals() ?? 0
  const known = knownColumns(
    { columns, gathers, renewals },
    {
      paid: (name) => {
        const one = paid.get(name)
        return one && ((person) => exactAt(one.values[person] ?? 0, one.decimals))
      },
      unpaid: (name) => unpaid.get(name)?.(),
    },
  )
  const column: KnownSoFar['column'] = (key) => {
    const values = known.column(key)
    if (values) return values
    if (key === 'previous rank') return (person) => exactOf(field.before.rank[person] ?? 0)
    throw new NotCompiled(`${key} before it is computed`)
  }
  return field.world({ ...known, column })
}
