import type { Bonus } from '../../language/plan.ts'
import type { Rule } from '../../language/expression.ts'
import { exactly } from '../arithmetic.ts'
import {
  asNumberCode,
  asTruth,
  boundValues,
  NotCompiled,
  numberCode,
  program,
  type NumberCode,
} from '../code.ts'
import { compileRule } from '../compile-rule.ts'
import type { Compiler, Place } from '../compiler.ts'
import type { NumberColumn } from '../field-columns.ts'
import { keepStep } from '../renew/renewal.ts'

/** What a bonus finds for everybody before caps and rounding: money as whole multiples of 10^-decimals. */
export type Found = Readonly<{
  money: Float64Array
  decimals: number
  /** What was not paid of the potential to each person and stays with the company. */
  lost: Float64Array
}>

/** Adds money to somebody's. */
export function pay(money: Float64Array, person: number, amount: number): void {
  money[person] = exactly((money[person] ?? 0) + exactly(amount))
}

/** A sum that may pass 2^53: what a double holds exactly is moved to a whole number in time. */
export type ExactSum = { small: number; large: bigint }

const HALF = 2 ** 52

export function addTo(sum: ExactSum, value: number): void {
  sum.small += exactly(value)
  if (sum.small > HALF || sum.small < -HALF) {
    sum.large += BigInt(sum.small)
    sum.small = 0
  }
}

export function noSum(): ExactSum {
  return { small: 0, large: 0n }
}

export function sumOf(sum: ExactSum): bigint {
  return sum.large + BigInt(sum.small)
}

/** So many numbers are added before it is looked whether the sum is still exact. */
const BLOCK = 4096

/** The sum of a column. */
export function totalOf(values: Float64Array): bigint {
  const sum = noSum()
  for (let from = 0; from < values.length; from += BLOCK) {
    const until = Math.min(values.length, from + BLOCK)
    let [small, size] = [0, 0]
    for (let at = from; at < until; at++) {
      const value = values[at] ?? 0
      small += value
      size += value < 0 ? -value : value
    }
    // As long as the sizes add up to less than that, no sum on the way was rounded.
    if (size < HALF) addTo(sum, small)
    else for (let at = from; at < until; at++) addTo(sum, values[at] ?? 0)
  }
  return sumOf(sum)
}

/** Everybody's value of a number rule. */
export function numbersOf(compiler: Compiler, rule: Rule, place: Place): NumberColumn {
  const bound = boundValues()
  const code = asNumberCode(compileRule({ ...compiler, bound }, rule.expression, place))
  return fill(compiler, bound, code)
}

/** Runs a statement about a person `p` for everybody, and keeps it for those who are renewed. */
function fillBy({ field, renewal }: Compiler, bound: Compiler['bound'], statement: string): void {
  program(bound, '', `for(let p=0;p<${field.people};p++)${statement}`)()
  if (!renewal) return
  const list = bound.name(renewal.list)
  renewal.steps.push(program(bound, 'n', `for(let i=0;i<n;i++){const p=${list}[i];${statement}}`))
}

/** A column that is made of others by a function, and again for those who are renewed. */
export function derived<C extends Uint8Array | Float64Array>(
  { renewal }: Compiler,
  into: C,
  of: (person: number) => number,
): C {
  for (let person = 0; person < into.length; person++) into[person] = of(person)
  keepStep(renewal, (person) => void (into[person] = of(person)))
  return into
}

function fill(compiler: Compiler, bound: Compiler['bound'], code: NumberCode): NumberColumn {
  const values = compiler.room.floats()
  fillBy(compiler, bound, `${bound.name(values)}[p]=${code.text};`)
  return { values, decimals: code.decimals }
}

/** Everybody for whom a condition holds: 1, else 0. */
export function truthsOf(compiler: Compiler, rule: Rule, place: Place): Uint8Array {
  const bound = boundValues()
  const text = asTruth(compileRule({ ...compiler, bound }, rule.expression, place))
  const values = compiler.room.bytes()
  fillBy(compiler, bound, `${bound.name(values)}[p]=(${text})?1:0;`)
  return values
}

/** A number rule as a function of the variables that a place names, in this order. */
export function numberFunction(
  compiler: Compiler,
  rule: Rule,
  place: Place,
  parameters: string,
): Readonly<{ of: (...values: number[]) => number; decimals: number }> {
  const bound = boundValues()
  const code = asNumberCode(compileRule({ ...compiler, bound }, rule.expression, place))
  const made = program(bound, parameters, `return ${code.text};`)
  if (!isNumberFunction(made)) throw new Error('a rule gives a number')
  return { of: made, decimals: code.decimals }
}

function isNumberFunction(of: (...values: number[]) => unknown): of is (...values: number[]) => number {
  return typeof of === 'function'
}

/** The one value of a rule about the company. */
export function companyNumber(compiler: Compiler, rule: Rule): Readonly<{ value: number; decimals: number }> {
  const { of, decimals } = numberFunction(compiler, rule, { person: '', tree: 'sponsor' }, '')
  return { value: of(), decimals }
}

/** Why each person may not be paid: 0 nothing, 1 not paid at all, 2 not qualified. */
export function barsOf(compiler: Compiler, bonus: Bonus): Uint8Array {
  const paid = compiler.columns.get('paid')
  if (paid?.is !== 'truth') throw new NotCompiled('who is paid')
  const tree = 'tree' in bonus ? bonus.tree : 'sponsor'
  const bound = boundValues()
  const text = asTruth(compileRule({ ...compiler, bound }, bonus.qualified.expression, { person: 'p', tree }))
  const bars = compiler.room.bytes()
  const { byHand } = compiler.field
  const [waived, excluded] = [byHand.waived(bonus.name), byHand.excluded(bonus.name)]
  const holds = waived ? `${bound.name(waived)}[p]===1||(${text})` : text
  const qualified = excluded ? `${bound.name(excluded)}[p]===0&&(${holds})` : holds
  fillBy(compiler, bound, `${bound.name(bars)}[p]=${bound.name(paid.values)}[p]===0?1:(${qualified})?0:2;`)
  return bars
}

/** The value of a unit in money for everybody, where the plan has units. */
export function unitsOf(compiler: Compiler, bonus: Bonus): NumberColumn | undefined {
  const tree = 'tree' in bonus ? bonus.tree : 'sponsor'
  return bonus.unitValue && numbersOf(compiler, bonus.unitValue, { person: 'p', tree })
}

/** Money in units turned into money: each person's sum times the value of a unit. */
export function inMoney(compiler: Compiler, bonus: Bonus, found: Found): Found {
  const units = unitsOf(compiler, bonus)
  if (!units) return found
  const times = (values: Float64Array): Float64Array =>
    derived(compiler, compiler.room.floats(), (person) =>
      exactly((values[person] ?? 0) * (units.values[person] ?? 0)),
    )
  return {
    money: times(found.money),
    lost: times(found.lost),
    decimals: numberCode('', found.decimals + units.decimals).decimals,
  }
}
