import type { Expression, Rule, Scope } from '../language/expression.ts'
import {
  count,
  fraction,
  fractionText,
  fromPlan,
  isAbove,
  larger,
  minus,
  NOTHING,
  order,
  over,
  plus,
  readFraction,
  smaller,
  sumOf,
  times,
  wholeAbove,
  wholeBelow,
  nearestWhole,
  type Fraction,
} from './fraction.ts'
import { fieldValue } from './fields.ts'
import { daysBetween } from './order-book.ts'
import { orderOfItem, type Scene } from './scene.ts'
import { scenesOf } from './scopes.ts'
import { marginalValue, tableValue } from './tables.ts'
import { CheckStop, type Figure } from './world.ts'

/** The number that a rule gives in a scene. */
export function numberOf(rule: Rule, scene: Scene): Fraction {
  return number(rule.expression, scene)
}

/** Whether a rule holds in a scene; a missing rule holds. */
export function holds(rule: Rule | undefined, scene: Scene): boolean {
  return rule === undefined || truth(rule.expression, scene)
}

export function isFraction(value: Figure): value is Fraction {
  return typeof value === 'object'
}

function number(expression: Expression, scene: Scene): Fraction {
  const value = figure(expression, scene)
  if (!isFraction(value)) throw new Error(`${String(value)} is no number`)
  return value
}

function truth(expression: Expression, scene: Scene): boolean {
  const value = figure(expression, scene)
  if (typeof value !== 'boolean') throw new Error('a condition gives true or false')
  return value
}

/** What an expression gives in a scene. */
export function figure(expression: Expression, scene: Scene): Figure {
  switch (expression.node) {
    case 'number':
      return fromPlan(expression.value)
    case 'text':
      return expression.value
    case 'truth':
      return expression.value
    case 'rank':
      return count(scene.world.plan.ranks.findIndex((rank) => rank.name === expression.name) + 1)
    case 'field':
      return fieldValue(expression, scene)
    case 'as':
      return readAs(expression.type, figure(expression.of, scene))
    case 'operation':
      return operation(expression, scene)
    case 'not':
      return !truth(expression.of, scene)
    case 'minus':
      return minus(NOTHING, number(expression.of, scene))
    case 'in': {
      const value = figure(expression.of, scene)
      return expression.options.some((option) => areEqual(value, figure(option, scene)))
    }
    case 'choice':
      return figure(truth(expression.when, scene) ? expression.yes : expression.no, scene)
    case 'call':
      return call(expression, scene)
    case 'table':
      return tableValue(
        scene.world.plan,
        expression.table,
        expression.keys.map((key) => figure(key, scene)),
        expression.froms.map((from) => number(from, scene)),
        expression.values.map((value) => () => number(value, scene)),
      )
    case 'marginal':
      return marginalValue(
        scene.world.plan,
        expression.table,
        number(expression.of, scene),
        expression.froms.map((from) => number(from, scene)),
        expression.values.map((value) => () => number(value, scene)),
      )
    case 'earned':
      return earned(expression.bonuses, scene)
    case 'running':
      return running(expression.volume, expression.when === 'after', scene)
    case 'accumulated':
      return isPerson(scene) ? scene.world.accumulated(scene.item.id, expression.volume) : NOTHING
    case 'branch':
      return branchOf(expression.tree, scene)
    case 'above':
      return isPerson(scene) ? (scene.world.field.parentOf(expression.tree, scene.item.id) ?? '') : ''
    case 'unpaid':
      return scene.world.unpaid(expression.bonuses)
    case 'self':
      return scene.self && 'id' in scene.self ? scene.self.id : ''
    default:
      return aggregate(expression, scene)
  }
}

function isPerson(scene: Scene): scene is Scene & { item: { id: string } } {
  return scene.item.is === 'person' || scene.item.is === 'walk'
}

/** The side of the person outside, in a tree, under which the item lies; '' when it does not lie below. */
function branchOf(tree: string, scene: Scene): string {
  const outside = scene.self
  if (!isPerson(scene) || !outside || !('id' in outside)) return ''
  const { field } = scene.world
  const way = [scene.item.id, ...field.uplineOf(tree, scene.item.id)]
  const leg = way.find((id) => field.parentOf(tree, id) === outside.id)
  return leg === undefined ? '' : field.sideOf(tree, leg)
}

/** A text of a file as the rule needs it: an empty one is 0 and does not hold. */
function readAs(type: 'number' | 'condition' | 'text', value: Figure): Figure {
  if (typeof value !== 'string' || type === 'text') return value
  if (type === 'condition') {
    if (['true', 'yes', '1'].includes(value)) return true
    if (['', 'false', 'no', '0'].includes(value)) return false
    throw new CheckStop(`"${value}" is neither true nor false`)
  }
  const read = value === '' ? NOTHING : readFraction(value)
  if (!read) throw new CheckStop(`"${value}" is no number`)
  return read
}

export function areEqual(a: Figure, b: Figure): boolean {
  return isFraction(a) && isFraction(b) ? order(a, b) === 0 : a === b
}

/** Below zero, zero or above zero as a sorts before, beside or after b. */
export function compareFigures(a: Figure, b: Figure): number {
  if (isFraction(a) && isFraction(b)) return order(a, b)
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  const [left, right] = [textOf(a), textOf(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

function textOf(value: Figure): string {
  return isFraction(value) ? fractionText(value) : String(value)
}

function operation(expression: Extract<Expression, { node: 'operation' }>, scene: Scene): Figure {
  const { operator, left, right } = expression
  if (operator === 'and') return truth(left, scene) && truth(right, scene)
  if (operator === 'or') return truth(left, scene) || truth(right, scene)
  const [a, b] = [figure(left, scene), figure(right, scene)]
  if (operator === '=') return areEqual(a, b)
  if (operator === '!=') return !areEqual(a, b)
  if (operator === '<') return compareFigures(a, b) < 0
  if (operator === '<=') return compareFigures(a, b) <= 0
  if (operator === '>') return compareFigures(a, b) > 0
  if (operator === '>=') return compareFigures(a, b) >= 0
  if (!isFraction(a) || !isFraction(b)) throw new Error(`${operator} stands between numbers`)
  if (operator === '+') return plus(a, b)
  if (operator === '-') return minus(a, b)
  if (operator === '*') return times(a, b)
  if (b.n === 0n) throw new CheckStop('division by zero')
  return over(a, b)
}

function call(expression: Extract<Expression, { node: 'call' }>, scene: Scene): Figure {
  const { name, arguments: given } = expression
  if (name === 'holds') return count(given.filter((one) => truth(one, scene)).length)
  if (name === 'days') {
    const [from = '', until = ''] = given.map((one) => figure(one, scene))
    return daysBetween(textOf(from), textOf(until))
  }
  const values = given.map((one) => number(one, scene))
  const [first = NOTHING, second = NOTHING] = values
  switch (name) {
    case 'min':
      return values.reduce(smaller)
    case 'max':
      return values.reduce(larger)
    case 'abs':
      return first.n < 0n ? minus(NOTHING, first) : first
    case 'share':
      return second.n === 0n ? NOTHING : over(first, second)
    case 'floor':
      return times(fraction(wholeBelow(stepsIn(first, second))), second)
    case 'ceil':
      return times(fraction(wholeAbove(stepsIn(first, second))), second)
    default:
      return times(fraction(nearestWhole(stepsIn(first, second), 'half_up')), second)
  }
}

function stepsIn(value: Fraction, step: Fraction): Fraction {
  if (!isAbove(step, NOTHING)) throw new CheckStop('a step that is not above zero')
  return over(value, step)
}

function earned(bonuses: readonly string[], scene: Scene): Fraction {
  if (isPerson(scene)) return scene.world.earned(scene.item.id, bonuses)
  if (scene.item.is !== 'nothing') return NOTHING
  return sumOf(scene.world.field.ids.map((id) => scene.world.earned(id, bonuses)))
}

/** The volume of the person outside, or of the payee of a walk, up to the order that is looked at. */
function running(volume: string, withIt: boolean, scene: Scene): Fraction {
  const person = scene.item.is === 'walk' ? scene.item : scene.self
  const at = orderOfItem(scene.item)
  if (!at || !person || !('id' in person)) return NOTHING
  return scene.world.running(person.id, volume, at, withIt)
}

/** The items of a scope for which its condition holds. */
export function chosenScenes(scope: Scope, scene: Scene): readonly Scene[] {
  const { where } = scope
  return scenesOf(scope, scene).filter((item) => where === undefined || truth(where, item))
}

function aggregate(expression: Extract<Expression, { node: 'aggregate' }>, scene: Scene): Figure {
  const { name, scope, of } = expression
  const chosen = chosenScenes(scope, scene)
  if (name === 'count') return count(chosen.length)
  if (name === 'any') return chosen.length > 0
  if (of === undefined) throw new Error(`${name} looks at a value`)
  if (name === 'all') return chosen.every((item) => truth(of, item))
  const values = chosen.map((item) => figure(of, item))
  if (name === 'distinct') {
    // Nobody, and a text that is empty, is no value.
    const real = values.filter((value) => value !== '')
    return count(real.filter((value, at) => real.findIndex((one) => areEqual(one, value)) === at).length)
  }
  if (name === 'sum') return sumOf(values.filter(isFraction))
  const [first, ...others] = values
  if (first === undefined) return expression.type === 'date' ? '' : NOTHING
  const wins = (a: Figure, b: Figure) =>
    name === 'max' ? compareFigures(a, b) > 0 : compareFigures(a, b) < 0
  return others.reduce((best, value) => (wins(value, best) ? value : best), first)
}
