import type { World } from '../../pay/world.ts'
import { NotCompiled } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { exactAt } from './column-values.ts'
import { knownColumns } from './known-columns.ts'

/**
 * The world in which single people are asked what no pass says, while a run is under way: orders, parties, facts and history are
 * those of the field, and what passes computed so far is read from their columns, as these stand when it is read.
 */
export function worldSoFar(compiler: Compiler): World {
  const { field, paid, unpaid } = compiler
  const known = knownColumns(compiler, (name) => {
    const one = paid.get(name)
    return one && ((person) => exactAt(one.values[person] ?? 0, one.decimals))
  })
  return field.world({
    ...known,
    column: (key) => known.column(key) ?? inHistory(key),
    unpaid: (name) => unpaid.get(name)?.(),
  })
}

/** What no pass computes of the period stands in the history; anything else has to be computed first. */
function inHistory(key: string): undefined {
  if (key !== 'previous rank') throw new NotCompiled(`${key} before it is computed`)
}
