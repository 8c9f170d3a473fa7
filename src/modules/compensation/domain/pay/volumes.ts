import { add, sign, subtract, ZERO, type Exact } from '#shared/exact.ts'
import type { GroupVolume, PersonalVolume, Plan, Volume } from '../language/plan.ts'
import { conditionRule, numberRule } from './evaluate.ts'
import type { OrderItem } from './order-book.ts'
import { takenBackApart } from './taken-back.ts'
import { exactOfText } from './state-text.ts'
import type { Tree } from './tree.ts'
import { atCompany, PayProblem, type Credit, type World } from './world.ts'

/** A stretch of time: from `fromMs` up to, not including, `untilMs`. */
export type Window = Readonly<{ fromMs: number; untilMs: number }>

/** Volumes of a stretch of time: what each line gives to whom, and everybody's sums. */
export type WindowVolumes = Readonly<{
  credits: (volume: string) => readonly Credit[]
  creditsOf: (volume: string, person: number) => readonly Credit[]
  column: (volume: string) => (person: number) => Exact
}>

/** Where the volumes of a stretch are read: everybody's credits, those of one person, and the sums of everybody's in a part of it. */
export type Credits = Readonly<{
  all: (volume: string) => readonly Credit[]
  of: (volume: string, person: number) => readonly Credit[]
  sums: (volume: string, within: Window) => (person: number) => Exact
}>

export function volumesIn(world: World, window: Window): WindowVolumes {
  return volumesOf(world, window, keptCredits(world, window))
}

/** All credits of a stretch, worked out once. */
function keptCredits(world: World, window: Window): Credits {
  const credits = new Map<string, readonly Credit[]>()
  const byOwner = new Map<string, ReadonlyMap<number, readonly Credit[]>>()
  const all = (name: string): readonly Credit[] => {
    const known = credits.get(name) ?? creditLines(world, name, window)
    credits.set(name, known)
    return known
  }
  return {
    all,
    of(name, person) {
      const known = byOwner.get(name) ?? Map.groupBy(all(name), ({ owner }) => owner)
      byOwner.set(name, known)
      return known.get(person) ?? []
    },
    sums: (name, { fromMs, untilMs }) =>
      sumsOf(
        world,
        all(name).filter(({ atMs }) => fromMs <= atMs && atMs < untilMs),
      ),
  }
}

export function volumesOf(world: World, window: Window, credits: Credits): WindowVolumes {
  const columns = new Map<string, (person: number) => Exact>()
  const columnOf = (name: string): ((person: number) => Exact) => {
    const known = columns.get(name)
    if (known) return known
    const volume = volumeOf(world.plan, name)
    const made =
      volume.kind === 'personal'
        ? personalColumn(world, name, credits.sums(name, window))
        : groupColumn(world, volume, window, { own: columnOf(volume.of), sums: credits.sums })
    columns.set(name, made)
    return made
  }
  return { credits: credits.all, creditsOf: credits.of, column: columnOf }
}

export function volumeOf(plan: Plan, name: string): Volume {
  const volume = plan.volumes.find((candidate) => candidate.name === name)
  if (!volume) throw new Error(`the plan has no volume ${name}`)
  return volume
}

function personalOf(plan: Plan, name: string): PersonalVolume {
  const volume = volumeOf(plan, name)
  if (volume.kind !== 'personal') throw new Error(`the volume ${name} is not read from orders`)
  return volume
}

/** What each line of some orders gives to the person of the order that the volume names. */
export function creditsOfOrders(
  world: World,
  name: string,
  window: Window,
  orders: Iterable<OrderItem>,
): Credit[] {
  const volume = personalOf(world.plan, name)
  const reads = numberRule(world, volume.reads, 'line')
  const where = volume.where && conditionRule(world, volume.where, 'line')
  const { returns, withoutOwner } = world.plan
  const credits: Credit[] = []
  for (const order of orders) {
    if (order.atMs < window.fromMs || order.atMs >= window.untilMs) continue
    if (takenBackApart(world, order) && (returns.mode === 'recompute' || returns.volumes === 'ignored'))
      continue
    const owner = volume.belongsTo === 'buyer' ? order.buyer : order.seller
    for (const line of order.lines) {
      const at = { ...atCompany, order, line }
      if (where && !where(at)) continue
      const value = reads(at)
      if (sign(value) === 0) continue
      if (owner < 0 && withoutOwner === 'refuse')
        throw new PayProblem(
          `the order ${order.id} has volume ${volume.name} and names no ${volume.belongsTo}; expected one, or "without_owner: company" in the plan`,
        )
      credits.push({ atMs: order.atMs, owner, value, line })
    }
  }
  return credits
}

/** What all lines of the window give, and corrections by hand. */
export function creditLines(world: World, volume: string, window: Window): Credit[] {
  return [
    ...creditsOfOrders(world, volume, window, world.book.orders),
    ...creditsByHand(world, volume, window),
  ]
}

/** When something was credited: with an order, or by hand. */
type Moment = Readonly<{ atMs: number; line: Readonly<{ order: OrderItem }> | undefined }>

/** In order of time and of the order's id; a correction by hand comes after the orders of its instant. */
export function inTime(a: Moment, b: Moment): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs
  if (!a.line || !b.line) return Number(!a.line) - Number(!b.line)
  const [one, other] = [a.line.order.id, b.line.order.id]
  return one === other ? 0 : one < other ? -1 : 1
}

/** What corrections by hand give. */
export function creditsByHand(world: World, volume: string, window: Window): readonly Credit[] {
  return world.input.adjustments.flatMap((one): Credit[] => {
    if (one.kind !== 'volume' || one.name !== volume) return []
    if (one.atMs < window.fromMs || one.atMs >= window.untilMs) return []
    const owner = world.population.numberOf.get(one.personId) ?? -1
    return [{ atMs: one.atMs, owner, value: exactOfText(one.value), line: undefined }]
  })
}

function sumsOf(world: World, credits: readonly Credit[]): (person: number) => Exact {
  const sums: Exact[] = Array.from({ length: world.population.people.length }, () => ZERO)
  for (const { owner, value } of credits) if (owner >= 0) sums[owner] = add(sums[owner] ?? ZERO, value)
  return (person) => sums[person] ?? ZERO
}

function personalColumn(
  world: World,
  name: string,
  ownOf: (person: number) => Exact,
): (person: number) => Exact {
  const { negativeVolume } = world.plan
  return (person) => {
    const own = ownOf(person)
    const sum = add(own, debtBefore(world, name, person))
    return negativeVolume !== 'kept' && sign(sum) < 0 ? ZERO : sum
  }
}

/**
 * What a person's volume lacked to zero in the period before; it is made up for before volume counts again. In a period of
 * another calendar than the plan's nothing is, as it would be made up for twice.
 */
export function debtBefore(world: World, name: string, person: number): Exact {
  if (world.plan.negativeVolume !== 'carried' || world.period.kind !== world.plan.calendar) return ZERO
  return exactOfText(world.history.latest(`debt ${name}`, world.population.people[person]?.id ?? '') ?? '')
}

/** What a person's volume lacks to zero after this period: zero or less. */
export function debtAfter(world: World, name: string, person: number): Exact {
  const own = world
    .credits(name)
    .filter(({ owner }) => owner === person)
    .reduce<Exact>((sum, { value }) => add(sum, value), debtBefore(world, name, person))
  return sign(own) < 0 ? own : ZERO
}

/** The group volume of a window: where the places of an order count, the sum over the stretches in which they stayed. */
function groupColumn(
  world: World,
  volume: GroupVolume,
  window: Window,
  { own, sums }: Readonly<{ own: (person: number) => Exact; sums: Credits['sums'] }>,
): (person: number) => Exact {
  const { population } = world
  const stretches = population.stretches(volume.tree, window)
  const columns = stretches.map((stretch) => {
    const tree = population.treeAt(volume.tree, Math.max(stretch.fromMs, stretch.untilMs - 1))
    return treeColumn(world, volume, tree, stretches.length === 1 ? own : sums(volume.of, stretch))
  })
  const [only] = columns
  if (only && columns.length === 1) return only
  return (person) => columns.reduce<Exact>((sum, column) => add(sum, column(person)), ZERO)
}

/** The own volume and the groups of all legs that `until` does not cut off; asked bottom-up it goes one step deep. */
function treeColumn(
  world: World,
  volume: GroupVolume,
  tree: Tree,
  own: (person: number) => Exact,
): (person: number) => Exact {
  const until = volume.until && conditionRule(world, volume.until, 'person')
  const known: (Exact | 'asked' | undefined)[] = until ? [] : sumsUp(tree, own)
  const whole = (person: number): Exact => {
    const before = known[person]
    if (before === 'asked')
      throw new PayProblem(
        `the volume ${volume.name} stops at a condition that needs itself, as people changed places; expected "upline: at_end", or a condition that reads no ranks of the group`,
      )
    if (before !== undefined) return before
    known[person] = 'asked'
    let sum = own(person)
    for (const child of tree.children(person)) {
      if (!until?.(placeIn(child, volume.tree))) sum = add(sum, whole(child))
    }
    known[person] = sum
    return sum
  }
  return volume.own === 'included' ? whole : (person) => subtract(whole(person), own(person))
}

/** Everybody's own value and those of all below, summed from the deepest up, so that no question goes deep. */
function sumsUp({ order, parent }: Tree, own: (person: number) => Exact): Exact[] {
  const sums = Array.from(order, (_, person) => own(person))
  for (let i = order.length - 1; i >= 0; i--) {
    const person = order[i] ?? 0
    const above = parent[person] ?? -1
    if (above >= 0) sums[above] = add(sums[above] ?? ZERO, sums[person] ?? ZERO)
  }
  return sums
}

function placeIn(person: number, tree: string) {
  return { ...atCompany, person, self: person, tree }
}
