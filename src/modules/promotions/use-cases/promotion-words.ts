import { currencyDigits } from '#shared/money.ts'
import { formatDecimal, formatShort } from '#shared/decimal.ts'
import { unreachable } from '#shared/unreachable.ts'
import type { Missing } from '../domain/conditions.ts'
import type { Extra, Measure, Selection } from '../domain/promotion.ts'

/** What is missing of a condition, as a sentence: `12.00 EUR more of beauty`. */
export function missingWords(missing: Missing, currency: string): string {
  switch (missing.is) {
    case 'at_least':
      return `${amountWords(missing.missing, missing.measure, currency)} more of ${selectionWords(missing.of, currency)}`
    case 'history': {
      const { history } = missing
      const who = history.who === 'buyer' ? 'bought before' : 'bought by somebody whom the buyer brought'
      return `${amountWords(missing.missing, history.measure, currency)} more of ${selectionWords(history.of, currency)}, ${who}, within ${history.days} days`
    }
    case 'one_of':
      return `${missing.fact} ${missing.values.join(' or ')}`
    case 'order_number':
      return missing.until === 1 ? 'a first order' : `order number ${missing.from} or later`
    case 'entitlement':
      return `the entitlement ${missing.name}`
    case 'credit':
      return `something left of the credit ${missing.name}`
    case 'any':
      return missing.alternatives
        .map((one) => one.map((part) => missingWords(part, currency)).join(' and '))
        .join(', or ')
    case 'coupon':
      return 'a coupon'
    case 'days':
      return 'a day on which it holds'
    case 'time':
      return 'another weekday or hour'
    case 'not':
      return 'something that excludes it holds'
    default:
      return unreachable(missing)
  }
}

/** An amount of what is counted, in words: `12.00 EUR`, `3 pieces`, `50 PV`. */
export function amountWords(value: bigint, measure: Measure, currency: string): string {
  if (measure.by === 'amount') return `${formatDecimal(value, currencyDigits(currency))} ${currency}`
  if (measure.by === 'quantity') return value === 1n ? '1 piece' : `${value} pieces`
  return `${formatShort(value, 6)} ${measure.volume}`
}

/** Goods in words: `beauty`, `cream`, `everything`. */
export function selectionWords(selection: Selection, currency: string): string {
  const { products, categories, tags, priceFrom, priceUntil, except } = selection
  const price = (minor: bigint): string => `${formatDecimal(minor, currencyDigits(currency))} ${currency}`
  const parts = [
    ...[products, categories, tags].flatMap((names) => (names ? [names.join(' or ')] : [])),
    ...(priceFrom === undefined ? [] : [`from ${price(priceFrom)}`]),
    ...(priceUntil === undefined ? [] : [`up to ${price(priceUntil)}`]),
    ...(except ? [`not ${selectionWords(except, currency)}`] : []),
  ]
  return parts.length === 0 ? 'everything' : parts.join(', ')
}

/** What a reward gives beside prices. */
export function extraWords(extra: Extra): string {
  switch (extra.is) {
    case 'gift':
      return `${extra.quantity} × ${extra.product} as a gift`
    case 'gift_choice':
      return `${extra.choose} to choose as a gift`
    case 'points':
      return `${extra.points} ${extra.unit}${extra.per === 'major_unit' ? ' for each full unit of money' : ''}`
    case 'entitlement':
      return `the entitlement ${extra.name} for ${extra.days} days`
    case 'free_shipping':
      return 'free delivery'
    case 'volume_factor':
      return `${formatShort(extra.ppm, 6)} times ${extra.volume}`
    default:
      return unreachable(extra)
  }
}
