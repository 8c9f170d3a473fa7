import { divide, exactWhole, multiply, ONE, type Exact } from '#shared/exact.ts'
import type { Bonus } from '../language/plan.ts'
import type { Part } from './bonuses/collect.ts'
import type { Settled } from './settle.ts'
import type { World } from './world.ts'

/** The shares that caps left of what a bonus found; where nothing stands, all of it. */
export type Kept = {
  /** Of what comes to a payee from a leg, by `legKey`. */
  readonly legs: Map<string, Exact>
  readonly people: Map<number, Exact>
  everybody: Exact
  /** What everybody was due before the limits of the plan, in minor units. */
  payable: ReadonlyMap<number, bigint>
}

export function keptAll(): Kept {
  return { legs: new Map(), people: new Map(), everybody: ONE, payable: new Map() }
}

export function legKey(payee: number, leg: number): string {
  return `${payee} ${leg}`
}

/** The person directly under the payee from below whom a part comes; -1 for none. */
export function legOf(world: World, bonus: Bonus, part: Part): number {
  if (!('tree' in bonus)) return -1
  const atMs = world.book.byId.get(part.order)?.atMs
  const tree =
    atMs === undefined ? world.population.tree(bonus.tree) : world.population.treeAt(bonus.tree, atMs)
  let leg = part.source
  while (leg >= 0 && (tree.parent[leg] ?? -1) !== part.payee) leg = tree.parent[leg] ?? -1
  return leg
}

/** The share of a part that was really paid, after the caps of the bonus and the limits of the plan; rounding is no cut. */
export function keptOf(world: World, { bonus, kept, minor }: Settled, part: Part): Exact {
  const { payee } = part
  const ofLeg = kept.legs.size === 0 ? ONE : kept.legs.get(legKey(payee, legOf(world, bonus, part)))
  const ofPerson = multiply(kept.people.get(payee) ?? ONE, kept.everybody)
  const [due, paid] = [kept.payable.get(payee) ?? 0n, minor.get(payee) ?? 0n]
  const ofLimits = due === paid ? ONE : divide(exactWhole(paid), exactWhole(due))
  return multiply(multiply(ofLeg ?? ONE, ofPerson), ofLimits)
}
