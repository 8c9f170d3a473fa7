import {
  ceilToStep,
  compareQuotient,
  exactly,
  floorToStep,
  refuseZero,
  roundToStep,
  wholeSteps,
} from './arithmetic.ts'
import { boundValues, OutOfRange, program, type Bound } from './code.ts'

/** What programs of both threads may call. */
const functions = {
  ceilToStep,
  compareQuotient,
  exactly,
  floorToStep,
  refuseZero,
  roundToStep,
  wholeSteps,
}
type FunctionName = keyof typeof functions
const functionNames: readonly FunctionName[] = [
  'ceilToStep',
  'compareQuotient',
  'exactly',
  'floorToStep',
  'refuseZero',
  'roundToStep',
  'wholeSteps',
]

/** A program as it goes to another thread: columns in shared memory, functions by their names. */
export type GivenProgram = Readonly<{ values: readonly GivenValue[]; body: string }>

export type GivenValue = Readonly<{ column: GivenColumn }> | Readonly<{ function: FunctionName }>

/** A column, or a list of a few values such as those of a table. */
export type GivenColumn = Float64Array | Int32Array | Int16Array | Int8Array | Uint16Array | Uint8Array

/** What went wrong there and is an answer: numbers left the range in which they are exact. */
export type GivenAnswer = Readonly<{ outOfRange: string }>

/**
 * A program as another thread can be given it; undefined where it calls what only this thread has. Columns that are not in
 * shared memory are copied to it: a program of another thread reads these and writes others.
 */
export function givenProgram(
  { values }: Bound,
  body: string,
  shared: (column: GivenColumn) => GivenColumn,
): GivenProgram | undefined {
  const given: GivenValue[] = []
  for (const value of values) {
    const name = nameOf(value)
    if (name) given.push({ function: name })
    else if (isColumn(value)) given.push({ column: shared(value) })
    else return undefined
  }
  return { values: given, body }
}

/** Runs what was given. */
export function runGiven({ values, body }: GivenProgram): GivenAnswer | undefined {
  const bound = boundValues()
  for (const value of values) bound.name('column' in value ? value.column : functions[value.function])
  try {
    program(bound, '', body)()
    return undefined
  } catch (error) {
    if (error instanceof OutOfRange) return { outOfRange: error.message }
    throw error
  }
}

const names = new Map<unknown, FunctionName>()
for (const name of functionNames) names.set(functions[name], name)

const columnKinds = [Float64Array, Int32Array, Int16Array, Int8Array, Uint16Array, Uint8Array]

const nameOf = (value: unknown): FunctionName | undefined => names.get(value)

function isColumn(value: unknown): value is GivenColumn {
  return columnKinds.some((kind) => value instanceof kind)
}
