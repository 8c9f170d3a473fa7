import { compare, exactText, exactOf } from '#shared/exact.ts'
import type { Expression, Operator, Rule } from '../language/expression.ts'
import type { Frame } from '../language/names.ts'
import { sayExpression } from '../language/say.ts'
import type { Value } from '../language/value.ts'
import { compile } from './evaluate.ts'
import { rankName, type At, type World } from './world.ts'

/**
 * What a condition that does not hold lacks, in words: each part that fails, with what is there and what is needed.
 * Meeting every one of them makes the condition hold.
 */
export function missingOf(world: World, rule: Rule, at: At, frame: Frame = 'person'): readonly string[] {
  return missingIn(world, rule.expression, at, frame)
}

function missingIn(world: World, expression: Expression, at: At, frame: Frame): readonly string[] {
  if (compile(world, expression, frame)(at) === true) return []
  if (expression.node === 'operation') {
    const { operator, left, right } = expression
    if (operator === 'and') return [left, right].flatMap((part) => missingIn(world, part, at, frame))
    if (operator === 'or')
      return [[left, right].map((part) => missingIn(world, part, at, frame).join(' and ')).join(' or ')]
    return [comparison(world, expression, at, frame)]
  }
  return [sayExpression(expression)]
}

const words: Partial<Record<Operator, string>> = {
  '>=': 'of at least',
  '>': 'of more than',
  '<=': 'of at most',
  '<': 'of less than',
  '=': 'instead of',
  '!=': 'other than',
}

function comparison(
  world: World,
  expression: Extract<Expression, { node: 'operation' }>,
  at: At,
  frame: Frame,
): string {
  const [have, needed] = [
    compile(world, expression.left, frame)(at),
    compile(world, expression.right, frame)(at),
  ]
  const isRank = expression.right.node === 'rank' || expression.left.node === 'rank'
  return `${sayExpression(expression.left)}: ${sayValue(world, have, isRank)} ${words[expression.operator] ?? 'and'} ${sayValue(world, needed, isRank)}`
}

function sayValue(world: World, value: Value, isRank: boolean): string {
  if (typeof value === 'string') return value === '' ? 'nothing' : value
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (!isRank) return exactText(value, 6)
  for (let rank = 1; rank <= world.plan.ranks.length; rank++)
    if (compare(exactOf(rank), value) === 0) return rankName(world.plan, rank) ?? ''
  return 'none'
}
