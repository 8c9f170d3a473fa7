import { add, sign, subtract, ZERO, type Exact } from '#shared/exact.ts'
import type { GroupVolume } from '../language/plan.ts'
import { conditionRule } from './evaluate.ts'
import type { Tree } from './tree.ts'
import { debtBefore, volumeOf } from './volumes.ts'
import { atCompany, type World } from './world.ts'

type Curve = Readonly<{ positions: readonly number[]; sums: readonly Exact[] }>

/**
 * Volumes as they grew in the course of the period: the sum over the orders before an order, or up to it. Orders
 * count in their order of time, and of id at the same time.
 */
export function runningIn(world: World): World['running'] {
  const curves = new Map<string, Curve>()
  const places = new Map(world.book.orders.map((order, position) => [order.id, position] as const))
  return (volume, person, order, when) => {
    if (person < 0) return ZERO
    const key = `${volume}\n${person}`
    const curve = curves.get(key) ?? curveOf(world, volume, person)
    curves.set(key, curve)
    const place = places.get(order.id) ?? -1
    // A correction by hand stands half a place before the order that follows it.
    const until = when === 'after' ? place : place - 0.25
    return sumUntil(curve, until)
  }
}

function sumUntil(curve: Curve, until: number): Exact {
  let [low, high] = [0, curve.positions.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((curve.positions[middle] ?? 0) <= until) low = middle + 1
    else high = middle
  }
  return low === 0 ? ZERO : (curve.sums[low - 1] ?? ZERO)
}

function curveOf(world: World, name: string, person: number): Curve {
  const volume = volumeOf(world.plan, name)
  const personal = volume.kind === 'personal' ? name : volume.of
  const groups = new Map<Tree, ReadonlySet<number>>()
  const membersAt = (group: GroupVolume, atMs: number): ReadonlySet<number> => {
    const tree = world.population.treeAt(group.tree, atMs)
    const members = groups.get(tree) ?? groupMembers(world, group, tree, person)
    groups.set(tree, members)
    return members
  }
  const credits = world
    .credits(personal)
    .filter(({ owner, atMs }) =>
      volume.kind === 'personal' ? owner === person : membersAt(volume, atMs).has(owner),
    )
    .toSorted((a, b) => a.position - b.position)
  // What a member has so far; where the plan says so, it counts as zero while it is below.
  const own = new Map<number, Exact>()
  const counted = (value: Exact): Exact =>
    world.plan.negativeVolume !== 'kept' && sign(value) < 0 ? ZERO : value
  const sums: Exact[] = []
  for (const { owner, value } of credits) {
    const before = own.get(owner) ?? debtBefore(world, personal, owner)
    const after = add(before, value)
    own.set(owner, after)
    sums.push(add(sums.at(-1) ?? ZERO, subtract(counted(after), counted(before))))
  }
  return { positions: credits.map((credit) => credit.position), sums }
}

function groupMembers(world: World, volume: GroupVolume, tree: Tree, person: number): ReadonlySet<number> {
  const until = volume.until && conditionRule(world, volume.until, 'person')
  const members = new Set<number>()
  const stack = [person]
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at !== person && until && until({ ...atCompany, person: at, self: at, tree: volume.tree })) continue
    if (at !== person || volume.own === 'included') members.add(at)
    stack.push(...tree.children(at))
  }
  return members
}
