import * as fc from 'fast-check'
import { pick, text, type Text } from './documents.ts'
import {
  conditionOfLine,
  conditionOfOrder,
  conditionOfParty,
  numberOfLine,
  numberOfOrder,
  numberOfParty,
} from './order-rules.ts'
import { comparison, percentage, ranks, threshold } from './rule-words.ts'

/**
 * Texts of rules for generated plans. Every name that a plan of `plans.ts` defines may be offered; thresholds and volumes come
 * from the same few numbers, so that values often lie exactly on an edge.
 */
export type Known = Readonly<{
  /** Names of volumes and measures that are numbers. */
  numbers: readonly string[]
  /** Personal volumes and groups, for `before`, `after` and `accumulated`. */
  volumes: readonly string[]
  /** Names of measures that are conditions. */
  conditions: readonly string[]
  /** Whether `rank`, `active` and their kin may be read. */
  ranks: boolean
  active: boolean
  /** Tables by a number of one key. */
  tables: readonly string[]
  /** Bonuses whose earnings may be read. */
  earned: readonly string[]
}>

export const nothingKnown: Known = {
  numbers: [],
  volumes: [],
  conditions: [],
  ranks: false,
  active: false,
  tables: [],
  earned: [],
}

function some(list: readonly string[], make: (one: Text) => Text[]): Text[] {
  return list.length === 0 ? [] : make(fc.constantFrom(...list))
}

/** A number of a person. */
export function numberOfPerson(known: Known, depth: number): Text {
  const plain = [
    threshold,
    ...some(known.numbers, (name) => [name, name, name]),
    pick('days since joining', '(attr:size + 0)', '(fact:value + 0)', '12.5'),
    ...(known.ranks ? [pick('rank', 'career rank', 'earned rank', 'previous rank')] : []),
    ...some(known.tables, (name) => [name]),
    ...some(known.earned, (name) => [text`earned(${name})`]),
    ...some(known.volumes, (name) => [text`accumulated(${name})`]),
  ]
  if (depth <= 0) return fc.oneof(...plain)
  const inner = numberOfPerson(known, depth - 1)
  return fc.oneof(
    ...plain,
    ...composed(inner, conditionOfPerson(known, depth - 1)),
    aggregateOfPeople(known, depth),
    aggregateOfOrders(known, depth),
    aggregateOfPeriods(known),
    ...some(known.tables, (name) => [text`${name}(${inner})`]),
    text`marginal(steps, ${inner})`,
    text`pairs(${inner}, ${inner})`,
    text`days(joined, period end)`,
  )
}

/** Arithmetic and functions over numbers of any scope. */
function composed(inner: Text, condition: Text): Text[] {
  return [
    text`(${inner}) ${pick('+', '-', '*')} (${inner})`,
    text`(${inner}) / ${pick('2', '3', '7')}`,
    text`${pick('min', 'max')}(${inner}, ${inner})`,
    text`${pick('floor', 'ceil', 'round')}(${inner}, ${pick('1', '0.5', '30', '100')})`,
    text`abs(${inner})`,
    text`share(${inner}, ${inner})`,
    text`if ${condition} then ${inner} else ${inner}`,
    text`if ${condition} then ${inner}`,
    text`holds(${condition}, ${condition}, ${condition})`,
    text`-(${inner})`,
  ]
}

/** A condition on a person. */
export function conditionOfPerson(known: Known, depth: number): Text {
  const plain = [
    ...some(known.numbers, (name) => [
      text`${name} >= ${threshold}`,
      text`${name} ${comparison} ${threshold}`,
    ]),
    text`kind = ${pick('distributor', 'preferred', 'retail', 'company')}`,
    text`kind in (${pick('retail, preferred', 'distributor', 'distributor, company')})`,
    text`status ${pick('=', '!=')} ${pick('active', 'inactive', 'suspended', 'terminated')}`,
    text`market = ${pick("'DE'", "'PL'", "''")}`,
    text`joined ${comparison} ${pick('2026-08-01', 'period start', 'period end')}`,
    text`days since joining ${pick('<', '>=')} ${pick('7', '30', '60')}`,
    pick('attr:flag', 'fact:open', 'true', 'false'),
    text`attr:size ${comparison} ${pick('1', '2.5')}`,
    text`side = ${pick('left', 'right')}`,
    ...(known.active ? [pick('active', 'not active')] : []),
    ...(known.ranks
      ? [
          text`rank >= ${pick(...ranks)}`,
          text`${pick('career rank', 'earned rank', 'previous rank')} ${pick('>=', '=', '<')} ${pick(...ranks)}`,
          pick('rank = none', 'rank in (Bronze, Gold)'),
        ]
      : []),
    ...some(known.conditions, (name) => [name, name]),
  ]
  if (depth <= 0) return fc.oneof(...plain)
  const inner = conditionOfPerson(known, depth - 1)
  const number = numberOfPerson(known, depth - 1)
  const item = conditionOfPerson(known, depth - 1)
  return fc.oneof(
    ...plain,
    text`(${inner} ${pick('and', 'or')} ${inner})`,
    text`not (${inner})`,
    text`(${number}) ${comparison} (${number})`,
    text`any(${peopleScope(item)})`,
    text`all(${peopleScope(item)}, ${item})`,
    text`any(legs where any(team in placement where above(sponsor) = self and ${item}))`,
    text`count(downline where branch(placement) = ${pick('left', 'right')} and ${item}) >= ${pick('1', '2')}`,
    text`any(${orderScope()} where ${conditionOfOrder(1, true)})`,
  )
}

function peopleScope(where: Text): Text {
  const scope = fc.oneof(
    text`${pick('legs', 'team', 'downline', 'upline', 'level 1', 'level 2', 'levels 1 to 2', 'levels 2 to 3')}${pick(
      '',
      ' in sponsor',
      ' in placement',
    )}`,
    pick('everyone', 'positions'),
  )
  return fc.oneof(scope, text`${scope} where ${where}`)
}

/** A sum, count or extreme over people. */
export function aggregateOfPeople(known: Known, depth: number): Text {
  // What the people who are looked at may read is what the outer person may, so that circles do not arise in `team`.
  const item = numberOfPerson(known, depth - 1)
  const where = conditionOfPerson(known, depth - 1)
  const scope = peopleScope(where)
  return fc.oneof(
    text`${pick('sum', 'max', 'min')}(${scope}, ${item})`,
    text`count(${scope})`,
    text`distinct(${scope}, ${fc.oneof(item, pick('kind', 'market', 'joined', 'attr:size'))})`,
    ...some(known.numbers, (name) => [
      text`count(legs where ${name} ${comparison} self.${name})`,
      text`sum(${scope}, min(${name}, ${threshold}))`,
    ]),
    ...(known.ranks
      ? [text`max(${scope}, rank)`, text`count(legs where max(team, rank) >= ${pick(...ranks)})`]
      : []),
  )
}

function orderScope(): Text {
  return pick('purchases', 'sales')
}

/** A sum, count or extreme over orders or their lines, of a person. */
export function aggregateOfOrders(known: Known, depth: number): Text {
  const lines = pick('purchase lines', 'sale lines')
  const ofOrder = conditionOfOrder(depth - 1, true)
  const running = some(known.volumes, (name) => [
    text`sum(${orderScope()} where ${pick('before', 'after')}(${name}) ${pick('<', '>=')} ${threshold}, amount)`,
    text`sum(${lines}, ${pick('before', 'after')}(${name}))`,
  ])
  return fc.oneof(
    text`${pick('sum', 'max', 'min')}(${orderScope()}, ${numberOfOrder(depth - 1, true)})`,
    text`sum(${lines} where ${conditionOfLine(depth - 1)}, ${numberOfLine(depth - 1)})`,
    text`count(${fc.oneof(orderScope(), lines)} where ${ofOrder})`,
    text`distinct(${orderScope()}, ${pick('buyer', 'seller', 'date', 'type', 'party')})`,
    text`count(${orderScope()} where sum(lines where ${conditionOfLine(0)}, quantity) >= ${pick('1', '2')})`,
    text`distinct(sales where ${ofOrder}, buyer)`,
    text`${pick('sum', 'count')}(${pick('hosted parties', 'held parties')})`.map((one) =>
      one.startsWith('sum') ? `${one.slice(0, -1)}, total)` : one,
    ),
    text`max(${pick('hosted parties', 'held parties')} where ${conditionOfParty()}, ${numberOfParty()})`,
    ...running,
  )
}

function aggregateOfPeriods(known: Known): Text {
  const inner = fc.oneof(threshold, ...some(known.numbers, (name) => [name, name]))
  const scope = text`${pick('last', 'previous')} ${pick('1', '2', '3')} periods`
  return fc.oneof(
    text`${pick('sum', 'max', 'min')}(${scope}, ${inner})`,
    ...(known.ranks ? [text`count(${scope} where rank >= ${pick(...ranks)})`] : []),
    ...(known.active ? [text`count(${scope} where active)`] : []),
  )
}

/** A share that a payee of a walk gets. */
export function rateOfWalk(known: Known, levels: boolean, lines: boolean): Text {
  const bySource = text`if source.${pick('kind = retail', 'status = active', 'side = left')} then ${percentage} else ${percentage}`
  return fc.oneof(
    percentage,
    text`percent by steps(${fc.oneof(threshold, ...some(known.numbers, (name) => [name]))})`,
    text`if ${conditionOfPerson(known, 0)} then ${percentage} else ${fc.oneof(percentage, fc.constant('0'))}`,
    bySource,
    ...(levels
      ? [
          pick(
            'rates',
            'if level = 1 then 10 % else 5 %',
            'if level < 3 then 5 % else 0',
            'percent by steps(level * 50)',
          ),
        ]
      : []),
    ...(known.ranks
      ? [
          text`if path rank >= ${pick(...ranks)} then ${percentage} else 7 %`,
          fc.constant('if rank > path rank then 4 % else 0'),
        ]
      : []),
    ...(lines ? [fc.constant('by category(line.category)'), ...lineRates(known)] : []),
  )
}

function lineRates(known: Known): Text[] {
  return [
    text`if line.type = first then ${percentage} else ${percentage}`,
    text`if line.order.amount >= ${threshold} then ${percentage}`,
    ...some(known.volumes, (name) => [
      text`percent by steps(${pick('before', 'after')}(${name}))`,
      text`if before(${name}) < ${threshold} then ${percentage} else ${percentage}`,
    ]),
  ]
}

/** A condition of a walk on its source and line. */
export function sourceCondition(lines: boolean): Text {
  return fc.oneof(
    text`source.kind = ${pick('distributor', 'retail')}`,
    text`source.joined ${pick('<', '>=')} period start`,
    ...(lines
      ? [text`line.type != ${pick('first', 'return')}`, text`line.category = ${pick("'kit'", "'care'")}`]
      : []),
  )
}
