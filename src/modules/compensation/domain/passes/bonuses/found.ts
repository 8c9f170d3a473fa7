import type { Bonus } from '../../language/plan.ts'
import type { Expression, Rule } from '../../language/expression.ts'
import type { Exact } from '#shared/exact.ts'
import { exactly } from '../arithmetic.ts'
import {
  asNumberCode,
  asTruth,
  boundValues,
  NotCompiled,
  numberCode,
  numberProgram,
  program,
  type Bound,
  type NumberCode,
} from '../code.ts'
import { compileRule } from '../compile-rule.ts'
import type { Asked, Compiler, Place } from '../compiler.ts'
import type { NumberColumn } from '../field-columns.ts'
import { addTo, noSum, sumOf, totalOf, type ExactSum } from '../exact-sum.ts'
import { keepStep } from '../renew/renewal.ts'

/** What a bonus finds for everybody before caps and rounding: money as whole multiples of 10^-decimals. */
export type Found = Readonly<{
  money: Float64Array
  decimals: number
  lost: Lost
  /** Where single parts were rounded, or the sums of legs capped, before they became the money of people. */
  parts?: PartSums
}>

/** Where the potential of a bonus went whose parts are looked at one by one, before corrections by hand. */
export type PartSums = Readonly<{ potential: () => Exact; lost: () => Exact; capped: () => Exact }>

/**
 * What was not paid of the potential and stays with the company: by person where somebody still asks for whom, as for the value
 * of a unit, else as a sum.
 */
export type Lost = Readonly<{ of: Float64Array | undefined; sum: ExactSum }>

/** Room for what a bonus loses. */
export function nothingLost({ renewal, room }: Compiler, bonus: Bonus): Lost {
  return { of: renewal || bonus.unitValue ? room.floats() : undefined, sum: noSum() }
}

export function lose({ of, sum }: Lost, person: number, amount: number): void {
  if (of) pay(of, person, amount)
  else addTo(sum, amount)
}

/** All that was lost. */
export function lostIn({ of, sum }: Lost): bigint {
  return of ? totalOf(of) : sumOf(sum)
}

/** Adds money to somebody's. */
export function pay(money: Float64Array, person: number, amount: number): void {
  money[person] = exactly((money[person] ?? 0) + exactly(amount))
}

/** Everybody's value of a number rule. */
export function numbersOf(compiler: Compiler, rule: Rule, place: Place): NumberColumn {
  return codeColumn(compiler, (inside) => asNumberCode(compileRule(inside, rule.expression, place)))
}

/** What the code of a number says of everybody. */
export function codeColumn(compiler: Compiler, codeIn: (inside: Compiler) => NumberCode): NumberColumn {
  const bound = boundValues()
  const code = codeIn({ ...compiler, bound })
  const { asked, room } = compiler
  const values = filled(compiler, bound, asked.numbers, () => room.floats(), code.text)
  return { values, decimals: code.decimals }
}

/**
 * A column of what a text says of everybody. Several bonuses often ask the same, such as who is active: the same text about the
 * same columns is asked once.
 */
function filled<C extends Uint8Array | Float64Array>(
  compiler: Compiler,
  bound: Bound,
  known: Asked<C>[],
  take: () => C,
  text: string,
): C {
  const reads = [...bound.values]
  const before = known.find((one) => one.text === text && isSame(one.reads, reads))
  if (before) return before.column
  const column = take()
  fillBy(compiler, bound, `${bound.name(column)}[p]=${text};`)
  known.push({ text, reads, column })
  return column
}

function isSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one, at) => one === others[at])
}

/** Runs a statement about a person `p` for everybody, and keeps it for those who are renewed. */
function fillBy({ field, renewal, hand }: Compiler, bound: Bound, statement: string): void {
  hand.run(bound, `for(let p=0;p<${field.people};p++)${statement}`)
  if (!renewal) return
  const list = bound.name(renewal.members)
  renewal.steps.push(program(bound, 'n', `for(let i=0;i<n;i++){const p=${list}[i];${statement}}`))
}

/** A column that is made of others by a function, and again for those who are renewed. */
export function derived<C extends Uint8Array | Float64Array>(
  { renewal, hand }: Compiler,
  into: C,
  of: (person: number) => number,
): C {
  hand.finish()
  for (let person = 0; person < into.length; person++) into[person] = of(person)
  keepStep(renewal, (person) => void (into[person] = of(person)))
  return into
}

/** Everybody for whom a condition holds: 1, else 0. */
export function truthsOf(compiler: Compiler, rule: Rule, place: Place): Uint8Array {
  const bound = boundValues()
  const text = asTruth(compileRule({ ...compiler, bound }, rule.expression, place))
  const { asked, room } = compiler
  return filled(compiler, bound, asked.bytes, () => room.bytes(), `(${text})?1:0`)
}

/**
 * Everybody's value of a rule of any kind, as a number by which values are told apart; undefined where it is the same for
 * everybody.
 */
export function toldApart(
  compiler: Compiler,
  expression: Expression,
  place: Place,
): Float64Array | Uint8Array | undefined {
  const bound = boundValues()
  const { asked, room } = compiler
  const code = compileRule({ ...compiler, bound }, expression, place)
  if (code.is === 'constant') return undefined
  if (code.is === 'quotient') throw new NotCompiled('a quotient by which people are told apart')
  if (code.is === 'truth')
    return filled(compiler, bound, asked.bytes, () => room.bytes(), `(${code.text})?1:0`)
  const text = code.is === 'text' ? code.place : code.text
  return filled(compiler, bound, asked.numbers, () => room.floats(), text)
}

/** A condition as a function of the variables that a place names: 1 where it holds, else 0. */
export function truthFunction(
  compiler: Compiler,
  rule: Rule,
  place: Place,
  parameters: string,
): (...values: number[]) => number {
  return numberProgram(
    (bound) => `return (${asTruth(compileRule({ ...compiler, bound }, rule.expression, place))})?1:0;`,
    parameters,
  )
}

/** A number rule as a function of the variables that a place names, in this order. */
export function numberFunction(
  compiler: Compiler,
  rule: Rule,
  place: Place,
  parameters: string,
): Readonly<{ of: (...values: number[]) => number; decimals: number }> {
  const codeIn = (bound: Bound) => asNumberCode(compileRule({ ...compiler, bound }, rule.expression, place))
  const of = numberProgram((bound) => `return ${codeIn(bound).text};`, parameters)
  return { of, decimals: codeIn(boundValues()).decimals }
}

/**
 * The text of a number rule about a person `p` in a program of a bonus. Where people are renewed it reads a column, which is
 * renewed before the bonus is.
 */
export function numberText(compiler: Compiler, bound: Bound, rule: Rule, place: Place): NumberCode {
  if (!compiler.renewal) return asNumberCode(compileRule({ ...compiler, bound }, rule.expression, place))
  const { values, decimals } = numbersOf(compiler, rule, place)
  return numberCode(`${bound.name(values)}[p]`, decimals)
}

/** The one value of a rule about the company, as often as it is asked for. */
export function companyNumber(
  compiler: Compiler,
  rule: Rule,
): Readonly<{ value: () => number; decimals: number }> {
  const { of, decimals } = numberFunction(compiler, rule, { person: '', tree: 'sponsor' }, '')
  compiler.hand.finish()
  return { value: of, decimals }
}

/** Why each person may not be paid: 0 nothing, 1 not paid at all, 2 not qualified. */
export function barsOf(compiler: Compiler, bonus: Bonus): Uint8Array {
  const paid = compiler.columns.get('paid')
  if (paid?.is !== 'truth') throw new NotCompiled('who is paid')
  const tree = 'tree' in bonus ? bonus.tree : 'sponsor'
  const bound = boundValues()
  const text = asTruth(compileRule({ ...compiler, bound }, bonus.qualified.expression, { person: 'p', tree }))
  const { byHand } = compiler.field
  const [waived, excluded] = [byHand.waived(bonus.name), byHand.excluded(bonus.name)]
  const holds = waived ? `${bound.name(waived)}[p]===1||(${text})` : text
  const qualified = excluded ? `${bound.name(excluded)}[p]===0&&(${holds})` : holds
  const { asked, room } = compiler
  const bar = `${bound.name(paid.values)}[p]===0?1:(${qualified})?0:2`
  return filled(compiler, bound, asked.bytes, () => room.bytes(), bar)
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
    lost: { ...found.lost, of: found.lost.of && times(found.lost.of) },
    decimals: numberCode('', found.decimals + units.decimals).decimals,
  }
}
