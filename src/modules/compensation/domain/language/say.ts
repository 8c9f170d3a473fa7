import { unreachable } from '#shared/unreachable.ts'
import { exactText, multiply, type Exact } from '#shared/exact.ts'
import type { Expression, Scope } from './expression.ts'

/** An expression written out again, with the parentheses that it needs. */
export function sayExpression(expression: Expression): string {
  switch (expression.node) {
    case 'number':
      return sayNumber(expression.value, expression.percent)
    case 'text':
      return expression.type === 'text' ? `'${expression.value}'` : expression.value
    case 'truth':
      return String(expression.value)
    case 'rank':
      return expression.name
    case 'field':
      return sayField(expression)
    case 'as':
      return sayExpression(expression.of)
    case 'not':
      return `not ${inner(expression.of)}`
    case 'minus':
      return `-${inner(expression.of)}`
    case 'operation':
      return `${inner(expression.left)} ${expression.operator} ${inner(expression.right)}`
    case 'in':
      return `${inner(expression.of)} in (${expression.options.map(sayExpression).join(', ')})`
    case 'choice':
      return `if ${sayExpression(expression.when)} then ${inner(expression.yes)} else ${inner(expression.no)}`
    case 'call':
      return `${expression.name}(${expression.arguments.map(sayExpression).join(', ')})`
    case 'table':
      return expression.table
    case 'marginal':
      return `marginal(${expression.table}, ${sayExpression(expression.of)})`
    case 'earned':
    case 'unpaid':
      return `${expression.node}(${expression.bonuses.join(', ')})`
    case 'running':
      return `${expression.when}(${expression.volume})`
    case 'accumulated':
      return `accumulated(${expression.volume})`
    case 'branch':
    case 'above':
      return `${expression.node}(${expression.tree})`
    case 'self':
      return 'self'
    case 'aggregate': {
      const of = expression.of ? `, ${sayExpression(expression.of)}` : ''
      return `${expression.name}(${sayScope(expression.scope)}${of})`
    }
    default:
      return unreachable(expression)
  }
}

export function sayNumber(value: Exact, percent: boolean): string {
  return percent ? `${exactText(multiply(value, 100_000_000))} %` : exactText(value)
}

export function sayScope(scope: Scope): string {
  const where = scope.where ? ` where ${sayExpression(scope.where)}` : ''
  const tree = scope.tree === 'sponsor' ? '' : ` in ${scope.tree}`
  if (scope.items === 'levels') {
    const span = scope.from === scope.to ? `level ${scope.from}` : `levels ${scope.from} to ${scope.to}`
    return span + tree + where
  }
  if (scope.items === 'last periods') return `last ${scope.periods} periods${where}`
  if (scope.items === 'previous periods') return `previous ${scope.periods} periods${where}`
  return scope.items + tree + where
}

const prefix: Partial<Record<string, string>> = {
  'order volume': 'volume:',
  attribute: 'attr:',
  fact: 'fact:',
}

function sayField(field: Extract<Expression, { node: 'field' }>): string {
  const hops = field.hops.map((hop) => `${hop}.`).join('')
  return `${hops}${prefix[field.of] ?? ''}${field.name}`
}

function inner(expression: Expression): string {
  const text = sayExpression(expression)
  const simple = expression.node !== 'operation' && expression.node !== 'choice' && expression.node !== 'in'
  return simple ? text : `(${text})`
}
