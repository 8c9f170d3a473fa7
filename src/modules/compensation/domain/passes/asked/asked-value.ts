import type { Expression } from '../../language/expression.ts'
import type { Value } from '../../language/value.ts'
import { compile } from '../../pay/evaluate.ts'
import { atPerson, PayProblem, type Evaluate } from '../../pay/world.ts'
import type { Exact } from '#shared/exact.ts'
import { big } from '#shared/exact.ts'
import { AskedOtherwise, OutOfRange } from '../code.ts'
import type { Compiler, Place } from '../compiler.ts'
import { asUnits, decimalsOf } from './column-values.ts'
import { worldSoFar } from './world-so-far.ts'

/** What an asked part of a rule gives. Texts and days have no column: the part around them is asked. */
export type AskedKind = 'number' | 'truth' | 'rank'

export function kindOf(expression: Expression): AskedKind | undefined {
  switch (expression.node) {
    case 'aggregate':
      return ['any', 'all'].includes(expression.name) ? 'truth' : kinds[expression.type]
    case 'field':
    case 'as':
      return kinds[expression.type]
    case 'text':
    case 'branch':
    case 'above':
    case 'self':
      return undefined
    case 'truth':
    case 'not':
    case 'in':
      return 'truth'
    case 'rank':
      return 'rank'
    case 'operation':
      return ['+', '-', '*', '/'].includes(expression.operator) ? 'number' : 'truth'
    case 'choice': {
      const [yes, no] = [kindOf(expression.yes), kindOf(expression.no)]
      return yes === no || yes === undefined || no === undefined ? yes : 'number'
    }
    case 'call':
      return ['min', 'max'].includes(expression.name) &&
        expression.arguments.every((one) => kindOf(one) === 'rank')
        ? 'rank'
        : 'number'
    default:
      return 'number'
  }
}

const kinds: Readonly<Record<string, AskedKind>> = { number: 'number', condition: 'truth', rank: 'rank' }

/** A person, and where the rule is one of a walk, what stands there. */
export type AskAt = (person: number, level?: number, pathRank?: number, source?: number) => Value

/**
 * A rule, or a part of one, asked by the walking engine in the world of what passes computed so far. It is made when it is first
 * asked, when everything that it reads stands in its column.
 */
export function askedIn(compiler: Compiler, expression: Expression, place: Place): AskAt {
  const isWalk = place.level !== undefined || place.source !== undefined
  const frame = place.person === '' ? 'company' : isWalk ? 'walk' : 'person'
  let evaluate: Evaluate | undefined
  return (person, level = 0, pathRank = 0, source = -1) => {
    evaluate ??= compile(worldSoFar(compiler), expression, frame)
    return evaluate({ ...atPerson(person), tree: place.tree, level, pathRank, source })
  }
}

/** The same where a problem of the input is left to the rule around, which may not come to it; at last the walk tells it. */
export function askedSafely(key: string, ask: AskAt): AskAt {
  return (...at) => {
    try {
      return ask(...at)
    } catch (error) {
      if (error instanceof PayProblem) throw new AskedOtherwise(key, 'whole')
      throw error
    }
  }
}

/** A value as a multiple of 10^-decimals; throws what it needs instead. */
export function unitsOrNeeds(key: string, value: Value, decimals: number): number {
  const exact = numberIn(value)
  const units = asUnits(exact, decimals)
  if (units !== undefined) return units
  const needs = decimalsOf(exact)
  if (needs !== 'fraction' && needs <= decimals) throw new OutOfRange('an asked number beyond 2^53')
  throw new AskedOtherwise(key, needs)
}

/** A value as a fraction: millionths by a whole number. */
export function fractionOf(value: Value): Readonly<{ over: number; under: number }> {
  const { n, d } = big(numberIn(value))
  const [over, under] = [Number(n), Number(d)]
  if (!Number.isSafeInteger(over) || !Number.isSafeInteger(under))
    throw new OutOfRange('an asked fraction beyond 2^53')
  return { over, under }
}

export const FRACTION_DECIMALS = 6

export function rankIn(value: Value): number {
  return typeof value === 'number' ? value / 1_000_000 : 0
}

export function numberIn(value: Value): Exact {
  if (typeof value === 'boolean' || typeof value === 'string')
    throw new Error('an asked rule gave no number where its type says one')
  return value
}
