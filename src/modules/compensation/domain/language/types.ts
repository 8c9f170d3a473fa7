import type { Expression, ValueType } from './expression.ts'
import { namesInFrame } from './names.ts'
import { orderTypes, personKinds, personStatuses } from './words.ts'
import { stop, stopMeant, stopUnknown, type Reading, type Typed } from './reading.ts'

const plain: Readonly<Record<ValueType, string>> = {
  number: 'a number',
  condition: 'a condition',
  text: 'a text',
  date: 'a date',
  rank: 'a rank',
  kind: 'a kind of person',
  status: 'a status',
  'order type': 'an order type',
  person: 'a person',
  open: 'a value of a file',
}

export function typeName(type: ValueType): string {
  return plain[type]
}

/** The expression as a number: ranks count from 1, texts of files are read. */
export function asNumber(reading: Reading, typed: Typed): Expression {
  const known = settled(reading, typed)
  if (known.type === 'number' || known.type === 'rank') return known.expression
  if (known.type === 'open') return { node: 'as', type: 'number', of: known.expression }
  return stop(reading, typeName(known.type), 'a number')
}

export function asCondition(reading: Reading, typed: Typed): Expression {
  const meant = typed.word === undefined ? undefined : saidTruths.get(typed.word)
  if (typed.word !== undefined && meant !== undefined)
    return stopMeant(reading, typed.word, `a condition, such as PV >= 100 or \`${meant}\``, meant)
  const known = settled(reading, typed)
  if (known.type === 'condition') return known.expression
  if (known.type === 'open') return { node: 'as', type: 'condition', of: known.expression }
  return stop(reading, typeName(known.type), 'a condition, such as PV >= 100')
}

/** How people say in words what is written as a truth. */
const saidTruths: ReadonlyMap<string, 'true' | 'false'> = new Map([
  ['always', 'true'],
  ['yes', 'true'],
  ['everybody', 'true'],
  ['everyone', 'true'],
  ['never', 'false'],
  ['no', 'false'],
  ['nobody', 'false'],
])

/** A bare word stands for a rank when the plan has one of this name; else nobody knows it. */
export function settled(reading: Reading, typed: Typed): Typed {
  if (typed.word === undefined) return typed
  const word = typed.word
  if (reading.names.ranks.includes(word)) return { expression: { node: 'rank', name: word }, type: 'rank' }
  return stopUnknown(reading, word, 'a name that can stand here', knownNames(reading))
}

function knownNames(reading: Reading): readonly string[] {
  const { tables, ranks } = reading.names
  return [...namesInFrame(reading.names, reading.place.frame), ...tables.keys(), ...ranks]
}

const enumerations: Partial<Record<ValueType, readonly string[]>> = {
  kind: personKinds,
  status: personStatuses,
  'order type': orderTypes,
}

/** Both sides of a comparison in one type: a bare word takes the meaning that its neighbour gives it. */
export function alike(
  reading: Reading,
  a: Typed,
  b: Typed,
): Readonly<{ left: Expression; right: Expression; type: ValueType }> {
  const left = a.word === undefined ? enumerated(a, b) : wordFor(reading, a, b)
  const right = b.word === undefined ? enumerated(b, left) : wordFor(reading, b, left)
  const type = commonType(left.type, right.type)
  if (type === undefined)
    return stop(
      reading,
      `${typeName(left.type)} compared with ${typeName(right.type)}`,
      'two values of one kind',
    )
  return { left: coerced(left, type), right: coerced(right, type), type }
}

/** A name that is also a word of the neighbour's list is that word: `status = active`. */
function enumerated(typed: Typed, neighbour: Typed): Typed {
  const { spelled } = typed
  if (spelled === undefined || !enumerations[neighbour.type]?.includes(spelled)) return typed
  return { expression: { node: 'text', value: spelled, type: neighbour.type }, type: neighbour.type }
}

function wordFor(reading: Reading, word: Typed, neighbour: Typed): Typed {
  const text = word.word ?? ''
  const enumeration = enumerations[neighbour.type]
  if (enumeration) {
    if (!enumeration.includes(text)) return stopUnknown(reading, text, typeName(neighbour.type), enumeration)
    return { expression: { node: 'text', value: text, type: neighbour.type }, type: neighbour.type }
  }
  if (neighbour.type === 'rank') {
    if (text !== 'none' && !reading.names.ranks.includes(text))
      return stopUnknown(reading, text, 'a rank of this plan', reading.names.ranks)
    return { expression: { node: 'rank', name: text }, type: 'rank' }
  }
  if (neighbour.type === 'text' || neighbour.type === 'open') {
    if (word.several)
      return stopUnknown(
        reading,
        text,
        `a text of several words in single quotes, '${text}', or a name that can stand here`,
        knownNames(reading),
      )
    return { expression: { node: 'text', value: text === 'none' ? '' : text, type: 'text' }, type: 'text' }
  }
  return settled(reading, word)
}

function commonType(a: ValueType, b: ValueType): ValueType | undefined {
  if (a === b) return a === 'open' ? 'text' : a
  if (a === 'open') return b
  if (b === 'open') return a
  const pair = new Set([a, b])
  if (pair.has('number') && pair.has('rank')) return 'number'
  // Texts compare with everything that is a text inside.
  if (
    pair.has('text') &&
    ![...pair].some((type) => type === 'number' || type === 'condition' || type === 'rank')
  )
    return 'text'
  return undefined
}

function coerced(typed: Typed, type: ValueType): Expression {
  if (typed.type !== 'open') return typed.expression
  const as = type === 'number' || type === 'rank' ? 'number' : type === 'condition' ? 'condition' : 'text'
  return { node: 'as', type: as, of: typed.expression }
}
