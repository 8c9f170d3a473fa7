import { unreachable } from '#shared/unreachable.ts'
import type { Basket } from './basket.ts'
import type { Condition, FactName, HistoryQuestion, Lane, Measure, Selection } from './promotion.ts'
import { measured, type Stack } from './stacks.ts'

/** A condition that does not hold, with what is there and what is missing where that is a number. */
export type Missing =
  | Readonly<{
      is: 'at_least'
      measure: Measure
      of: Selection
      needed: bigint
      reached: bigint
      missing: bigint
    }>
  | Readonly<{ is: 'history'; history: HistoryQuestion; needed: bigint; reached: bigint; missing: bigint }>
  | Readonly<{ is: 'one_of'; fact: FactName; values: readonly string[] }>
  | Readonly<{ is: 'order_number'; from: number; until: number }>
  | Readonly<{ is: 'days' | 'time' | 'coupon' | 'not' }>
  | Readonly<{ is: 'entitlement' | 'credit'; name: string }>
  | Readonly<{ is: 'any'; alternatives: readonly (readonly Missing[])[] }>

/** What conditions are asked about: facts of the basket, and its pieces at the prices that the lane stands on. */
export type Ground = Readonly<{ basket: Basket; stacks: readonly Stack[]; on: Lane['on'] }>

/** What is missing of a condition; nothing when it holds. */
export function missingOf(condition: Condition, ground: Ground): readonly Missing[] {
  switch (condition.is) {
    case 'all':
      return condition.parts.flatMap((part) => missingOf(part, ground))
    case 'any': {
      const alternatives = condition.parts.map((part) => missingOf(part, ground))
      return alternatives.some((one) => one.length === 0) ? [] : [{ is: 'any', alternatives }]
    }
    case 'not':
      return missingOf(condition.part, ground).length > 0 ? [] : [{ is: 'not' }]
    case 'at_least': {
      const { measure, of, needed } = condition
      const reached = measured(ground.stacks, { measure, of, on: ground.on })
      return reached >= needed ? [] : [{ ...condition, reached, missing: needed - reached }]
    }
    case 'history': {
      const { history, needed } = condition
      const reached = ground.basket.history[history.key] ?? 0n
      return reached >= needed ? [] : [{ ...condition, reached, missing: needed - reached }]
    }
    default:
      return holds(condition, ground.basket) ? [] : [missingFact(condition)]
  }
}

type FactCondition = Exclude<Condition, { is: 'all' | 'any' | 'not' | 'at_least' | 'history' }>

function holds(condition: FactCondition, basket: Basket): boolean {
  switch (condition.is) {
    case 'one_of': {
      const known = basket.facts[condition.fact] ?? []
      return condition.values.some((value) => known.includes(value))
    }
    case 'order_number':
      return (
        basket.orderNumber !== undefined &&
        basket.orderNumber >= condition.from &&
        basket.orderNumber <= condition.until
      )
    case 'days':
      return (
        (condition.from === undefined || basket.day >= condition.from) &&
        (condition.until === undefined || basket.day < condition.until)
      )
    case 'time': {
      const { from, until, weekdays } = condition
      return (
        (from === undefined || basket.time >= from) &&
        (until === undefined || basket.time < until) &&
        (weekdays.length === 0 || weekdays.includes(basket.weekday))
      )
    }
    case 'coupon':
      return condition.coupons.some((coupon) => basket.coupons.includes(coupon))
    case 'entitlement':
      return (basket.entitlements[condition.name] ?? 0) > 0
    case 'credit':
      return (basket.credits?.[condition.name] ?? 0n) > 0n
    default:
      return unreachable(condition)
  }
}

function missingFact(condition: FactCondition): Missing {
  if (condition.is === 'days' || condition.is === 'time' || condition.is === 'coupon')
    return { is: condition.is }
  return condition
}

/** Every question of history that a condition asks, so that the caller can answer it beforehand. */
export function questionsOf(condition: Condition): readonly HistoryQuestion[] {
  if (condition.is === 'history') return [condition.history]
  if (condition.is === 'all' || condition.is === 'any') return condition.parts.flatMap(questionsOf)
  return condition.is === 'not' ? questionsOf(condition.part) : []
}

/** Whether a condition asks which order of the buyer this is. */
export function asksOrderNumber(condition: Condition): boolean {
  if (condition.is === 'order_number') return true
  if (condition.is === 'all' || condition.is === 'any') return condition.parts.some(asksOrderNumber)
  return condition.is === 'not' && asksOrderNumber(condition.part)
}

/**
 * Coupons and entitlements by which a condition holds: of alternatives those of the first that holds, so that no more is
 * used up than it takes.
 */
export function usedUp(
  condition: Condition,
  ground: Ground,
): Readonly<{ coupons: readonly string[]; entitlements: readonly string[] }> {
  const nothing = { coupons: [], entitlements: [] }
  switch (condition.is) {
    case 'all': {
      const parts = condition.parts.map((part) => usedUp(part, ground))
      return {
        coupons: parts.flatMap(({ coupons }) => coupons),
        entitlements: parts.flatMap(({ entitlements }) => entitlements),
      }
    }
    case 'any': {
      const holding = condition.parts.find((part) => missingOf(part, ground).length === 0)
      return holding ? usedUp(holding, ground) : nothing
    }
    case 'coupon':
      return {
        ...nothing,
        coupons: condition.coupons.filter((one) => ground.basket.coupons.includes(one)).slice(0, 1),
      }
    case 'entitlement':
      return { ...nothing, entitlements: [condition.name] }
    default:
      return nothing
  }
}

/** Whether a condition asks for what neither goods nor buyer and moment say: history, a coupon, an entitlement, a credit. */
export function asksBeyondBasket(condition: Condition): boolean {
  if (condition.is === 'all' || condition.is === 'any') return condition.parts.some(asksBeyondBasket)
  if (condition.is === 'not') return asksBeyondBasket(condition.part)
  return ['history', 'coupon', 'entitlement', 'credit'].includes(condition.is)
}
