import type { Expression, Scope, ScopeItems } from '../expression.ts'
import { scopes } from '../functions.ts'
import { clause } from './rule-words.ts'

const plain: Readonly<Record<ScopeItems, string>> = {
  legs: 'the people directly below',
  team: 'the team (oneself included)',
  downline: 'the people below',
  levels: 'the people on level',
  upline: 'the people above',
  everyone: 'all people',
  positions: 'the positions of the same owner',
  purchases: 'the own purchases',
  sales: 'the own sales',
  'purchase lines': 'the lines of the own purchases',
  'sale lines': 'the lines of the own sales',
  lines: 'the lines of the order',
  'hosted parties': 'the parties that the person hosts',
  'held parties': 'the parties that the person sells at',
  'last periods': 'the last periods',
  'previous periods': 'the periods before',
}

/** The same of a person who is looked at, where the plain words would leave open whose they are. */
const ofThem: Readonly<Partial<Record<ScopeItems, string>>> = {
  legs: 'the people directly below them',
  team: 'their team (themselves included)',
  downline: 'the people below them',
  upline: 'the people above them',
  positions: 'the positions of their owner',
  purchases: 'their own purchases',
  sales: 'their own sales',
  'purchase lines': 'the lines of their own purchases',
  'sale lines': 'the lines of their own sales',
  'hosted parties': 'the parties that they host',
  'held parties': 'the parties that they sell at',
}

/** The items of a scope: "the people directly below for whom PV is at least 100". */
export function scopeWords(scope: Scope): string {
  const tree = scope.tree === 'sponsor' ? '' : ` in the ${scope.tree} tree`
  return `${itemsOf(scope)}${tree}${whereWords(scope)}`
}

function itemsOf({ items, from, to, periods, ofParty, ofItem }: Scope): string {
  if (ofParty) return 'the sales of the party'
  if (items === 'levels')
    return `the people on ${from === to ? `level ${from}` : `levels ${from} to ${to}`}${ofItem ? ' below them' : ''}`
  if (items === 'last periods') return `the last ${periods} periods (this one included)`
  if (items === 'previous periods') return `the ${periods} periods before`
  return (ofItem ? ofThem[items] : undefined) ?? plain[items]
}

function whereWords({ where, items }: Scope): string {
  if (where === undefined) return ''
  return ` ${scopes[items].of === 'people' ? whoWords(where) : `for which ${clause(where)}`}`
}

/** After "people": "who are active", "for whom PV is at least 100". */
export function whoWords(condition: Expression): string {
  const active = condition.node === 'field' && condition.name === 'active' && condition.hops.length === 0
  return active ? 'who are active' : `for whom ${clause(condition)}`
}
