import type { Bonus } from '../language/plan.ts'
import { holds } from './evaluate.ts'
import { personScene } from './scene.ts'
import type { World } from './world.ts'

/** Whether somebody may be paid at all: joined by then, and as `paid` of the plan says. */
export function isPayable(world: World, id: string, payeeMs: number | undefined): boolean {
  const joinedAtMs = world.people.get(id)?.joinedAtMs
  if (payeeMs !== undefined && joinedAtMs !== undefined && joinedAtMs > payeeMs) return false
  return holds(world.plan.paid, personScene(world, id, 'sponsor', payeeMs))
}

/** Why somebody may not get a bonus; undefined for who may. */
export function barOf(
  world: World,
  bonus: Bonus,
  id: string,
  payeeMs?: number,
): 'not_paid' | 'not_qualified' | undefined {
  if (world.mayGet(bonus, id, payeeMs)) return undefined
  return isPayable(world, id, payeeMs) ? 'not_qualified' : 'not_paid'
}
