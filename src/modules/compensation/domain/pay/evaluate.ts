import { unreachable } from '#shared/unreachable.ts'
import {
  add,
  ceilTo,
  compare,
  divide,
  exactMicro,
  EXACT_PLACES,
  exactOf,
  exactText,
  floorTo,
  least,
  most,
  multiply,
  negate,
  roundTo,
  sign,
  subtract,
  ZERO,
  type Exact,
} from '#shared/exact.ts'
import { parseDecimal } from '#shared/decimal.ts'
import type { Expression, Operator, Rule } from '../language/expression.ts'
import type { Frame } from '../language/names.ts'
import type { Value } from '../language/value.ts'
import { compileAggregate } from './aggregates.ts'
import { compileField } from './fields.ts'
import { marginalOf, tableValue } from './tables.ts'
import { PayProblem, rankNumber, type At, type Evaluate, type World } from './world.ts'

/** A rule ready to be asked; `frame` says what its bare names are about. */
export function compileRule(world: World, rule: Rule, frame: Frame): Evaluate {
  return compile(world, rule.expression, frame)
}

export function compile(world: World, expression: Expression, frame: Frame): Evaluate {
  const known = world.compiled.get(expression)
  if (known) return known
  const made = make(world, expression, frame)
  world.compiled.set(expression, made)
  return made
}

/** A text as it stands; another value as it is written. */
export function asText(value: Value): string {
  if (typeof value === 'string') return value
  return typeof value === 'boolean' ? String(value) : exactText(value)
}

export function asExact(value: Value): Exact {
  if (typeof value === 'boolean' || typeof value === 'string')
    throw new Error('a rule gave no number where its type says one')
  return value
}

export function numberRule(world: World, rule: Rule, frame: Frame): (at: At) => Exact {
  const evaluate = compileRule(world, rule, frame)
  return (at) => asExact(evaluate(at))
}

export function conditionRule(world: World, rule: Rule, frame: Frame): (at: At) => boolean {
  const evaluate = compileRule(world, rule, frame)
  return (at) => evaluate(at) === true
}

function make(world: World, expression: Expression, frame: Frame): Evaluate {
  switch (expression.node) {
    case 'number':
    case 'truth':
    case 'text': {
      const { value } = expression
      return () => value
    }
    case 'rank': {
      const rank = exactOf(rankNumber(world.plan, expression.name))
      return () => rank
    }
    case 'field':
      return compileField(world, expression, frame)
    case 'as':
      return coerce(compile(world, expression.of, frame), expression.type)
    case 'not': {
      const of = compile(world, expression.of, frame)
      return (at) => of(at) !== true
    }
    case 'minus': {
      const of = compile(world, expression.of, frame)
      return (at) => negate(asExact(of(at)))
    }
    case 'operation':
      return operation(world, expression, frame)
    case 'in': {
      const of = compile(world, expression.of, frame)
      const options = expression.options.map((option) => compile(world, option, frame))
      return (at) => {
        const value = of(at)
        return options.some((option) => compareValues(option(at), value) === 0)
      }
    }
    case 'choice':
      return choice(world, expression, frame)
    case 'call':
      return call(world, expression, frame)
    case 'table':
      return fromTable(world, expression, frame)
    case 'marginal':
      return fromSlices(world, expression, frame)
    case 'earned':
      return (at) => (at.person < 0 ? ZERO : world.earned(expression.bonuses, at.person))
    case 'unpaid':
      return () => world.unpaid(expression.bonuses)
    case 'running':
      return running(world, expression, frame)
    case 'accumulated':
      return (at) => (at.person < 0 ? ZERO : world.accumulated(expression.volume, at.person))
    case 'branch':
      return (at) => branchOf(world, expression.tree, at)
    case 'above':
    case 'self': {
      const person = personIn(world, expression)
      return (at) => idOf(world, person(at))
    }
    case 'aggregate':
      return compileAggregate(world, expression, frame)
    default:
      return unreachable(expression)
  }
}

function fromTable(world: World, expression: Extract<Expression, { node: 'table' }>, frame: Frame): Evaluate {
  const keys = expression.keys.map((key) => compile(world, key, frame))
  const froms = expression.froms.map((from) => compile(world, from, frame))
  const values = expression.values.map((one) => compile(world, one, frame))
  const value = tableValue(world.plan, expression.table)
  return (at) =>
    value(
      keys.map((key) => key(at)),
      froms.map((from) => asExact(from(at))),
      (rule) => asExact(values[rule]?.(at) ?? ZERO),
    )
}

function fromSlices(
  world: World,
  expression: Extract<Expression, { node: 'marginal' }>,
  frame: Frame,
): Evaluate {
  const of = compile(world, expression.of, frame)
  const froms = expression.froms.map((from) => compile(world, from, frame))
  const values = expression.values.map((one) => compile(world, one, frame))
  const slices = marginalOf(world.plan, expression.table)
  return (at) =>
    slices(
      asExact(of(at)),
      froms.map((from) => asExact(from(at))),
      (rule) => asExact(values[rule]?.(at) ?? ZERO),
    )
}

function idOf(world: World, person: number): string {
  return world.population.people[person]?.id ?? ''
}

type PersonNode = Extract<Expression, { node: 'above' | 'self' }>

/** The number of whom a rule names, -1 for nobody. */
function personIn(world: World, expression: PersonNode): (at: At) => number {
  if (expression.node === 'self') return (at) => at.self
  const { parent } = world.population.tree(expression.tree)
  return (at) => parent[at.person] ?? -1
}

function isPersonNode(expression: Expression): expression is PersonNode {
  return expression.node === 'above' || expression.node === 'self'
}

function choice(world: World, expression: Extract<Expression, { node: 'choice' }>, frame: Frame): Evaluate {
  const when = compile(world, expression.when, frame)
  const [yes, no] = [compile(world, expression.yes, frame), compile(world, expression.no, frame)]
  return (at) => (when(at) === true ? yes(at) : no(at))
}

function running(world: World, expression: Extract<Expression, { node: 'running' }>, frame: Frame): Evaluate {
  const { volume, when } = expression
  return (at) => {
    const order = at.order ?? at.line?.order
    const person = frame === 'walk' ? at.person : at.self
    return order === undefined ? ZERO : world.running(volume, person, order, when)
  }
}

/** The side of the payee under which the person stands, '' when the person does not stand below. */
function branchOf(world: World, name: string, at: At): string {
  const tree = world.population.tree(name)
  let person = at.person
  while (person >= 0) {
    const above = tree.parent[person] ?? -1
    if (above === at.self) return tree.side[person] ?? ''
    person = above
  }
  return ''
}

function coerce(of: Evaluate, type: 'number' | 'condition' | 'text'): Evaluate {
  if (type === 'text') return of
  return (at) => {
    const text = asText(of(at))
    return type === 'number' ? readNumber(text) : readTruth(text)
  }
}

function readNumber(text: string): Exact {
  if (text === '') return ZERO
  const micro = parseDecimal(text, EXACT_PLACES)
  if (typeof micro === 'bigint') return exactMicro(micro)
  throw new PayProblem(`found "${text}" in a fact or attribute, expected a number with at most six decimals`)
}

function readTruth(text: string): boolean {
  if (['true', 'yes', '1'].includes(text)) return true
  if (['', 'false', 'no', '0'].includes(text)) return false
  throw new PayProblem(`found "${text}" in a fact or attribute, expected yes or no`)
}

export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'string' || typeof b === 'string') return a === b ? 0 : asText(a) < asText(b) ? -1 : 1
  if (typeof a === 'boolean' || typeof b === 'boolean') return Number(a === true) - Number(b === true)
  return compare(a, b)
}

const comparisons: Partial<Record<Operator, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

function operation(
  world: World,
  expression: Extract<Expression, { node: 'operation' }>,
  frame: Frame,
): Evaluate {
  const isSame = expression.operator === '='
  if (isSame && isPersonNode(expression.left) && isPersonNode(expression.right)) {
    // Ids are told apart as numbers, which need no person to be made.
    const [one, other] = [personIn(world, expression.left), personIn(world, expression.right)]
    return (at) => one(at) === other(at)
  }
  const [left, right] = [compile(world, expression.left, frame), compile(world, expression.right, frame)]
  const holds = comparisons[expression.operator]
  if (holds) return (at) => holds(compareValues(left(at), right(at)))
  switch (expression.operator) {
    case 'and':
      return (at) => left(at) === true && right(at) === true
    case 'or':
      return (at) => left(at) === true || right(at) === true
    case '+':
      return (at) => add(asExact(left(at)), asExact(right(at)))
    case '-':
      return (at) => subtract(asExact(left(at)), asExact(right(at)))
    case '*':
      return (at) => multiply(asExact(left(at)), asExact(right(at)))
    default:
      return (at) => {
        const by = asExact(right(at))
        if (sign(by) === 0)
          throw new PayProblem(
            `a rule divides by zero for ${world.population.people[at.person]?.id ?? 'the company'}; expected a divisor other than 0, or share(a, b), which is 0 there`,
          )
        return divide(asExact(left(at)), by)
      }
  }
}

function call(world: World, expression: Extract<Expression, { node: 'call' }>, frame: Frame): Evaluate {
  const parts = expression.arguments.map((part) => compile(world, part, frame))
  const exact = (at: At): Exact[] => parts.map((part) => asExact(part(at)))
  const two = (of: (a: Exact, b: Exact) => Exact): Evaluate => {
    return (at) => {
      const [a = ZERO, b = ZERO] = exact(at)
      return of(a, b)
    }
  }
  switch (expression.name) {
    case 'min':
      return (at) => exact(at).reduce(least)
    case 'max':
      return (at) => exact(at).reduce(most)
    case 'abs':
      return two((a) => (sign(a) < 0 ? negate(a) : a))
    case 'floor':
      return two((a, step) => floorTo(a, positive(step)))
    case 'ceil':
      return two((a, step) => ceilTo(a, positive(step)))
    case 'round':
      return two((a, step) => roundTo(a, positive(step), 'half_up'))
    case 'share':
      return two((a, b) => (sign(b) === 0 ? ZERO : divide(a, b)))
    case 'holds':
      return (at) => exactOf(parts.filter((part) => part(at) === true).length)
    case 'days':
      return (at) => daysBetween(asText(parts[0]?.(at) ?? ''), asText(parts[1]?.(at) ?? ''))
    default:
      return unreachable(expression.name)
  }
}

function positive(step: Exact): Exact {
  if (sign(step) > 0) return step
  throw new PayProblem('a rule rounds to a step of zero or less, expected a step above zero')
}

/** Whole days from one local day to another; 0 where one of them is not known. */
export function daysBetween(from: string, to: string): Exact {
  const [a, b] = [Date.parse(`${from.slice(0, 10)}T00:00:00Z`), Date.parse(`${to.slice(0, 10)}T00:00:00Z`)]
  return Number.isNaN(a) || Number.isNaN(b) ? ZERO : exactOf(Math.round((b - a) / 86_400_000))
}
