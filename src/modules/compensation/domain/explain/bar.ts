import { unmetNeeds, type Need } from '../figures/needs.ts'
import type { Bonus } from '../language/plan.ts'
import { conditionRule } from '../pay/evaluate.ts'
import { waived } from '../pay/make-world.ts'
import { atPerson, type World } from '../pay/world.ts'

/** Why somebody may not be paid a bonus at all, with what is missing. */
export type Bar = Readonly<{ reason: 'not_paid' | 'not_qualified'; needs: readonly Need[] }>

/** The first reason why a person may not be paid the bonus, or undefined when the person may. */
export function barOf(world: World, bonus: Bonus, person: number, payeeMs?: number): Bar | undefined {
  const tree = 'tree' in bonus ? bonus.tree : 'sponsor'
  const at = { ...atPerson(person), tree, payeeMs }
  const { paid } = world.plan
  if (!conditionRule(world, paid, 'person')(at))
    return { reason: 'not_paid', needs: unmetNeeds(world, paid, at) }
  if (conditionRule(world, bonus.qualified, 'person')(at) || waived(world, bonus.name, person))
    return undefined
  return { reason: 'not_qualified', needs: qualifiedNeeds(world, bonus, at) }
}

/** Where a bonus asks for activity, what activity asks for is said instead. */
function qualifiedNeeds(world: World, bonus: Bonus, at: ReturnType<typeof atPerson>): readonly Need[] {
  const { active } = world.plan
  const unmet = unmetNeeds(world, bonus.qualified, at)
  const isActivity = (need: Need): boolean => need.kind === 'words' && need.what === 'the person is active'
  if (!active || !unmet.some(isActivity)) return unmet
  return [...unmetNeeds(world, active, at), ...unmet.filter((need) => !isActivity(need))]
}
