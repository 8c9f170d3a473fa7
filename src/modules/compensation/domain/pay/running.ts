import { add, sign, subtract, ZERO, type Exact } from '#shared/exact.ts'
import type { GroupVolume } from '../language/plan.ts'
import { conditionRule } from './evaluate.ts'
import type { Tree } from './tree.ts'
import type { OrderItem } from './order-book.ts'
import { debtBefore, inTime, volumeOf } from './volumes.ts'
import { atCompany, type Credit, type World } from './world.ts'

export type Curve = Readonly<{ credits: readonly Credit[]; sums: readonly Exact[] }>

/** What grew of a volume at a person; whoever looks at few people keeps few of them. */
export type Curves = Readonly<{
  get: (key: string) => Curve | undefined
  set: (key: string, curve: Curve) => unknown
}>

/**
 * Volumes as they grew in the course of the period: the sum over the orders before an order, or up to it. Orders
 * count in their order of time, and of id at the same time.
 */
export function runningIn(
  world: World,
  creditsOf: World['creditsOf'],
  curves: Curves = new Map(),
): World['running'] {
  return (volume, person, order, when) => {
    if (person < 0) return ZERO
    return sumUntil(curveOf({ world, creditsOf, curves }, volume, person), order, when)
  }
}

function sumUntil(curve: Curve, order: OrderItem, when: 'before' | 'after'): Exact {
  const at = { atMs: order.atMs, line: { order } }
  const most = when === 'after' ? 0 : -1
  let [low, high] = [0, curve.credits.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const credit = curve.credits[middle]
    if (credit && Math.sign(inTime(credit, at)) <= most) low = middle + 1
    else high = middle
  }
  return low === 0 ? ZERO : (curve.sums[low - 1] ?? ZERO)
}

type Courses = Readonly<{ world: World; creditsOf: World['creditsOf']; curves: Curves }>

function curveOf(courses: Courses, name: string, person: number): Curve {
  const key = `${name}\n${person}`
  const known = courses.curves.get(key)
  if (known) return known
  const made = madeCurve(courses, name, person)
  courses.curves.set(key, made)
  return made
}

function madeCurve(courses: Courses, name: string, person: number): Curve {
  const { world, creditsOf } = courses
  const volume = volumeOf(world.plan, name)
  const personal = volume.kind === 'personal' ? name : volume.of
  const groups = new Map<Tree, ReadonlySet<number>>()
  const membersAt = (group: GroupVolume, atMs: number): ReadonlySet<number> => {
    const tree = world.population.treeAt(group.tree, atMs)
    const members = groups.get(tree) ?? groupMembers(world, group, tree, person)
    groups.set(tree, members)
    return members
  }
  const everMembers = (group: GroupVolume): ReadonlySet<number> => {
    const trees = world.population.stretches(group.tree, world.period)
    return new Set(trees.flatMap(({ fromMs }) => [...membersAt(group, fromMs)]))
  }
  const credits = (
    volume.kind === 'personal'
      ? creditsOf(personal, person)
      : [...everMembers(volume)].flatMap((owner) =>
          curveOf(courses, personal, owner).credits.filter(({ atMs }) => membersAt(volume, atMs).has(owner)),
        )
  ).toSorted(inTime)
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
  return { credits, sums }
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
