import type { Aggregate } from '../language/reads.ts'
import { exactly } from './arithmetic.ts'
import { asNumberCode, asTruth, NotCompiled, numberCode, scaled, truth, type Code } from './code.ts'
import type { Compiler } from './compiler.ts'
import type { ColumnRoom } from './room.ts'

/** What an aggregate gathers of items, one value for each person. */
export type Gathered = Readonly<{
  name: Aggregate['name']
  values: Float64Array | Uint8Array
  decimals: number
  isRank: boolean
  /** What the values are divided by, where what was gathered ends within no decimals. */
  under?: Float64Array
}>

/** The value of an item in an aggregate, with the condition under which it counts. */
export type Item = Readonly<{ when: string; value: string; decimals: number; isRank: boolean }>

/** Room for what an aggregate gathers: what it is over nothing stands in it. */
export function gathered(
  room: Pick<ColumnRoom, 'floats' | 'bytes'>,
  name: Aggregate['name'],
  { decimals, isRank }: Readonly<{ decimals: number; isRank: boolean }>,
): Gathered {
  if (name === 'any') return { name, values: room.bytes(), decimals: 0, isRank: false }
  if (name === 'all') return { name, values: room.bytes(1), decimals: 0, isRank: false }
  if (name === 'distinct') throw new NotCompiled('different values counted over people')
  const least = name === 'max' ? Number.NEGATIVE_INFINITY : 0
  const values = room.floats(name === 'min' ? Number.POSITIVE_INFINITY : least)
  return { name, values, decimals, isRank }
}

/** What stands in a room while nothing was gathered in it. */
export function nothingGathered(name: Aggregate['name']): string {
  if (name === 'max') return '-Infinity'
  if (name === 'min') return 'Infinity'
  return name === 'all' ? '1' : '0'
}

/** The codes of an aggregate's `where` and of what it is over, as an item. */
export function itemOf(aggregate: Aggregate, where: Code | undefined, of: Code | undefined): Item {
  const when = where === undefined ? 'true' : asTruth(where)
  const item = { when, decimals: 0, isRank: false }
  switch (aggregate.name) {
    case 'count':
      return { ...item, value: '1' }
    case 'any':
      return { ...item, value: 'true' }
    case 'all':
      return { ...item, value: of === undefined ? 'true' : asTruth(of) }
    default: {
      if (of === undefined || of.is === 'day')
        throw new NotCompiled(`${aggregate.name} of days or of nothing`)
      const number = asNumberCode(of)
      return { when, value: number.text, decimals: number.decimals, isRank: of.is === 'rank' }
    }
  }
}

/** The statement that takes a value into what somebody gathers. `value` has the decimals of the item. */
export function joinText(
  { bound }: Compiler,
  into: Gathered,
  place: string,
  value: string,
  decimals: number,
): string {
  const at = `${bound.name(into.values)}[${place}]`
  const text = scaled(numberCode(value, decimals), into.decimals)
  switch (into.name) {
    case 'sum':
    case 'count':
      return `${at}=${bound.name(exactly)}(${at}+${text});`
    case 'max':
      return `if(${text}>${at})${at}=${text};`
    case 'min':
      return `if(${text}<${at})${at}=${text};`
    case 'any':
      return `if(${value})${at}=1;`
    case 'all':
      return `if(!(${value}))${at}=0;`
    default:
      throw new NotCompiled('different values counted over people')
  }
}

/** What a person gathered, as the value of one more item. */
export function gatheredText({ bound }: Compiler, from: Gathered, person: string): string {
  const text = `${bound.name(from.values)}[${person}]`
  return from.name === 'any' || from.name === 'all' ? `${text}===1` : text
}

/** The code that reads what was gathered; nothing gives 0. */
export function readGathered({ bound }: Compiler, from: Gathered, person: string): Code {
  const text = `${bound.name(from.values)}[${person}]`
  if (from.name === 'any' || from.name === 'all') return truth(`${text}===1`)
  if (from.under)
    return {
      is: 'quotient',
      over: numberCode(text, from.decimals),
      under: numberCode(`${bound.name(from.under)}[${person}]`, 0),
      zero: 'zero',
    }
  const known = from.name === 'max' || from.name === 'min' ? `(Number.isFinite(${text})?${text}:0)` : text
  return from.isRank ? { is: 'rank', text: known } : numberCode(known, from.decimals)
}
