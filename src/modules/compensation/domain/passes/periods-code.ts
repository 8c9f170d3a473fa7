import type { Aggregate } from '../language/reads.ts'
import { itemOf } from './aggregate-code.ts'
import { aligned, asNumberCode, asTruth, NotCompiled, numberCode, truth, type Code } from './code.ts'
import { exactly } from './arithmetic.ts'
import { compileRule } from './compile-rule.ts'
import type { Compiler, Place } from './compiler.ts'

/**
 * An aggregate over the running period and those before it: what the period itself gives is a program; what the ones before gave
 * changes no more, and is asked once.
 */
export function periodsCode(compiler: Compiler, aggregate: Aggregate, place: Place): Code {
  const { name, scope, of } = aggregate
  if (!['sum', 'count', 'any', 'all'].includes(name)) throw new NotCompiled(`${name} over periods`)
  const into = (part: Aggregate['of']): Code | undefined => part && compileRule(compiler, part, place)
  const now = itemOf(aggregate, into(scope.where), into(of))
  const earlier: Aggregate = {
    ...aggregate,
    scope: { ...scope, items: 'previous periods', periods: scope.periods - 1 },
  }
  const before = compileRule(compiler, earlier, place)
  if (name === 'any') return truth(`(${now.when}||${asTruth(before)})`)
  if (name === 'all') return truth(`((!(${now.when})||(${now.value}))&&${asTruth(before)})`)
  const { texts, decimals } = aligned([numberCode(now.value, now.decimals), asNumberCode(before)])
  const text = `((${now.when})?${texts[0]}:0)+${texts[1]}`
  return numberCode(`${compiler.bound.name(exactly)}(${text})`, decimals)
}
