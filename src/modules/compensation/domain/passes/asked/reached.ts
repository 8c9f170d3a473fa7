import type { Plan } from '../../language/plan.ts'
import type { Expression } from '../../language/expression.ts'

/** Whose values rules about a person reach besides the person's own: by which steps others are found whom a change concerns. */
export type Reached = Readonly<{
  /** People below, in these trees. */
  below: ReadonlySet<string>
  /** Who bought, sold or hosted what the person did. */
  ofItems: boolean
  /** Other positions of the owner. */
  positions: boolean
  /** What cannot be followed: people above, or what bonuses left. */
  unfollowed: string | undefined
}>

export function reachedBy(plan: Plan, parts: Iterable<Expression>): Reached {
  const below = new Set<string>()
  let [ofItems, positions] = [false, false]
  let unfollowed: string | undefined
  for (const part of parts) {
    if (part.node === 'field') ofItems ||= part.hops.some((hop) => ITEM_PEOPLE.has(hop))
    else if (part.node === 'unpaid') unfollowed ??= 'what bonuses left'
    else if (part.node === 'running') {
      const volume = plan.volumes.find(({ name }) => name === part.volume)
      if (volume?.kind === 'group') below.add(volume.tree)
    } else if (part.node === 'aggregate') {
      const { items, tree } = part.scope
      if (PEOPLE_BELOW.has(items)) below.add(tree)
      positions ||= items === 'positions'
      if (items === 'upline') unfollowed ??= 'people above'
    }
  }
  return { below, ofItems, positions, unfollowed }
}

const ITEM_PEOPLE: ReadonlySet<string> = new Set(['buyer', 'seller', 'host'])

const PEOPLE_BELOW: ReadonlySet<string> = new Set(['legs', 'levels', 'team', 'downline'])
