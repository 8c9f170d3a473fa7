import type { DifferentialBonus } from '../../language/plan.ts'
import type { TreeColumns } from '../field-columns.ts'
import { addStep, NOBODY, type ClimbOf, type ClimbRule } from './climb.ts'

/** What a walk of differences goes by. */
export type DifferentialClimb = Readonly<{
  tree: TreeColumns
  bars: Uint8Array
  rate: ClimbRule
  ranks: Uint8Array | undefined
  bonus: Pick<DifferentialBonus, 'against' | 'own' | 'unpaid'>
}>

/** The walk up of the differences between rates, as `runDifferential` of the walking engine goes. */
export function differentialClimb({ tree, bars, rate, ranks, bonus }: DifferentialClimb): ClimbOf {
  const { parent } = tree
  const takesAll = bonus.unpaid === 'to_company'
  const { against } = bonus
  return (source, climb, payee) => {
    climb.count = 0
    let [taken, level, pathRank] = [0, 0, 0]
    let leg = NOBODY
    for (let person = source; person >= 0; leg = person, person = parent[person] ?? NOBODY, level++) {
      const own = rate(person, source, level, pathRank)
      const isPaid = bars[person] === 0 || person === payee
      const difference = own - taken
      const isSilent = level === 0 && bonus.own === 'not_paid'
      if (difference > 0 && !isSilent && (isPaid || takesAll))
        addStep(climb, person, { leg, level, rate: difference, isLost: !isPaid })
      if (person === payee) break
      if (ranks !== undefined && level > 0) pathRank = Math.max(pathRank, ranks[person] ?? 0)
      if (!isPaid && !takesAll) continue
      if (against === 'first_line') taken = own
      else if (against === 'path_maximum') taken = Math.max(own, taken)
      else if (level === 0) taken = own
    }
    climb.reach = level
  }
}
