/**
 * Pieces of the program text that a plan is compiled to. A number is a whole multiple of 10^-decimals, and how many decimals
 * it has is known before the program runs, so that a product is one multiplication and nothing is ever rounded on the way.
 */
export type Code =
  | NumberCode
  | QuotientCode
  | Readonly<{ is: 'truth'; text: string }>
  | Readonly<{ is: 'rank'; text: string }>
  | Readonly<{ is: 'day'; text: string }>
  | TextCode

export type NumberCode = Readonly<{ is: 'number'; text: string; decimals: number }>

/** `zero` says what a division by zero is: 0, or refused. */
export type QuotientCode = Readonly<{
  is: 'quotient'
  over: NumberCode
  under: NumberCode
  zero: 'refused' | 'zero'
}>

/** A text is a place in a list of words; a constant is known by itself. */
export type TextCode =
  | Readonly<{ is: 'text'; place: string; words: readonly string[] }>
  | Readonly<{ is: 'constant'; value: string }>

/** A plan, or a part of one, that has no passes yet; the walking engine computes it. */
export class NotCompiled extends Error {}

/** A number left the range in which doubles are exact; the walking engine computes such a field. */
export class OutOfRange extends Error {}

/** What an asked value was found to need: more decimals, a fraction, or that the rule around it is asked as a whole. */
export type AskedNeeds = number | 'fraction' | 'whole'

/** A value of a single person is other than its place was made for: the step that asks is compiled again with what it needs. */
export class AskedOtherwise extends OutOfRange {
  readonly key: string
  readonly needs: AskedNeeds

  constructor(key: string, needs: AskedNeeds) {
    super(
      `an asked value that needs ${needs === 'whole' || needs === 'fraction' ? `to be ${needs}` : `${needs} decimals`}`,
    )
    this.key = key
    this.needs = needs
  }
}

/** The most decimals that a compiled number may have: beyond it little room is left for the whole part. */
const MOST_DECIMALS = 15

export const numberCode = (text: string, decimals: number): NumberCode => {
  if (decimals > MOST_DECIMALS) throw new NotCompiled(`a rule with ${decimals} decimals`)
  return { is: 'number', text, decimals }
}

export const truth = (text: string): Code => ({ is: 'truth', text })

export function asNumberCode(code: Code): NumberCode {
  if (code.is === 'number') return code
  if (code.is === 'rank') return numberCode(code.text, 0)
  throw new NotCompiled(`a ${code.is} where a number is computed`)
}

export function asTruth(code: Code): string {
  if (code.is === 'truth') return code.text
  throw new NotCompiled(`a ${code.is} where a condition is`)
}

/** The text of a number with more decimals than it has. */
export function scaled(code: NumberCode, decimals: number): string {
  const more = decimals - code.decimals
  return more === 0 ? code.text : `(${code.text}*${10 ** more})`
}

/** Numbers brought to the same decimals. */
export function aligned(
  codes: readonly NumberCode[],
): Readonly<{ texts: readonly string[]; decimals: number }> {
  const decimals = Math.max(0, ...codes.map((code) => code.decimals))
  return { texts: codes.map((code) => scaled(code, decimals)), decimals }
}

/** Millionths as a constant with as few decimals as it needs. */
export function constantCode(micro: number): NumberCode {
  let [value, decimals] = [micro, 6]
  while (decimals > 0 && value % 10 === 0) [value, decimals] = [value / 10, decimals - 1]
  return numberCode(value < 0 ? `(${value})` : `${value}`, decimals)
}

/** Values that a program text names: `$0`, `$1` … */
export type Bound = Readonly<{ name: (value: unknown) => string; values: readonly unknown[] }>

export function boundValues(): Bound {
  const values: unknown[] = []
  const names = new Map<unknown, string>()
  return {
    values,
    name(value) {
      const known = names.get(value)
      if (known !== undefined) return known
      const name = `$${values.length}`
      values.push(value)
      names.set(value, name)
      return name
    },
  }
}

/** Makes a function of a program text: `parameters` are names, `body` ends with a return or runs loops. */
export function program(bound: Bound, parameters: string, body: string): (...of: number[]) => unknown {
  const values = [...bound.values]
  if (parameters === '') {
    const run = madeOf(values, body)
    return () => Reflect.apply(run, undefined, values)
  }
  const made: unknown = Reflect.apply(
    madeOf(values, `return function(${parameters}){${body}}`),
    undefined,
    values,
  )
  if (!isProgram(made)) throw new Error('a program is a function')
  return made
}

type Made = (...values: unknown[]) => unknown

/**
 * What texts were made into. A text that comes again, as with the next period, is the same function and runs as fast as it ended:
 * what a compiler learned of it is kept with it. One that another function makes anew begins as a stranger: where both processors
 * were busy, and the compiler late, a sum of five columns of half a million people took 26 ms instead of less than 4.
 */
const mades = new Map<string, Made>()
const MOST_MADES = 1_000

/** A function of the values `$0`, `$1` …; for values of other kinds it is another one, so that each sees one kind of columns. */
function madeOf(values: readonly unknown[], body: string): Made {
  const kinds = values.map((value) => (ArrayBuffer.isView(value) ? value.constructor.name : typeof value))
  const key = `${kinds.join(',')} ${body}`
  const known = mades.get(key)
  if (known) return known
  const list = values.map((_, index) => `$${index}`).join(',')
  // The text comes from a parsed plan by the rules of this folder: names of a plan never stand in it, only places of values.
  // oxlint-disable-next-line typescript/no-implied-eval, no-new-func
  const made: unknown = new Function(list, `'use strict';${body}`)
  if (!isMade(made)) throw new Error('a program is a function')
  if (mades.size >= MOST_MADES) mades.clear()
  mades.set(key, made)
  return made
}

function isMade(value: unknown): value is Made {
  return typeof value === 'function'
}

/** Makes a function that gives a number; the body ends with its return. */
export function numberProgram(
  body: (bound: Bound) => string,
  parameters: string,
): (...of: number[]) => number {
  const bound = boundValues()
  const text = body(bound)
  const made = program(bound, parameters, text)
  if (!isNumberProgram(made)) throw new Error('a rule gives a number')
  return made
}

function isNumberProgram(of: (...values: number[]) => unknown): of is (...values: number[]) => number {
  return typeof of === 'function'
}

function isProgram(value: unknown): value is (...of: number[]) => unknown {
  return typeof value === 'function'
}
