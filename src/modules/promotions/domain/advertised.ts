import type { Condition, Promotion } from './promotion.ts'

/** Who looks at the shop, and when. */
export type Looking = Readonly<{ kinds: readonly string[]; market: string; day: string }>

/**
 * Whether somebody who looks at the shop may come to what a promotion asks for by what they put into the basket: nothing is asked that
 * they have to bring, such as a coupon, an entitlement, a rank, a party or what they bought before.
 */
export function isForLooking({ when }: Promotion, looking: Looking): boolean {
  return canHold(when, looking)
}

function canHold(condition: Condition, looking: Looking): boolean {
  switch (condition.is) {
    case 'all':
      return condition.parts.every((part) => canHold(part, looking))
    case 'any':
      return condition.parts.some((part) => canHold(part, looking))
    // What is shut out can be left out of a basket; whom or when it shuts out cannot.
    case 'not':
      return isGoods(condition.part) || !canHold(condition.part, looking)
    case 'one_of':
      return condition.values.some((value) => known(condition.fact, looking).includes(value))
    case 'days':
      return (
        (condition.from === undefined || looking.day >= condition.from) &&
        (condition.until === undefined || looking.day < condition.until)
      )
    // A guest has no orders that could be counted.
    case 'order_number':
      return !looking.kinds.includes('guest')
    case 'coupon':
    case 'entitlement':
    case 'credit':
    case 'history':
      return false
    default:
      return true
  }
}

function isGoods(condition: Condition): boolean {
  return condition.is === 'at_least' || condition.is === 'time'
}

function known(fact: string, { kinds, market }: Looking): readonly string[] {
  if (fact === 'kind') return kinds
  if (fact === 'market') return [market]
  return fact === 'channel' ? ['shop'] : []
}

/** The first day on which a promotion no longer holds, where it says one. */
export function endOf({ when }: Promotion): string | undefined {
  const parts = when.is === 'all' ? when.parts : [when]
  const ends = parts.flatMap((part) => (part.is === 'days' ? (part.until ?? []) : []))
  return ends.toSorted((a, b) => (a < b ? -1 : 1))[0]
}
