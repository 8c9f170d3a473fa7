import type { Expression } from '../../language/expression.ts'
import { textOfParts } from '../../language/reads.ts'
import type { Value } from '../../language/value.ts'
import { AskedOtherwise, NotCompiled, OutOfRange } from '../code.ts'
import type { Column, Compiler, Place } from '../compiler.ts'
import { askedIn, askedSafely, fractionOf, FRACTION_DECIMALS, kindOf, rankIn } from './asked-value.ts'
import { asUnits } from './column-values.ts'
import { keepAsked } from './keep-asked.ts'
import { waysOf } from './ways.ts'

/** The text by which what is asked of people is kept. */
export function askedKey(expression: Expression, { tree, level }: Place): string {
  return `asked:${level === undefined ? '' : 'walk '}${tree}:${textOfParts([expression])}`
}

/**
 * What a rule, or a part of one, says of everybody, asked person by person: a column that is there at once, with as many decimals
 * as all values need, or as quotients where one of them ends within none.
 */
export function askedColumn(compiler: Compiler, expression: Expression, place: Place): Column {
  const key = askedKey(expression, place)
  const known = compiler.columns.get(key)
  if (known) return known
  const source = place.source !== undefined
  const ask = askedSafely(key, askedIn(compiler, expression, place))
  const read = (person: number): Value => ask(person, 0, 0, source ? person : -1)
  // What other threads compute is read as soon as anybody is asked.
  compiler.hand.finish()
  try {
    const { column, write } = columnOf(compiler, expression, read)
    keepAsked(compiler, waysOf(compiler.plan, [expression]), (people) => {
      for (const person of people) if (person < compiler.field.there()) write(person)
    })
    compiler.columns.set(key, column)
    return column
  } catch (error) {
    if (error instanceof AskedOtherwise && error.key === key)
      throw new NotCompiled('a rule that not everybody can be asked')
    throw error
  }
}

type Written = Readonly<{ column: Column; write: (person: number) => void }>

function columnOf(compiler: Compiler, expression: Expression, read: (person: number) => Value): Written {
  const { room, field } = compiler
  const kind = kindOf(expression)
  if (kind === 'number') return numbersOf(compiler, expression, read)
  const values = room.bytes()
  const write = (person: number): void => {
    const value = read(person)
    values[person] = kind === 'rank' ? rankIn(value) : value === true ? 1 : 0
  }
  for (let person = 0; person < field.there(); person++) write(person)
  return { column: { is: kind === 'rank' ? 'rank' : 'truth', values }, write }
}

/** Millionths at first; then as few decimals as all values need, and money's two where it may need these later. */
function numbersOf(
  { room, field }: Compiler,
  expression: Expression,
  read: (person: number) => Value,
): Written {
  const values = room.floats()
  let [under, decimals] = [undefined as Float64Array | undefined, leastDecimals(expression)]
  for (let person = 0; person < field.there(); person++) {
    const value = read(person)
    const micro = typeof value === 'number' ? value : undefined
    if (micro !== undefined) {
      values[person] = micro
      while (decimals < 6 && micro % 10 ** (6 - decimals) !== 0) decimals += 1
      continue
    }
    const parts = fractionOf(value)
    values[person] = parts.over
    if (parts.under === 1) decimals = FRACTION_DECIMALS
    else (under ??= room.floats(1))[person] = parts.under
  }
  if (under) return fractions(values, under, read)
  const step = 10 ** (6 - decimals)
  for (let person = 0; person < values.length; person++) values[person] = (values[person] ?? 0) / step
  return {
    column: { is: 'number', values, decimals },
    write(person) {
      const value = read(person)
      const units =
        typeof value === 'number' || typeof value === 'object' ? asUnits(value, decimals) : undefined
      if (units === undefined) throw new OutOfRange('an asked number that is finer than its column')
      values[person] = units
    },
  }
}

function fractions(values: Float64Array, under: Float64Array, read: (person: number) => Value): Written {
  return {
    column: {
      is: 'quotient',
      over: { values, decimals: FRACTION_DECIMALS },
      under: { values: under, decimals: 0 },
    },
    write(person) {
      const parts = fractionOf(read(person))
      values[person] = parts.over
      under[person] = parts.under
    },
  }
}

/** Decimals that are there from the beginning, so that a number that comes later seldom needs a run anew. */
function leastDecimals(expression: Expression): number {
  const isCount =
    (expression.node === 'aggregate' && (expression.name === 'count' || expression.name === 'distinct')) ||
    (expression.node === 'call' && (expression.name === 'holds' || expression.name === 'days'))
  return isCount ? 0 : 2
}
