import { multiply, sign, type Exact } from '#shared/exact.ts'
import type { Scope } from '../../language/expression.ts'
import type { AmountBonus } from '../../language/plan.ts'
import { frameOf } from '../../language/read-scope.ts'
import type { Frame } from '../../language/names.ts'
import { itemsOf, peopleAt } from '../aggregates.ts'
import { payeeMoment } from '../changes.ts'
import { compile, numberRule } from '../evaluate.ts'
import { historyOf } from '../history.ts'
import { rankOf } from '../make-world.ts'
import { stepsDown } from '../tree.ts'
import { atPerson, rankName, rankNumber, type At, type World } from '../world.ts'
import { takenBackApart } from '../taken-back.ts'
import { payeesOf, type Collector } from './collect.ts'

type Item = Readonly<{
  order: string
  source: number
  key: string
  level: number | undefined
  payeeMs: number | undefined
}>

/** Pays each person a sum, or one for each of something of theirs. */
export function runAmount(collector: Collector, bonus: AmountBonus): void {
  const payOne = amountFor(collector, bonus)
  for (const person of payeesOf(collector)) payOne(person)
}

/** Pays one person after the other. */
export function amountFor(collector: Collector, bonus: AmountBonus): (person: number) => void {
  const { world } = collector
  const frame: Frame = bonus.forEach ? frameOf(bonus.forEach.items) : 'person'
  const moneyOf = moneyRules(collector, bonus, frame)
  const places = placesOf(collector, bonus)
  const held = heldBefore(world)
  return (person) => {
    for (const at of places(person)) {
      const { amount, base, rate } = moneyOf(at)
      if (sign(amount) === 0) continue
      const item = itemAt(collector, bonus, at)
      pay(collector, bonus, person, item, { amount, base, rate }, held)
    }
  }
}

/** The highest rank that somebody held before the period that is paid, of whatever calendar that is. */
function heldBefore(world: World): (person: number) => number {
  const { plan, input, period } = world
  const history =
    period.kind === plan.calendar ? world.history : historyOf(plan, input.state, period, period.fromMs)
  return (person) => {
    const one = world.population.people[person]
    return rankNumber(plan, history.closed('career rank', one?.id ?? '') ?? one?.rank)
  }
}

type Money = Readonly<{ amount: Exact; base: Exact | undefined; rate: Exact | undefined }>

function moneyRules(collector: Collector, bonus: AmountBonus, frame: Frame): (at: At) => Money {
  const { world } = collector
  if (bonus.amount) {
    const amount = numberRule(world, bonus.amount, frame)
    return (at) => ({ amount: amount(at), base: undefined, rate: undefined })
  }
  if (!bonus.base || !bonus.rate) throw new Error('an amount has either an amount or a base with a rate')
  const [base, rate] = [numberRule(world, bonus.base, frame), numberRule(world, bonus.rate, frame)]
  return (at) => {
    const [of, share] = [base(at), rate(at)]
    return { amount: multiply(multiply(of, share), collector.unit(at.self)), base: of, rate: share }
  }
}

/** The places of a payee's items, within the period that is paid and without returns that are reversed line by line. */
function placesOf(collector: Collector, bonus: AmountBonus): (person: number) => Iterable<At> {
  const { world } = collector
  if (!bonus.forEach) return (person) => [atPerson(person)]
  const { forEach } = bonus
  const all = itemsOf({ ...world, items: world.periodItems }, forEach, 'person')
  const { focus } = collector
  const items = focus?.keepsOthers ? itemsFrom(world, forEach, all, focus.sources) : all
  const frame = frameOf(forEach.items)
  const where = forEach.where && compile(world, forEach.where, frame)
  return function* (person) {
    for (const at of items(atPerson(person))) {
      if (at.order && takenBackApart(world, at.order)) continue
      if (where && where(at) !== true) continue
      yield at
    }
  }
}

/** The items of some sources alone. People below are looked for from themselves up, as a team may be large. */
function itemsFrom(
  { population }: World,
  scope: Scope,
  all: (at: At) => Iterable<At>,
  sources: readonly number[],
): (at: At) => Iterable<At> {
  const steps = stepsIn(scope)
  if (!steps) return (at) => [...all(at)].filter((one) => sources.includes(sourceOf(one)))
  const tree = population.tree(scope.tree)
  return (at) => {
    const isBelow = (source: number): boolean => {
      const down = stepsDown(tree, at.person, source)
      return down !== undefined && down >= steps.from && down <= steps.to
    }
    return peopleAt(at, scope.tree, sources.filter(isBelow))
  }
}

/** How far below people of a scope stand; undefined where its items are others. */
function stepsIn({ items, from, to }: Scope): Readonly<{ from: number; to: number }> | undefined {
  switch (items) {
    case 'legs':
      return { from: 1, to: 1 }
    case 'levels':
      return { from, to }
    case 'downline':
      return { from: 1, to: Number.POSITIVE_INFINITY }
    default:
      return undefined
  }
}

function itemAt(collector: Collector, bonus: AmountBonus, at: At): Item {
  const { population, plan } = collector.world
  const plain = { order: '', level: undefined, payeeMs: undefined }
  if (!bonus.forEach) return { ...plain, source: at.self, key: '' }
  const source = sourceOf(at)
  if (at.party) return { ...plain, source, key: at.party.input.partyId }
  if (!at.order) return { ...plain, source, key: population.people[at.person]?.id ?? '' }
  const { id, atMs } = at.order
  return { ...plain, order: id, source, key: id, payeeMs: payeeMoment(plan, atMs) }
}

/** Whom an item comes from. */
function sourceOf(at: At): number {
  return at.party?.host ?? at.order?.buyer ?? at.person
}

function pay(
  collector: Collector,
  bonus: AmountBonus,
  person: number,
  item: Item,
  money: Money,
  held: (person: number) => number,
): void {
  const common = {
    payee: person,
    order: item.order,
    source: item.source,
    level: item.level,
    amount: money.amount,
  }
  const mark = markOf(collector, bonus, person, item, held)
  if (mark === 'paid before') {
    collector.skips.push({ ...common, reason: 'already_paid', missing: 'it is paid once', lost: false })
    return
  }
  const { payeeMs } = item
  const bar = collector.bar(person, payeeMs)
  if (bar !== undefined) {
    collector.skips.push({ ...common, reason: bar, missing: collector.missing(person, payeeMs), lost: true })
    return
  }
  if (mark && !collector.marks.some((one) => one.person === person && one.name === mark.name))
    collector.marks.push(mark)
  collector.parts.push({ ...common, base: money.base, rate: money.rate, note: '' })
}

/** The row that remembers a payment that comes once; or that it came before. */
function markOf(
  collector: Collector,
  bonus: AmountBonus,
  person: number,
  item: Item,
  held: (person: number) => number,
) {
  if (bonus.once === 'every_period') return undefined
  const { world } = collector
  const id = world.population.people[person]?.id ?? ''
  const period = world.period.label
  const name = bonus.once === 'per_item' ? `${bonus.name} once ${item.key}` : `${bonus.name} once`
  const before = world.history.latest(name, id)
  if (bonus.once !== 'at_rank')
    return before === undefined ? { person, name, value: period, period } : 'paid before'
  const rank = rankOf(world, 'rank', person)
  if (rank <= Math.max(rankNumber(world.plan, before), held(person))) return 'paid before'
  return { person, name, value: rankName(world.plan, rank) ?? '', period }
}
