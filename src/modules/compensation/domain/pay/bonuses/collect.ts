import type { Exact } from '#shared/exact.ts'
import { ONE } from '#shared/exact.ts'
import type { Bonus } from '../../language/plan.ts'
import { conditionRule, numberRule } from '../evaluate.ts'
import { waived } from '../make-world.ts'
import { missingOf } from '../missing.ts'
import type { SkipReason } from '../pay-result.ts'
import type { OrderItem } from '../order-book.ts'
import type { Credit, World } from '../world.ts'
import { atPerson } from '../world.ts'

/** A part of somebody's bonus; people by number, -1 for nobody; the amount in major units. */
export type Part = Readonly<{
  payee: number
  order: string
  source: number
  level: number | undefined
  base: Exact | undefined
  rate: Exact | undefined
  amount: Exact
  note: string
}>

/** A part that was not paid; `lost` says whether it stays with the company. */
export type Skip = Readonly<{
  payee: number
  order: string
  source: number
  level: number | undefined
  amount: Exact
  reason: SkipReason
  missing: string
  lost: boolean
}>

/** A row of the state that a bonus leaves. */
export type Mark = Readonly<{ person: number; name: string; value: string; period: string }>

/** Where a bonus puts what it finds, and what every kind asks. */
export type Collector = Readonly<{
  world: World
  parts: Part[]
  skips: Skip[]
  marks: Mark[]
  /** Why a person may not be paid the bonus, or undefined. */
  bar: (person: number) => 'not_paid' | 'not_qualified' | undefined
  missing: (person: number) => string
  unit: (person: number) => Exact
}>

export function collectorFor(world: World, bonus: Bonus): Collector {
  const qualified = conditionRule(world, bonus.qualified, 'person')
  const paid = world.column('paid')
  const unitValue = bonus.unitValue && numberRule(world, bonus.unitValue, 'person')
  const bars: ('not_paid' | 'not_qualified' | 'none' | undefined)[] = []
  const barOf = (person: number) => {
    if (paid(person) !== true) return 'not_paid'
    return qualified(atPerson(person)) || waived(world, bonus.name, person) ? 'none' : 'not_qualified'
  }
  return {
    world,
    parts: [],
    skips: [],
    marks: [],
    bar(person) {
      const known = (bars[person] ??= barOf(person))
      return known === 'none' ? undefined : known
    },
    missing(person) {
      const rule = paid(person) === true ? bonus.qualified : world.plan.paid
      return missingOf(world, rule, atPerson(person)).join('; ')
    },
    unit: (person) => (unitValue ? unitValue(atPerson(person)) : ONE),
  }
}

/** The credits of a volume that a bonus pays on: those of its own period, without returns that are reversed line by line. */
export function creditsFor(world: World, volume: string): readonly Credit[] {
  return world
    .periodCredits(volume)
    .filter(({ line }) => line === undefined || !takenBackApart(world, line.order))
}

/** Whether a return takes back by itself what its original order brought, so that it is no negative base beside. */
export function takenBackApart(world: World, order: OrderItem): boolean {
  const { mode } = world.plan.returns
  if (order.type !== 'return' || mode === 'net') return false
  const original = world.book.byId.get(order.ofOrderId)
  return original !== undefined && (mode === 'reverse' || original.atMs < world.period.fromMs)
}
