import type { Bonus } from '../../language/plan.ts'
import type { Arisen } from '../bonuses/binary-sides.ts'
import { pay } from '../bonuses/found.ts'
import type { Compiler } from '../compiler.ts'
import type { FieldColumns } from '../field-columns.ts'
import type { Marks } from '../marks.ts'
import type { PassResult } from '../run-passes.ts'
import { settledOf } from '../settle-bonus.ts'
import type { Settled } from '../settle.ts'
import { paidBeside, type Beside, type RunEarlier } from './taken-back-before.ts'
import { takenBackNow } from './taken-back-now.ts'

/** A bonus that was settled, with what returns of earlier orders change of it. */
export type SettledWithReturns = Readonly<{
  settled: () => Settled
  marks: () => readonly Marks[]
  digits: number
  beside: Beside | undefined
  /** What rules read of what the bonus pays, in minor units. */
  read: Float64Array
}>

/** Settles a bonus, less what returns take back of orders of the period, and works out what they change of earlier ones. */
export function settledWithReturns(
  compiler: Compiler,
  bonus: Bonus,
  { arisen, runEarlier }: Readonly<{ arisen: Arisen | undefined; runEarlier: RunEarlier }>,
): SettledWithReturns {
  const takenBack = takenBackNow(compiler, bonus)
  const one = settledOf({ ...compiler, takenBack }, bonus, arisen)
  const beside = paidBeside(compiler, bonus, onceEach(runEarlier))
  const common = { marks: one.marks, digits: one.digits, beside }
  if (takenBack.length === 0 && !beside) return { ...common, settled: one.settled, read: one.minor }
  const whose = new Set([...takenBack.map(({ payee }) => payee), ...(beside?.minor.keys() ?? [])])
  const read = one.minor.slice()
  if (beside?.isRead) for (const [person, minor] of beside.minor) pay(read, person, minor)
  return { ...common, settled: () => ({ ...one.settled(), takenBack: whose }), read }
}

const earlierRuns = new WeakMap<FieldColumns, PassResult>()

/** The run of an earlier period is taken once for each of its fields. */
function onceEach(run: RunEarlier): RunEarlier {
  return (field, period) => {
    const known = earlierRuns.get(field) ?? run(field, period)
    earlierRuns.set(field, known)
    return known
  }
}
