import type { Expression } from '../../language/expression.ts'
import { readsSelf } from '../../language/reads.ts'
import type { World } from '../../pay/world.ts'
import { NotCompiled } from '../code.ts'
import type { Compiler } from '../compiler.ts'
import { refuseRenewal, type Renewal } from '../renew/renewal.ts'
import { reachedBy, type Reached } from './reached.ts'

/**
 * Gathers what rules that are asked read of everybody, once for all whom they are asked about. What only the rules themselves can
 * gather does not follow changes.
 */
export function gatherEverybody(compiler: Compiler, parts: readonly Expression[]): void {
  for (const part of parts) {
    if (part.node !== 'aggregate' || part.scope.items !== 'everyone') continue
    try {
      if (readsSelf(part)) throw new NotCompiled('everyone as one reader sees them')
      compiler.aggregate(compiler, part, { person: 'p', tree: part.scope.tree })
    } catch (error) {
      if (!(error instanceof NotCompiled)) throw error
      refuseRenewal(compiler.renewal, error.message)
    }
  }
}

/** Keeps that people are asked again: those who are computed again, and whoever reads these in the parts of the rules. */
export function keepAsked(
  compiler: Compiler,
  parts: readonly Expression[],
  ask: (renewal: Renewal, people: Int32Array) => void,
): void {
  const { renewal, plan, field } = compiler
  if (!renewal) return
  const reached = reachedBy(plan, parts)
  if (reached.unfollowed !== undefined) return refuseRenewal(renewal, reached.unfollowed)
  if (reached.ofItems || reached.positions)
    renewal.steps.push(() => renewal.include(besides(field.world(), reached, renewal.added().slice())))
  for (const tree of reached.below) {
    const along = renewal.along(tree)
    renewal.steps.push(() => {
      along.gather()
      renewal.include(along.gathered())
    })
  }
  renewal.steps.push((count) => ask(renewal, renewal.members.slice(0, count)))
}

/** The people of each one's orders and parties, and the other positions of all of them. */
function besides(
  { periodItems, population }: World,
  { ofItems, positions }: Reached,
  people: Int32Array,
): ReadonlySet<number> {
  const found = new Set<number>(people)
  if (ofItems)
    for (const person of people) {
      const { purchases, sales, hosted, held } = periodItems
      for (const { buyer, seller } of [...purchases(person), ...sales(person)]) found.add(buyer).add(seller)
      for (const { host, seller } of [...hosted(person), ...held(person)]) found.add(host).add(seller)
    }
  if (positions) for (const person of found) for (const one of population.positions(person)) found.add(one)
  found.delete(-1)
  return found
}
