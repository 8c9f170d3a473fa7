import { currencyDigits } from '#shared/money.ts'
import { formatDecimal, formatShort } from '#shared/decimal.ts'
import { unreachable } from '#shared/unreachable.ts'
import type { PromotionLimits } from '../domain/limits.ts'
import type { Condition, Each, PieceReward, Promotion, Reward, Which } from '../domain/promotion.ts'
import { amountWords, extraWords, selectionWords } from './promotion-words.ts'

/** A promotion in words: when it applies, what it gives, how it meets others, and what limits it. */
export type PromotionSentences = Readonly<{
  when: string[]
  gives: string[]
  together: string[]
  limits: string[]
}>

export function promotionSentences(
  promotion: Promotion,
  limits: PromotionLimits,
  currency: string,
): PromotionSentences {
  const { tiers, group, lane, priority, mostTimes } = promotion
  const when = conditionSentences(promotion.when, currency)
  const each = eachSentence(promotion.each, currency)
  const gives = tiers
    ? tiers.steps.map(
        ({ from, reward }) =>
          `From ${amountWords(from, tiers.measure, currency)} of ${selectionWords(tiers.of, currency)}: ${rewardSentences(reward, currency).join(', ')}`,
      )
    : [...rewardSentences(promotion.reward, currency)]
  return {
    when: [...(when.length === 0 ? ['Always'] : when), ...(each === undefined ? [] : [each])],
    gives,
    together: [
      `Lane ${lane}, priority ${priority}`,
      ...(group === undefined ? [] : [`One at most of the group ${group} applies to an order`]),
      mostTimes < Number.MAX_SAFE_INTEGER
        ? `At most ${mostTimes === 1 ? 'once' : `${mostTimes} times`} in an order`
        : 'As often in an order as it can',
    ],
    limits: limitSentences(limits, currency),
  }
}

function conditionSentences(condition: Condition, currency: string): readonly string[] {
  switch (condition.is) {
    case 'all':
      return condition.parts.flatMap((part) => conditionSentences(part, currency))
    case 'any':
      return [condition.parts.map((part) => conditionSentences(part, currency).join(' and ')).join(', or ')]
    case 'not':
      return [`Not: ${conditionSentences(condition.part, currency).join(' and ')}`]
    case 'at_least':
      return [
        `The basket holds ${amountWords(condition.needed, condition.measure, currency)} or more of ${selectionWords(condition.of, currency)}`,
      ]
    case 'history': {
      const { who, measure, of, days } = condition.history
      const what = `${amountWords(condition.needed, measure, currency)} or more of ${selectionWords(of, currency)}`
      return who === 'buyer'
        ? [`The buyer bought ${what} within the last ${days} days`]
        : [`Customers whom the buyer brought bought ${what} within ${days} days after joining`]
    }
    case 'one_of':
      return [`The ${condition.fact} is ${condition.values.join(' or ')}`]
    case 'order_number':
      return condition.until === 1
        ? ['It is the first order of the buyer']
        : [
            `It is order ${condition.from}${condition.until < 1_000_000 ? ` to ${condition.until}` : ' or a later one'} of the buyer`,
          ]
    case 'days':
      return [
        `${condition.from === undefined ? '' : `From ${condition.from} on `}${condition.until === undefined ? '' : `before ${condition.until}`}`.trim(),
      ]
    case 'time': {
      const { from, until, weekdays } = condition
      const hours =
        from === undefined && until === undefined ? '' : ` from ${from ?? '00:00'} to ${until ?? '24:00'}`
      return [`On ${weekdays.length === 0 ? 'every day' : weekdays.join(', ')}${hours}`]
    }
    case 'coupon':
      return [`With a coupon of ${condition.coupons.join(' or ')}`]
    case 'entitlement':
      return [`The buyer holds the entitlement ${condition.name}`]
    case 'credit':
      return [
        `Something is left of the buyer’s credit ${condition.name}, of which it takes no more than that`,
      ]
    default:
      return unreachable(condition)
  }
}

function eachSentence(each: Each, currency: string): string | undefined {
  if (each.by === 'order') return undefined
  if (each.by === 'full')
    return `For each full ${amountWords(each.step, each.measure, currency)} of ${selectionWords(each.of, currency)}`
  const parts = each.taken.map(({ pieces, of }) => `${pieces} of ${selectionWords(of, currency)}`)
  return `For each set of ${parts.join(' and ')}`
}

function rewardSentences(reward: Reward, currency: string): readonly string[] {
  const { pieces } = reward
  return [...(pieces ? [pieceSentence(pieces, currency)] : []), ...reward.extras.map(extraWords)]
}

const WHICH: Readonly<Record<Which, string>> = { cheapest: ' cheapest', dearest: ' dearest', best: '' }

function pieceSentence(pieces: PieceReward, currency: string): string {
  const money = (minor: bigint): string => `${formatDecimal(minor, currencyDigits(currency))} ${currency}`
  const of = (count: number | undefined, which: Which, goods: string): string =>
    count === undefined ? goods : `the ${count}${WHICH[which]} of ${goods}`
  switch (pieces.is) {
    case 'percent': {
      const goods = of(pieces.pieces, pieces.which, selectionWords(pieces.of, currency))
      if (pieces.ppm === 1_000_000n) return `Free: ${goods}`
      const most = pieces.most === undefined ? '' : `, ${money(pieces.most)} at most`
      return `${percentWords(pieces.ppm)} off ${goods}${most}`
    }
    case 'amount':
      return `${money(pieces.minor)} off ${pieces.per === 'piece' ? 'each piece of ' : ''}${selectionWords(pieces.of, currency)}`
    case 'price':
      return `${money(pieces.minor)} for each of ${of(pieces.pieces, pieces.which, selectionWords(pieces.of, currency))}`
    case 'set_percent':
      return pieces.ppm === 1_000_000n
        ? `The ${pieces.pieces} ${pieces.which} of each set free`
        : `${percentWords(pieces.ppm)} off the ${pieces.pieces} ${pieces.which} of each set`
    case 'set_price':
      return `${money(pieces.minor)} for each set`
    default:
      return unreachable(pieces)
  }
}

function percentWords(ppm: bigint): string {
  return `${formatShort(ppm, 4)} %`
}

function limitSentences(limits: PromotionLimits, currency: string): string[] {
  const money = (minor: bigint): string => `${formatDecimal(minor, currencyDigits(currency))} ${currency}`
  const said: (string | false)[] = [
    limits.uses !== null && `${limits.uses} times altogether`,
    limits.usesPerPerson !== null && `${limits.usesPerPerson} times for each person; not for guests`,
    limits.usesPerMonth !== null && `${limits.usesPerMonth} times in each month`,
    limits.budgetMinor !== null && `${money(limits.budgetMinor)} off altogether`,
    limits.monthBudgetMinor !== null && `${money(limits.monthBudgetMinor)} off in each month`,
  ]
  return said.filter((one) => one !== false)
}
