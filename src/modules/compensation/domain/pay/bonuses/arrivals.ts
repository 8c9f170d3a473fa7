import { periodAt, periodsBetween, type Period } from '#shared/period.ts'
import { add, subtract, ZERO, type Exact } from '#shared/exact.ts'
import type { BinaryBonus, Plan } from '../../language/plan.ts'
import type { Tree } from '../tree.ts'
import type { World } from '../world.ts'
import { creditsOnSides, type Collector, type Everybody } from './collect.ts'
import type { Arrivals } from './match-person.ts'

/** The evaluations of the period. A week across the edge of the period counts with the part that lies inside. */
export function windowsOf(
  plan: Plan,
  period: Period,
  evaluated: BinaryBonus['evaluated'],
): readonly Period[] {
  if (evaluated === 'period' || evaluated === period.kind) return [period]
  const cut = { kind: evaluated, timeZone: plan.timeZone }
  const spans = periodsBetween(periodAt(cut, period.fromMs), periodAt(cut, period.untilMs - 1)) ?? [period]
  return spans.map((span) => ({
    ...span,
    fromMs: Math.max(span.fromMs, period.fromMs),
    untilMs: Math.min(span.untilMs, period.untilMs),
  }))
}

/** What arose on both sides of whoever is computed. */
export function arrivalsIn(collector: Collector, bonus: BinaryBonus, window: Period): Arrivals {
  const { world, focus } = collector
  const teamVolume = focus?.everybody.teamVolume
  if (teamVolume) return arrivalsOf(world, bonus, window, teamVolume)
  const count = world.population.people.length
  const zeros = (): Exact[] => Array.from({ length: count }, () => ZERO)
  const [left, right, own] = [zeros(), zeros(), zeros()]
  for (const stretch of world.population.stretches(bonus.tree, window)) {
    const whole = zeros()
    for (const { owner, value, atMs } of creditsOnSides(world, bonus.on)) {
      if (owner < 0 || atMs < stretch.fromMs || atMs >= stretch.untilMs) continue
      own[owner] = add(own[owner] ?? ZERO, value)
      whole[owner] = add(whole[owner] ?? ZERO, value)
    }
    addToSides(world.population.treeAt(bonus.tree, stretch.fromMs), whole, left, right)
  }
  const of = (column: readonly Exact[]) => (person: number) => column[person] ?? ZERO
  return { period: window.label, untilMs: window.untilMs, own: of(own), left: of(left), right: of(right) }
}

/** Those of single people, whose teams are summed already. */
function arrivalsOf(
  world: World,
  bonus: BinaryBonus,
  window: Period,
  teamVolume: NonNullable<Everybody['teamVolume']>,
): Arrivals {
  const known = new Map<number, Sides>()
  const sidesOf = (person: number): Sides => {
    const sides = known.get(person) ?? sidesBelow(world.population.tree(bonus.tree), person, wholeOf)
    known.set(person, sides)
    return sides
  }
  const wholeOf = (one: number): Exact => teamVolume(bonus, window.label, one)
  return {
    period: window.label,
    untilMs: window.untilMs,
    left: (person) => sidesOf(person).left,
    right: (person) => sidesOf(person).right,
    own: (person) => sidesOf(person).own,
  }
}

type Sides = Readonly<Record<'left' | 'right' | 'own', Exact>>

function sidesBelow(tree: Tree, person: number, wholeOf: (one: number) => Exact): Sides {
  let [left, right, own] = [ZERO, ZERO, wholeOf(person)]
  for (const child of tree.children(person)) {
    const sum = wholeOf(child)
    own = subtract(own, sum)
    if (tree.side[child] === 'left') left = add(left, sum)
    else if (tree.side[child] === 'right') right = add(right, sum)
  }
  return { left, right, own }
}

/** Carries the volume of everybody up a tree to the sides of the people above. */
function addToSides(tree: Tree, whole: Exact[], left: Exact[], right: Exact[]): void {
  for (let i = tree.order.length - 1; i >= 0; i--) {
    const person = tree.order[i] ?? 0
    const parent = tree.parent[person] ?? -1
    if (parent < 0) continue
    const sum = whole[person] ?? ZERO
    whole[parent] = add(whole[parent] ?? ZERO, sum)
    const side = tree.side[person] === 'left' ? left : tree.side[person] === 'right' ? right : undefined
    if (side) side[parent] = add(side[parent] ?? ZERO, sum)
  }
}
