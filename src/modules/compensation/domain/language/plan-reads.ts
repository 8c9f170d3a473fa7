import { rulesOf } from './dependencies.ts'
import type { Expression, Rule } from './expression.ts'
import type { Bonus, Plan } from './plan.ts'
import { everyPart } from './reads.ts'

/** What a plan reads of its input, so that files without it can be refused. */
export type InputNeeds = Readonly<{
  /** Names of `volume:NAME` columns of orders. */
  orderVolumes: ReadonlySet<string>
  /** Columns of orders with names of their own: amount, quantity, product, category. */
  orderFields: ReadonlySet<string>
  /** Names of `attr:NAME` columns, of people, orders or parties. */
  attributes: ReadonlySet<string>
  facts: ReadonlySet<string>
  /** Trees besides sponsor. */
  trees: ReadonlySet<string>
}>

const orderFields: ReadonlySet<string> = new Set(['amount', 'quantity', 'product', 'category'])

export function inputNeeds(plan: Plan): InputNeeds {
  const needs = {
    orderVolumes: new Set<string>(),
    orderFields: new Set<string>(),
    attributes: new Set<string>(),
    facts: new Set<string>(),
    trees: new Set<string>(),
  }
  for (const part of partsOfPlan(plan)) {
    if (part.node === 'field' && part.of === 'order volume') needs.orderVolumes.add(part.name)
    if (part.node === 'field' && part.of === 'order' && orderFields.has(part.name))
      needs.orderFields.add(part.name)
    if (part.node === 'field' && part.of === 'attribute') needs.attributes.add(part.name)
    if (part.node === 'field' && part.of === 'fact') needs.facts.add(part.name)
    if (part.node === 'aggregate') needs.trees.add(part.scope.tree)
    if (part.node === 'branch' || part.node === 'above') needs.trees.add(part.tree)
  }
  for (const volume of plan.volumes) if (volume.kind === 'group') needs.trees.add(volume.tree)
  for (const bonus of plan.bonuses) if ('tree' in bonus) needs.trees.add(bonus.tree)
  needs.trees.delete('sponsor')
  return needs
}

/**
 * For each column that a rule reads of earlier periods, how many periods back it looks at most. A bonus that goes by the last
 * closed period finds the measures there; they stay one period longer, as its own period may end with that of the run.
 */
export function periodsRead(plan: Plan): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  if (plan.bonuses.some((bonus) => bonus.calendar !== plan.calendar && bonus.standing === 'last_closed'))
    for (const { name } of plan.measures) found.set(`measure:${name}`, 2)
  for (const part of partsOfPlan(plan)) {
    if (part.node !== 'aggregate') continue
    const { items, periods, where } = part.scope
    if (items !== 'last periods' && items !== 'previous periods') continue
    const back = items === 'last periods' ? periods - 1 : periods
    for (const inside of [where, part.of]
      .filter((one) => one !== undefined)
      .flatMap((one) => [...everyPart(one)])) {
      const key = inside.node === 'field' && inside.hops.length === 0 ? columnOf(inside) : undefined
      if (key !== undefined) found.set(key, Math.max(found.get(key) ?? 0, back))
    }
  }
  return found
}

const columns = ['rank', 'earned rank', 'career rank', 'active']

function columnOf(field: Extract<Expression, { node: 'field' }>): string | undefined {
  if (field.of === 'volume' || field.of === 'measure') return `${field.of}:${field.name}`
  return field.of === 'person' && columns.includes(field.name) ? field.name : undefined
}

/** The volumes that a plan accumulates over the periods. */
export function accumulatedVolumes(plan: Plan): ReadonlySet<string> {
  const found = new Set<string>()
  for (const part of partsOfPlan(plan)) if (part.node === 'accumulated') found.add(part.volume)
  return found
}

/** Every expression of a plan with all its parts. */
export function* partsOfPlan(plan: Plan): Generator<Expression> {
  for (const rule of rulesOfPlan(plan)) yield* everyPart(rule.expression)
  for (const bonus of plan.bonuses) yield* itemsOf(bonus)
}

/** The same of a bonus. */
export function* partsOfBonus(bonus: Bonus): Generator<Expression> {
  for (const rule of rulesOf(bonus)) yield* everyPart(rule.expression)
  yield* itemsOf(bonus)
}

function* itemsOf(bonus: Bonus): Generator<Expression> {
  if (bonus.kind !== 'amount' || !bonus.forEach) return
  yield { node: 'aggregate', name: 'count', scope: bonus.forEach, of: undefined, type: 'number' }
}

function* rulesOfPlan(plan: Plan): Generator<Rule> {
  yield plan.paid
  if (plan.active) yield plan.active
  for (const volume of plan.volumes) {
    if (volume.kind === 'personal') yield volume.reads
    const where = volume.kind === 'personal' ? volume.where : volume.until
    if (where) yield where
  }
  for (const rank of plan.ranks) if (rank.needs) yield rank.needs
  for (const measure of plan.measures) yield measure.rule
  for (const bonus of plan.bonuses) yield* rulesOf(bonus)
  for (const limit of plan.limits) yield limit.most
}

/** Names of bonuses that the plan reads and does not have: earned.csv gives them. */
export function givenPay(plan: Plan): ReadonlySet<string> {
  const own = new Set(plan.bonuses.map((bonus) => bonus.name))
  const read = new Set<string>()
  for (const part of partsOfPlan(plan))
    if (part.node === 'earned') for (const name of part.bonuses) read.add(name)
  for (const bonus of plan.bonuses)
    if (bonus.kind === 'levels' && bonus.source.from === 'earned')
      for (const name of bonus.source.bonuses) read.add(name)
  return new Set([...read].filter((name) => !own.has(name)))
}

/** Whether a plan asks for parties, which have orders of before the period in which they count. */
export function readsParties(plan: Plan): boolean {
  for (const part of partsOfPlan(plan)) {
    if (part.node === 'field' && (part.of === 'party' || part.hops.includes('party'))) return true
    if (part.node === 'aggregate' && PARTIES.has(part.scope.items)) return true
  }
  return false
}

/** Whom an order changes besides those who own its volume, and what looks at earlier periods. */
export type Reach = Readonly<{
  /** Rules look at what a person bought or sold. */
  orders: boolean
  parties: boolean
  /** Rules ask which order of its buyer an order is: an earlier one that comes late changes those after it. */
  numbers: boolean
  /** Rules look at people below in earlier periods, among whom stands who joins now. */
  earlierTeams: boolean
}>

export function reachOf(plan: Plan): Reach {
  const parts = [...partsOfPlan(plan)]
  const looksAt = (items: ReadonlySet<string>): boolean =>
    parts.some((part) => part.node === 'aggregate' && items.has(part.scope.items))
  const earlier = parts.filter((part) => part.node === 'aggregate' && part.scope.items.endsWith('periods'))
  return {
    orders: looksAt(ORDERS) || looksAt(PARTIES),
    parties: readsParties(plan),
    numbers: readsOrderNumbers(plan),
    earlierTeams: earlier.some((part) =>
      [...everyPart(part)].some((inner) => inner.node === 'aggregate' && PEOPLE.has(inner.scope.items)),
    ),
  }
}

const ORDERS: ReadonlySet<string> = new Set(['purchases', 'sales', 'purchase lines', 'sale lines', 'lines'])
const PEOPLE: ReadonlySet<string> = new Set(['legs', 'team', 'downline', 'levels', 'upline', 'everyone'])

/** Whether a plan asks which order of its buyer an order is. */
export function readsOrderNumbers(plan: Plan): boolean {
  for (const part of partsOfPlan(plan)) if (isOrderNumber(part)) return true
  return false
}

function isOrderNumber(part: Expression): boolean {
  return part.node === 'field' && part.of === 'order' && part.name === 'order number'
}

const PARTIES: ReadonlySet<string> = new Set(['hosted parties', 'held parties'])

/**
 * Whether a plan looks at order lines of before the period: windows and sums since the beginning, the number of an order, returns,
 * parties.
 */
export function readsHistory(plan: Plan): boolean {
  if (plan.returns.mode !== 'net' || readsParties(plan)) return true
  for (const part of partsOfPlan(plan)) {
    if (part.node === 'accumulated') return true
    if (isOrderNumber(part)) return true
    if (part.node === 'aggregate' && part.scope.items.endsWith('periods')) return true
  }
  return false
}
