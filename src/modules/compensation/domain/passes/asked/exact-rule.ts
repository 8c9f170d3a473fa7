import { divide, sign, ZERO, type Exact } from '#shared/exact.ts'
import type { Rule } from '../../language/expression.ts'
import { codeColumn } from '../bonuses/found.ts'
import {
  asNumberCode,
  boundValues,
  numberProgram,
  OutOfRange,
  type Bound,
  type Code,
  type NumberCode,
} from '../code.ts'
import { compileRule } from '../compile-rule.ts'
import type { Compiler, Place } from '../compiler.ts'
import { exactAt } from './column-values.ts'

/**
 * A number rule about a person as an exact value, whatever fraction it is: for the few who are asked, where a column of whole
 * multiples does not hold it.
 */
export function exactRule(compiler: Compiler, rule: Rule, place: Place): (person: number) => Exact {
  const valueOf = (part: (code: Code) => NumberCode): ((person: number) => Exact) => {
    const { values, decimals } = codeColumn(compiler, (inside) =>
      part(compileRule(inside, rule.expression, place)),
    )
    return (person) => exactAt(values[person] ?? 0, decimals)
  }
  return exactOf(compileRule({ ...compiler, bound: boundValues() }, rule.expression, place), valueOf)
}

/** The same of a rule about the company, as often as it is asked for. */
export function exactCompanyRule(compiler: Compiler, rule: Rule): () => Exact {
  const place = { person: '', tree: 'sponsor' }
  const valueOf = (part: (code: Code) => NumberCode): (() => Exact) => {
    const codeIn = (bound: Bound): NumberCode =>
      part(compileRule({ ...compiler, bound }, rule.expression, place))
    const { decimals } = codeIn(boundValues())
    const value = numberProgram((bound) => `return ${codeIn(bound).text};`, '')
    return () => exactAt(value(), decimals)
  }
  const of = exactOf(compileRule({ ...compiler, bound: boundValues() }, rule.expression, place), valueOf)
  compiler.hand.finish()
  return () => of(-1)
}

function exactOf(
  code: Code,
  valueOf: (part: (code: Code) => NumberCode) => (person: number) => Exact,
): (person: number) => Exact {
  if (code.is !== 'quotient') return valueOf(asNumberCode)
  const part = (of: 'over' | 'under') => (one: Code) => (one.is === 'quotient' ? one[of] : asNumberCode(one))
  const [over, under] = [valueOf(part('over')), valueOf(part('under'))]
  return (person) => {
    const by = under(person)
    if (sign(by) !== 0) return divide(over(person), by)
    if (code.zero === 'refused') throw new OutOfRange('a division by zero')
    return ZERO
  }
}
