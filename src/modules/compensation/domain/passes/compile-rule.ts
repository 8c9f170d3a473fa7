import { unreachable } from '#shared/unreachable.ts'
import type { Expression, Operator } from '../language/expression.ts'
import { rankNumber } from '../pay/world.ts'
import { ceilToStep, compareQuotient, exactly, floorToStep, refuseZero, roundToStep } from './arithmetic.ts'
import {
  aligned,
  asNumberCode,
  asTruth,
  constantCode,
  NotCompiled,
  numberCode,
  scaled,
  truth,
  type Code,
  type NumberCode,
  type QuotientCode,
  type TextCode,
} from './code.ts'
import { compileField } from './compile-field.ts'
import { marginalCode, tableCode } from './compile-table.ts'
import { LARGE, type Compiler, type Place } from './compiler.ts'
import { NO_DAY } from './field-columns.ts'

/**
 * The program text of a rule. The smallest part that has none is asked person by person; throws NotCompiled where that is not
 * possible either.
 */
export function compileRule(compiler: Compiler, expression: Expression, place: Place): Code {
  try {
    return plainCode(compiler, expression, place)
  } catch (error) {
    if (!(error instanceof NotCompiled)) throw error
    return compiler.ask(compiler, expression, place)
  }
}

function plainCode(compiler: Compiler, expression: Expression, place: Place): Code {
  const into = (part: Expression): Code => compileRule(compiler, part, place)
  switch (expression.node) {
    case 'number':
      if (typeof expression.value !== 'number') throw new NotCompiled('a constant that is no decimal')
      return constantCode(expression.value)
    case 'truth':
      return truth(String(expression.value))
    case 'text':
      return { is: 'constant', value: expression.value }
    case 'rank':
      return { is: 'rank', text: String(rankNumber(compiler.plan, expression.name)) }
    case 'field':
      return compileField(compiler, expression, place)
    case 'as':
      return coerced(compiler, into(expression.of), expression.type)
    case 'not':
      return truth(`!(${asTruth(into(expression.of))})`)
    case 'minus': {
      const of = asNumberCode(into(expression.of))
      return numberCode(`(-${of.text})`, of.decimals)
    }
    case 'operation': {
      const { operator, left, right } = expression
      // What a walk asks of every order has no divisor beside it.
      const part = compiler.running && operator === '/' ? reciprocal(right) : undefined
      return part
        ? product(compiler, into(left), part)
        : operation(compiler, operator, into(left), into(right))
    }
    case 'in': {
      const of = into(expression.of)
      return truth(
        `(${expression.options.map((option) => comparison(compiler, '=', of, into(option))).join('||')})`,
      )
    }
    case 'choice':
      return choice(compiler, asTruth(into(expression.when)), into(expression.yes), into(expression.no))
    case 'call':
      return call(compiler, expression.name, expression.arguments.map(into))
    case 'table':
      return tableCode(compiler, expression.table, expression.keys.map(into))
    case 'marginal':
      if (compiler.needed.has(LARGE)) throw new NotCompiled('slices of large numbers')
      return marginalCode(compiler, expression.table, asNumberCode(into(expression.of)))
    case 'earned':
      return earned(compiler, expression.bonuses, place)
    case 'aggregate':
      return compiler.aggregate(compiler, expression, place)
    case 'running':
      if (compiler.running) return compiler.running(compiler, expression, place)
      throw new NotCompiled('a rule with running')
    case 'unpaid':
    case 'accumulated':
    case 'branch':
    case 'above':
    case 'self':
      throw new NotCompiled(`a rule with ${expression.node}`)
    default:
      return unreachable(expression)
  }
}

function coerced(compiler: Compiler, of: Code, type: 'number' | 'condition' | 'text'): Code {
  if (type === 'text') return of
  if (of.is === 'constant' && of.value === '') return type === 'number' ? constantCode(0) : truth('false')
  if (of.is !== 'text') throw new NotCompiled(`a ${of.is} read as a ${type}`)
  // Every word is read once; a word that is none of what is needed stops the run when it is met, by the walking engine.
  if (type === 'condition') {
    const holds = Uint8Array.from(of.words, (word) => {
      if (['true', 'yes', '1'].includes(word)) return 1
      if (['', 'false', 'no', '0'].includes(word)) return 0
      throw new NotCompiled(`the text "${word}" read as a condition`)
    })
    return truth(`${compiler.bound.name(holds)}[${of.place}]===1`)
  }
  const decimals = Math.max(0, ...of.words.map((word) => (word.split('.')[1] ?? '').length))
  if (decimals > 6) throw new NotCompiled('a text with more than six decimals')
  const values = Float64Array.from(of.words, (word) => {
    if (word !== '' && !/^[+-]?\d+(\.\d+)?$/.test(word))
      throw new NotCompiled(`the text "${word}" read as a number`)
    return exactly(Math.round(Number(word) * 10 ** decimals))
  })
  return numberCode(`${compiler.bound.name(values)}[${of.place}]`, decimals)
}

function operation(compiler: Compiler, operator: Operator, left: Code, right: Code): Code {
  switch (operator) {
    case 'and':
      return truth(`(${asTruth(left)}&&${asTruth(right)})`)
    case 'or':
      return truth(`(${asTruth(left)}||${asTruth(right)})`)
    case '+':
    case '-': {
      const { texts, decimals } = aligned([asNumberCode(left), asNumberCode(right)])
      return numberCode(checked(compiler, `${texts[0]}${operator}${texts[1]}`), decimals)
    }
    case '*':
      return product(compiler, left, right)
    case '/':
      return { is: 'quotient', over: asNumberCode(left), under: asNumberCode(right), zero: 'refused' }
    default:
      return truth(comparison(compiler, operator, left, right))
  }
}

/** One by a number, where that ends within a few decimals. */
function reciprocal(of: Expression): NumberCode | undefined {
  if (of.node !== 'number' || typeof of.value !== 'number' || of.value === 0) return undefined
  for (let decimals = 0; decimals <= 6; decimals++) {
    const parts = 10 ** (decimals + 6) / of.value
    if (parts * of.value === 10 ** (decimals + 6) && Number.isInteger(parts))
      return numberCode(String(parts), decimals)
  }
  return undefined
}

function checked(compiler: Compiler, text: string): string {
  return `${compiler.bound.name(exactly)}(${text})`
}

function product(compiler: Compiler, left: Code, right: Code): Code {
  if (compiler.needed.has(LARGE)) throw new NotCompiled('a product of large numbers')
  if (left.is === 'quotient' || right.is === 'quotient') {
    const [quotient, other] = left.is === 'quotient' ? [left, right] : [right, left]
    if (quotient.is !== 'quotient') throw new NotCompiled('a product')
    const over = asNumberCode(product(compiler, quotient.over, asNumberCode(other)))
    return { ...quotient, over }
  }
  const [a, b] = [asNumberCode(left), asNumberCode(right)]
  return numberCode(checked(compiler, `${a.text}*${b.text}`), a.decimals + b.decimals)
}

const signs: Partial<Record<Operator, string>> = {
  '=': '===',
  '!=': '!==',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}

function comparison(compiler: Compiler, operator: Operator, left: Code, right: Code): string {
  const sign = signs[operator]
  if (sign === undefined) throw new NotCompiled(`a rule with ${operator}`)
  if (left.is === 'quotient') return quotientComparison(compiler, sign, left, asNumberCode(right))
  if (right.is === 'quotient')
    return quotientComparison(compiler, turned[sign] ?? sign, right, asNumberCode(left))
  if (isText(left) && isText(right)) return textComparison(operator, left, right)
  if (left.is === 'day' || right.is === 'day') return `(${dayOf(left)}${sign}${dayOf(right)})`
  if (left.is === 'rank' && right.is === 'rank') return `(${left.text}${sign}${right.text})`
  if (left.is === 'truth' && right.is === 'truth') return `((${left.text})${sign}(${right.text}))`
  const { texts } = aligned([asNumberCode(left), asNumberCode(right)])
  return `(${texts[0]}${sign}${texts[1]})`
}

const turned: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/** a / b against c by products: no quotient is ever cut. */
function quotientComparison(
  compiler: Compiler,
  sign: string,
  { over, under, zero }: QuotientCode,
  against: NumberCode,
): string {
  if (compiler.needed.has(LARGE)) throw new NotCompiled('a quotient of large numbers')
  const more = under.decimals + against.decimals - over.decimals
  const a = checked(compiler, scaled(over, over.decimals + Math.max(0, more)))
  const c = checked(compiler, scaled(against, against.decimals + Math.max(0, -more)))
  const b = zero === 'zero' ? under.text : `${compiler.bound.name(refuseZero)}(${under.text})`
  return `(${compiler.bound.name(compareQuotient)}(${a},${b},${c})${sign}0)`
}

function isText(code: Code): code is TextCode {
  return code.is === 'text' || code.is === 'constant'
}

function textComparison(operator: Operator, left: TextCode, right: TextCode): string {
  if (operator !== '=' && operator !== '!=') throw new NotCompiled(`texts compared with ${operator}`)
  const sign = operator === '=' ? '===' : '!=='
  if (left.is === 'constant' && right.is === 'constant')
    return String((left.value === right.value) === (operator === '='))
  const [text, other] = left.is === 'text' ? [left, right] : [right, left]
  if (text.is !== 'text') throw new NotCompiled('two constants')
  if (other.is === 'constant') return `(${text.place}${sign}${text.words.indexOf(other.value)})`
  if (other.words === text.words) return `(${text.place}${sign}${other.place})`
  throw new NotCompiled('texts of two columns compared')
}

function dayOf(code: Code): string {
  if (code.is === 'day') return code.text
  if (code.is === 'constant' && /^\d{4}-\d{2}-\d{2}$/.test(code.value))
    return String(Date.parse(`${code.value}T00:00:00Z`) / 86_400_000)
  throw new NotCompiled('a day compared with something else')
}

function choice(compiler: Compiler, when: string, yes: Code, no: Code): Code {
  if (yes.is === 'truth' && no.is === 'truth') return truth(`(${when}?${yes.text}:${no.text})`)
  if (yes.is === 'rank' && no.is === 'rank') return { is: 'rank', text: `(${when}?${yes.text}:${no.text})` }
  if (yes.is === 'quotient' || no.is === 'quotient') {
    const [a, b] = [asQuotient(compiler, yes), asQuotient(compiler, no)]
    return {
      is: 'quotient',
      over: chosen(when, a.over, b.over),
      under: chosen(when, a.under, b.under),
      zero: 'zero',
    }
  }
  return chosen(when, asNumberCode(yes), asNumberCode(no))
}

function chosen(when: string, yes: NumberCode, no: NumberCode): NumberCode {
  const { texts, decimals } = aligned([yes, no])
  return numberCode(`(${when}?${texts[0]}:${texts[1]})`, decimals)
}

/** Any number as a quotient whose divisor was looked at: zero is 0 only where the rule says so. */
function asQuotient({ bound }: Compiler, code: Code): QuotientCode {
  if (code.is !== 'quotient')
    return { is: 'quotient', over: asNumberCode(code), under: constantCode(1_000_000), zero: 'zero' }
  if (code.zero === 'zero') return code
  const { text, decimals } = code.under
  return { ...code, under: numberCode(`${bound.name(refuseZero)}(${text})`, decimals), zero: 'zero' }
}

function call(
  compiler: Compiler,
  name: Extract<Expression, { node: 'call' }>['name'],
  parts: readonly Code[],
): Code {
  const stepped = (of: (x: number, step: number) => number): Code => {
    const { texts, decimals } = aligned(parts.map(asNumberCode))
    return numberCode(`${compiler.bound.name(of)}(${texts.join(',')})`, decimals)
  }
  switch (name) {
    case 'min':
    case 'max': {
      const ranks = parts.every((part) => part.is === 'rank')
      const { texts, decimals } = aligned(parts.map(asNumberCode))
      const text = `Math.${name}(${texts.join(',')})`
      return ranks ? { is: 'rank', text } : numberCode(text, decimals)
    }
    case 'abs':
      return stepped(Math.abs)
    case 'floor':
      return stepped(floorToStep)
    case 'ceil':
      return stepped(ceilToStep)
    case 'round':
      return stepped(roundToStep)
    case 'share': {
      const [over, under] = parts.map(asNumberCode)
      if (!over || !under) throw new NotCompiled('a share of nothing')
      return { is: 'quotient', over, under, zero: 'zero' }
    }
    case 'holds':
      return numberCode(`(${['0', ...parts.map((part) => `(${asTruth(part)}?1:0)`)].join('+')})`, 0)
    case 'days':
      return numberCode(`${compiler.bound.name(daysFrom)}(${parts.map(dayOf).join(',')})`, 0)
    default:
      return unreachable(name)
  }
}

/** Whole days between two days; 0 where one of them is not known. */
function daysFrom(from: number, to: number): number {
  return from === NO_DAY || to === NO_DAY ? 0 : to - from
}

function earned(compiler: Compiler, bonuses: readonly string[], place: Place): Code {
  if (place.person === '') return constantCode(0)
  // What the run does not compute, or has not yet, is what is given alone; definitions stand behind what they read.
  const columns = bonuses.flatMap((name) => [compiler.paid.get(name), compiler.field.given.all(name)])
  const parts = columns.flatMap((column) =>
    column ? [numberCode(`${compiler.bound.name(column.values)}[${place.person}]`, column.decimals)] : [],
  )
  if (parts.length === 0) return constantCode(0)
  const { texts, decimals } = aligned(parts)
  return numberCode(checked(compiler, texts.join('+')), decimals)
}
