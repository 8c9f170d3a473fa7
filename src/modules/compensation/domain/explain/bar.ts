import { unmetDeep, type Need } from '../figures/needs.ts'
import type { Bonus } from '../language/plan.ts'
import { exclusionsOf } from '../pay/bonuses/collect.ts'
import { conditionRule } from '../pay/evaluate.ts'
import { waived } from '../pay/make-world.ts'
import { atPerson, type World } from '../pay/world.ts'

/** Why somebody may not be paid a bonus at all, with what is missing. */
export type Bar = Readonly<{ reason: 'not_paid' | 'not_qualified'; needs: readonly Need[] }>

/** Every reason why a person may not be paid the bonus; none when the person may. */
export function barsOf(world: World, bonus: Bonus, person: number, payeeMs?: number): readonly Bar[] {
  const tree = 'tree' in bonus ? bonus.tree : 'sponsor'
  const at = { ...atPerson(person), tree, payeeMs }
  const { paid } = world.plan
  const bars: Bar[] = []
  if (!conditionRule(world, paid, 'person')(at))
    bars.push({ reason: 'not_paid', needs: unmetDeep(world, paid, at) })
  for (const { reason } of exclusionsOf(world, bonus, person))
    bars.push({
      reason: 'not_qualified',
      needs: [{ kind: 'words', what: `the company ends the exclusion (${reason})`, isMet: false }],
    })
  if (!conditionRule(world, bonus.qualified, 'person')(at) && !waived(world, bonus.name, person))
    bars.push({ reason: 'not_qualified', needs: unmetDeep(world, bonus.qualified, at) })
  return bars
}

/** The first of these reasons. */
export function barOf(world: World, bonus: Bonus, person: number, payeeMs?: number): Bar | undefined {
  return barsOf(world, bonus, person, payeeMs)[0]
}
