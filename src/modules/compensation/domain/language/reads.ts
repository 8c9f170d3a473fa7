import type { Expression, Rule } from './expression.ts'

/** The parts of an expression, one step down. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.node) {
    case 'as':
    case 'not':
    case 'minus':
      return [expression.of]
    case 'marginal':
      return [expression.of, ...expression.froms, ...expression.values]
    case 'operation':
      return [expression.left, expression.right]
    case 'in':
      return [expression.of, ...expression.options]
    case 'choice':
      return [expression.when, expression.yes, expression.no]
    case 'call':
      return expression.arguments
    case 'table':
      return [...expression.keys, ...expression.froms, ...expression.values]
    case 'aggregate':
      return [expression.scope.where, expression.of].filter((part) => part !== undefined)
    default:
      return []
  }
}

/** Whether something in an expression satisfies the test. */
export function someOf(expression: Expression, test: (part: Expression) => boolean): boolean {
  return test(expression) || partsOf(expression).some((part) => someOf(part, test))
}

/** Whether an expression is about the person outside, so that it cannot be computed for an item alone. */
export function readsSelf(expression: Expression): boolean {
  return someOf(
    expression,
    (part) =>
      (part.node === 'field' && part.hops[0] === 'self') ||
      part.node === 'branch' ||
      part.node === 'self' ||
      part.node === 'running',
  )
}

/** Whether a rule of a walk looks at the order line, so that it differs from order to order of one source. */
export function readsLine(rule: Rule | undefined): boolean {
  return (
    rule !== undefined &&
    someOf(
      rule.expression,
      (part) => (part.node === 'field' && part.hops.includes('line')) || part.node === 'running',
    )
  )
}

/** Every expression of a tree, the tree itself first. */
export function* everyPart(expression: Expression): Generator<Expression> {
  yield expression
  for (const part of partsOf(expression)) yield* everyPart(part)
}

export type Aggregate = Extract<Expression, { node: 'aggregate' }>

/**
 * Whether an aggregate over a team can be carried up the tree in one pass: nothing in it is about the person outside, and
 * values can be joined from leg to leg.
 */
export function isRolled(aggregate: Aggregate): boolean {
  const { items } = aggregate.scope
  return (items === 'team' || items === 'downline') && aggregate.name !== 'distinct' && !readsSelf(aggregate)
}

/** The column that carries a team's aggregate up; the same text gives the same column. */
export function rolledKey(aggregate: Aggregate): string {
  const { name, scope, of } = aggregate
  return `team:${textOfParts([name, scope.tree, scope.where, of])}`
}

/** Parts of a plan as one text, so that equal parts have equal texts; `ofItem` of a scope says only how it is told in words. */
export function textOfParts(parts: readonly unknown[]): string {
  return JSON.stringify(parts, (name, value: unknown) =>
    name === 'ofItem' ? undefined : typeof value === 'bigint' ? `${value}n` : value,
  )
}
