import * as fc from 'fast-check'
import { comparison, percentage, threshold } from './rule-words.ts'
import { pick, text, type Text } from './documents.ts'

/** A number of an order that is looked at. */
export function numberOfOrder(depth: number, inside: boolean): Text {
  const plain = pick(
    'amount',
    'quantity',
    'volume:PV',
    'volume:CV',
    'order number',
    'party.total',
    'attr:weight',
    'fact:value',
  )
  if (depth <= 0) return plain
  return fc.oneof(
    plain,
    text`sum(lines${fc.oneof(fc.constant(''), text` where ${conditionOfLine(depth - 1)}`)}, ${numberOfLine(depth - 1)})`,
    text`${plain} * ${percentage}`,
    ...(inside
      ? [pick('self.days since joining', 'buyer.days since joining', 'seller.days since joining')]
      : []),
  )
}

export function conditionOfOrder(depth: number, inside: boolean): Text {
  return fc.oneof(
    ...orderConditions(),
    ...(inside ? [pick('buyer = self', 'seller != self')] : []),
    ...(depth > 0
      ? [
          text`not (${conditionOfOrder(depth - 1, inside)})`,
          text`(${conditionOfOrder(depth - 1, inside)} ${pick('and', 'or')} ${conditionOfOrder(depth - 1, inside)})`,
        ]
      : []),
  )
}

function orderConditions(): Text[] {
  return [
    text`type ${pick('=', '!=')} ${pick('order', 'first', 'autoship', 'upgrade', 'return')}`,
    text`${pick('amount', 'volume:PV')} ${comparison} ${threshold}`,
    pick('own purchase', 'guest', 'not guest', 'order number = 1', "party != ''", 'attr:promo'),
    text`currency = ${pick('EUR', 'PLN')}`,
    text`date ${comparison} 2026-10-05`,
    text`buyer.kind in (${pick('retail', 'retail, preferred', 'distributor')})`,
    text`seller.status = ${pick('active', 'inactive')}`,
    text`party.type = ${pick("'home'", "'online'")}`,
  ]
}

/** A number of an order line. */
export function numberOfLine(depth: number): Text {
  const plain = pick('volume:PV', 'volume:CV', 'amount', 'quantity', 'order.amount', 'order.volume:PV')
  if (depth <= 0) return plain
  return fc.oneof(
    plain,
    text`${plain} * ${percentage}`,
    text`if ${conditionOfLine(depth - 1)} then ${plain} else ${plain}`,
    text`${plain} * by category(category)`,
  )
}

export function conditionOfLine(depth: number): Text {
  return fc.oneof(
    ...orderConditions(),
    text`category ${pick('=', '!=')} ${pick("'kit'", "'care'")}`,
    text`product in (${pick("'a', 'b'", "'c'")})`,
    text`order.amount >= ${threshold}`,
    ...(depth > 0
      ? [text`(${conditionOfLine(depth - 1)} ${pick('and', 'or')} ${conditionOfLine(depth - 1)})`]
      : []),
  )
}

export function numberOfParty(): Text {
  return fc.oneof(
    pick('total', 'orders', 'guests', 'attr:bookings', 'fact:value', 'host.days since joining'),
    text`sum(sales where ${conditionOfOrder(0, true)}, amount)`,
    text`total * ${percentage}`,
  )
}

export function conditionOfParty(): Text {
  return fc.oneof(
    text`total ${comparison} ${threshold}`,
    text`guests >= ${pick('1', '2')}`,
    text`type = ${pick("'home'", "'online'")}`,
    text`date ${comparison} 2026-10-05`,
    pick('host.kind = retail', 'seller = self', 'host = self'),
  )
}
