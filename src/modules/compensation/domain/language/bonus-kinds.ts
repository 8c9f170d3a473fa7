import { child, describe, isMap, oneOf, type PlanNode } from './node.ts'
import { report } from './problems.ts'
import { amountKind } from './kinds/amount.ts'
import { binaryKind } from './kinds/binary.ts'
import type { BonusKind } from './kinds/bonus-keys.ts'
import { differentialKind } from './kinds/differential.ts'
import { leadershipKind } from './kinds/leadership.ts'
import { levelsKind } from './kinds/levels.ts'
import { poolKind } from './kinds/pool.ts'
import type { ReadContext } from './keys.ts'
import { keyReader } from './keys.ts'
import type { Bonus, CalendarKind } from './plan.ts'

/** Every kind of bonus that a plan may name; reader, schema, reference and sentences follow this list. */
export const bonusKinds: readonly BonusKind[] = [
  amountKind,
  levelsKind,
  differentialKind,
  leadershipKind,
  binaryKind,
  poolKind,
]

/** Reads one bonus by its kind. */
export function readBonus(
  node: PlanNode,
  name: string,
  context: ReadContext,
  plan: Readonly<{ currency: string; calendar: CalendarKind }>,
): Bonus | undefined {
  if (!isMap(node.value)) {
    report(node.problems, node.path, describe(node.value), 'a map with `kind` and the keys of that kind')
    return undefined
  }
  const kindName = oneOf(
    'a kind of bonus',
    bonusKinds.map((kind) => kind.name),
  )(child(node, 'kind'))
  const kind = bonusKinds.find((candidate) => candidate.name === kindName)
  return kind?.read(keyReader(node, kind, context), { name, ...plan }, context)
}
