import { add, ZERO, type Exact } from '#shared/exact.ts'
import type { Period } from '#shared/period.ts'
import { localOf } from '#shared/time.ts'
import type { Plan } from '../language/plan.ts'
import { personKinds, personStatuses } from '../language/words.ts'
import { exactAt } from '../passes/asked/column-values.ts'
import type { FieldColumns } from '../passes/field-columns.ts'
import { legsBelow } from '../passes/shares/team-index.ts'
import { factsOf } from '../pay/facts.ts'
import type { History } from '../pay/history.ts'
import type { OrderItem } from '../pay/order-book.ts'
import type { PayInput, PersonInput } from '../pay/pay-input.ts'
import type { Population } from '../pay/population.ts'
import type { Tree } from '../pay/tree.ts'
import { creditsByHand, creditsOfOrders } from '../pay/volumes.ts'
import type { World } from '../pay/world.ts'

/** A period in memory as columns: what single people are asked about is made for them when they are asked about. */
export type ColumnGround = Readonly<{
  plan: Plan
  period: Period
  field: FieldColumns
  /** In the order of the columns, which is that of the ids. */
  people: readonly PersonInput[]
  numberOf: (id: string) => number | undefined
  /** What is known besides people and lines. */
  input: PayInput
  /** What earlier periods left. */
  history: History
  /** The orders that a person bought or sold, oldest first, and any of them by its id. */
  ordersOf: (person: number) => readonly OrderItem[]
  orderOf: (id: string) => OrderItem | undefined
}>

/**
 * The world of a run by passes over columns: rules about single people are evaluated in it as in any other once `passWorld` has
 * put the columns of the run into it. What is asked of everybody's lines it does not hold.
 */
export function columnWorld(ground: ColumnGround): World {
  const { plan, period, input } = ground
  const population = populationOf(ground)
  const book = { orders: [], byId: { get: ground.orderOf }, parties: [] }
  const nothing = (): never => {
    throw new Error('a world of columns holds nobody’s lines before they are asked for')
  }
  const none = { purchases: nothing, sales: nothing, hosted: nothing, held: nothing }
  const given = (bonus: string, person: number): Exact => {
    const column = ground.field.given.all(bonus)
    return column ? exactAt(column.values[person] ?? 0, column.decimals) : ZERO
  }
  const days = new Map<number, string>()
  let facts: World['fact'] | undefined
  const world: World = {
    plan,
    input,
    period,
    window: period,
    population,
    book,
    history: ground.history,
    items: none,
    periodItems: none,
    credits: nothing,
    periodCredits: nothing,
    creditsOf(volume, person) {
      const orders = ground.ordersOf(person)
      const credits = [
        ...creditsOfOrders(world, volume, period, orders),
        ...creditsByHand(world, volume, period, orders),
      ]
      return credits.filter(({ owner }) => owner === person)
    },
    periodVolume: nothing,
    column: (key) => {
      throw new Error(`a world of columns has none for ${key}`)
    },
    gathered: () => undefined,
    back: (steps) => (steps === 0 ? world : nothing()),
    earned: (bonuses, person) => bonuses.reduce<Exact>((sum, name) => add(sum, given(name, person)), ZERO),
    unpaid: nothing,
    running: nothing,
    accumulated: nothing,
    accumulatedBefore: nothing,
    fact: (of, name) => (facts ??= factsOf(population, input.facts, period.untilMs - 1))(of, name),
    day: (atMs) => {
      const known = days.get(atMs) ?? localDay(atMs, plan.timeZone)
      days.set(atMs, known)
      return known
    },
    compiled: new Map(),
  }
  return world
}

function populationOf({ field, people, numberOf }: ColumnGround): Population {
  const trees = new Map<string, Tree>()
  const tree = (name: string): Tree => {
    const known = trees.get(name) ?? treeOf(field, name)
    trees.set(name, known)
    return known
  }
  return {
    people,
    numberOf: { get: numberOf },
    kind: (person) => personKinds[field.kind[person] ?? 0] ?? '',
    status: (person) => personStatuses[field.status[person] ?? 0] ?? '',
    tree,
    treeAt: tree,
    stretches: (_, of) => [of],
    placeAt: (name, person) => ({
      parent: tree(name).parent[person] ?? -1,
      side: tree(name).side[person] ?? '',
    }),
    positions: (person) => [person],
  }
}

function treeOf(field: FieldColumns, name: string): Tree {
  const tree = field.tree(name)
  const { parent, order, depth, side, sides } = tree
  return {
    name,
    parent,
    side: Array.from(side, (place) => sides[place] ?? ''),
    order,
    depth,
    children: (person) => Int32Array.from(legsBelow(tree, person)),
  }
}

function localDay(atMs: number, zone: string): string {
  const { year, month, day } = localOf(atMs, zone)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
