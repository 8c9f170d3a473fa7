import { unreachable } from '#shared/unreachable.ts'
import { compare, ZERO } from '#shared/exact.ts'
import type { Expression, Operator, Rule } from '../expression.ts'
import { sayNumber } from '../say.ts'
import { fieldNoun, owner, whose } from './field-words.ts'
import { scopeWords } from './scope-words.ts'

/** A condition as a clause: "PV is at least 100 and the rank is Gold or higher". */
export function clause(expression: Expression): string {
  switch (expression.node) {
    case 'truth':
      return expression.value ? 'always' : 'never'
    case 'field':
      return fieldClause(expression)
    case 'not':
      return notClause(expression.of)
    case 'in':
      return `${noun(expression.of)} is ${expression.options.map(noun).join(' or ')}`
    case 'operation':
      return operationClause(expression)
    case 'choice':
      return `where ${clause(expression.when)}: ${clause(expression.yes)}; otherwise: ${clause(expression.no)}`
    case 'aggregate': {
      const scope = scopeWords(expression.scope)
      if (expression.name === 'any') return `there is one of ${scope}`
      if (expression.name === 'all' && expression.of)
        return `${expression.scope.items.endsWith('periods') ? 'in' : 'for'} each of ${scope} ${clause(expression.of)}`
      return noun(expression)
    }
    case 'as':
      return `${noun(expression.of)} is yes`
    default:
      return noun(expression)
  }
}

export function ruleClause(rule: Rule): string {
  return clause(rule.expression)
}

/** An amount of a currency. */
export function ruleMoney(rule: Rule, currency: string): string {
  const { expression } = rule
  return expression.node === 'number'
    ? `${noun(expression)} ${currency}`
    : `${noun(expression)}, in ${currency}`
}

export function ruleNoun(rule: Rule): string {
  return noun(rule.expression)
}

/** Whether a condition is just `true`. */
export function isAlways(rule: Rule): boolean {
  return rule.expression.node === 'truth' && rule.expression.value
}

function fieldClause(field: Extract<Expression, { node: 'field' }>): string {
  const who = whose(field.hops)
  if (field.of === 'measure') return `“${field.name}” holds${who === '' ? '' : ` for ${owner(field.hops)}`}`
  if (field.name === 'active') return `${owner(field.hops)} is active`
  if (field.name === 'own purchase') return 'buyer and seller are the same person'
  if (field.name === 'guest') return 'nobody is named as the buyer'
  return noun(field)
}

function notClause(of: Expression): string {
  if (of.node === 'field' && of.name === 'active')
    return fieldClause(of).replace(/ is active$/, ' is not active')
  if (of.node === 'field' && of.name === 'guest') return 'somebody is named as the buyer'
  if (of.node === 'field' && of.name === 'own purchase') return 'buyer and seller are not the same person'
  return `it is not so that ${grouped(of)}`
}

type Operation = Extract<Expression, { node: 'operation' }>

const comparisons: Partial<Record<Operator, string>> = {
  '=': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
}

const rankComparisons: Partial<Record<Operator, (rank: string) => string>> = {
  '>=': (rank) => `is ${rank} or higher`,
  '>': (rank) => `is higher than ${rank}`,
  '<=': (rank) => `is ${rank} or lower`,
  '<': (rank) => `is lower than ${rank}`,
}

function operationClause(operation: Operation): string {
  const { operator, left, right } = operation
  if (operator === 'and' || operator === 'or')
    return [left, right].map((part) => within(part, operator)).join(` ${operator} `)
  const ranked = right.node === 'rank' ? rankComparisons[operator] : undefined
  if (ranked) return `${noun(left)} ${ranked(noun(right))}`
  if (operator === '>=' && left.node === 'aggregate' && left.name === 'count')
    return `there are at least ${noun(right)} of ${scopeWords(left.scope)}`
  if (operator === '>=' && left.node === 'call' && left.name === 'holds')
    return `at least ${noun(right)} of these hold: ${left.arguments.map(clause).join('; ')}`
  const words = comparisons[operator]
  return words === undefined ? noun(operation) : `${noun(left)} ${words} ${noun(right)}`
}

/** Parentheses where `and` and `or` would run into each other. */
function within(part: Expression, operator: 'and' | 'or'): string {
  const mixed =
    part.node === 'choice' ||
    (part.node === 'operation' &&
      (part.operator === 'and' || part.operator === 'or') &&
      part.operator !== operator)
  return mixed ? `(${clause(part)})` : clause(part)
}

function grouped(expression: Expression): string {
  return expression.node === 'operation' ? `(${clause(expression)})` : clause(expression)
}

/** A value as a noun: "the sum of PV over the legs". */
export function noun(expression: Expression): string {
  switch (expression.node) {
    case 'number':
      return sayNumber(expression.value, expression.percent)
    case 'text':
      if (expression.value === '') return 'nothing'
      // In quotes a text of files is told apart from a name: the category is “product”, or the product.
      return expression.type === 'text' ? `“${expression.value}”` : expression.value
    case 'truth':
      return expression.value ? 'yes' : 'no'
    case 'rank':
      return expression.name === 'none' ? 'no rank' : expression.name
    case 'field':
      return fieldNoun(expression)
    case 'as':
      return noun(expression.of)
    case 'minus':
      return `minus ${inner(expression.of)}`
    case 'operation':
      return operationNoun(expression)
    case 'not':
    case 'in':
      return clause(expression)
    case 'choice':
      return choiceNoun(expression)
    case 'call':
      return callNoun(expression)
    case 'table':
      return `the value of “${expression.table}”${tableKeys(expression.keys)}`
    case 'marginal':
      return `each slice of ${inner(expression.of)} at its own step of the table “${expression.table}”`
    case 'earned':
      return `what was earned by ${expression.bonuses.join(' and ')}`
    case 'unpaid':
      return `what ${expression.bonuses.join(' and ')} left unpaid`
    case 'running':
      return `${expression.volume} ${expression.when === 'before' ? 'before' : 'up to and with'} the order`
    case 'accumulated':
      return `${expression.volume} since the beginning`
    case 'branch':
      return `the side of the ${expression.tree} tree`
    case 'above':
      return `the person above in the ${expression.tree} tree`
    case 'self':
      return 'oneself'
    case 'aggregate':
      return aggregateNoun(expression)
    default:
      return unreachable(expression)
  }
}

function tableKeys(keys: readonly Expression[]): string {
  return keys.length === 0 ? '' : ` (at ${keys.map(noun).join(' and ')})`
}

/** The same in parentheses where it would run into what follows. */
export function inner(expression: Expression): string {
  const text = noun(expression)
  const simple = !['operation', 'choice', 'in', 'call'].includes(expression.node)
  return simple ? text : `(${text})`
}

function operationNoun(operation: Operation): string {
  const { operator, left, right } = operation
  if (operator === '*') {
    const percent = [left, right].find((part) => part.node === 'number' && part.percent)
    if (percent) return `${noun(percent)} of ${inner(percent === left ? right : left)}`
    return `${inner(left)} times ${inner(right)}`
  }
  if (operator === '/') return `${inner(left)} divided by ${inner(right)}`
  if (operator === '+') return `${loose(left)} plus ${loose(right)}`
  if (operator === '-') return `${loose(left)} less ${inner(right)}`
  return clause(operation)
}

/** A sum inside a sum needs no parentheses. */
function loose(part: Expression): string {
  const binds = part.node === 'operation' && ['+', '*', '/'].includes(part.operator)
  return binds ? noun(part) : inner(part)
}

function choiceNoun({ when, yes, no }: Extract<Expression, { node: 'choice' }>): string {
  const nothing = no.node === 'number' && compare(no.value, ZERO) === 0
  return `${inner(yes)} where ${clause(when)}, otherwise ${nothing ? 'nothing' : no.node === 'choice' ? noun(no) : inner(no)}`
}

function callNoun({ name, arguments: parts }: Extract<Expression, { node: 'call' }>): string {
  const [first, second] = parts
  if (!first) return name
  if (parts.length === 2 && second) {
    if (name === 'min') return `${inner(first)}, at most ${inner(second)}`
    if (name === 'max' && first.node === 'number' && compare(first.value, ZERO) === 0)
      return `${inner(second)}, never below 0`
    if (name === 'max') return `the greater of ${inner(first)} and ${inner(second)}`
    if (name === 'floor') return `${inner(first)} rounded down to a step of ${inner(second)}`
    if (name === 'ceil') return `${inner(first)} rounded up to a step of ${inner(second)}`
    if (name === 'round') return `${inner(first)} rounded to a step of ${inner(second)}`
    if (name === 'share') return `${inner(first)} as a share of ${inner(second)}`
    if (name === 'days') return `the days from ${noun(first)} to ${noun(second)}`
  }
  if (name === 'abs') return `${inner(first)} without its sign`
  if (name === 'holds') return `how many of these hold: ${parts.map(clause).join('; ')}`
  return `the ${name === 'min' ? 'least' : 'greatest'} of ${parts.map(inner).join(', ')}`
}

function aggregateNoun({ name, scope, of }: Extract<Expression, { node: 'aggregate' }>): string {
  const items = scopeWords(scope)
  const what = of ? inner(of) : ''
  switch (name) {
    case 'sum':
      return `the sum of ${what} over ${items}`
    case 'count':
      return `the number of ${items}`
    case 'max':
      return `the highest ${bare(what)} among ${items}`
    case 'min':
      return `the lowest ${bare(what)} among ${items}`
    case 'distinct':
      return `the number of different values of ${bare(what)} among ${items}`
    case 'any':
      return `whether there is one of ${items}`
    case 'all':
      return `whether all of ${items} are such that ${of ? clause(of) : ''}`
    default:
      return unreachable(name)
  }
}

function bare(text: string): string {
  return text.replace(/^the /, '')
}
