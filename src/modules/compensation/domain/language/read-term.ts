import { EXACT_PLACES, exactRatio } from '#shared/exact.ts'
import { parseDecimal } from '#shared/decimal.ts'
import type { AggregateName, Expression, FieldOf, FunctionName, Hop, Scope, ValueType } from './expression.ts'
import { framesFields, type Frame } from './names.ts'
import { inside, readScope } from './read-scope.ts'
import {
  foundHere,
  isSymbol,
  longestNames,
  need,
  peek,
  stop,
  stopUnknown,
  take,
  type Reading,
  type Typed,
} from './reading.ts'
import { tokenize } from './tokens.ts'
import { asCondition, asNumber, settled, typeName } from './types.ts'

const aggregates: readonly AggregateName[] = ['sum', 'count', 'max', 'min', 'distinct', 'any', 'all']

/** Functions with how many arguments they take. */
export const functions: Readonly<Record<FunctionName, readonly [least: number, most: number]>> = {
  min: [1, 20],
  max: [1, 20],
  floor: [2, 2],
  ceil: [2, 2],
  round: [2, 2],
  abs: [1, 1],
  share: [2, 2],
  holds: [1, 20],
  days: [2, 2],
}

/** Reads a number, text, name, function, aggregate or an expression in parentheses. */
export function readTerm(reading: Reading): Typed {
  const token = peek(reading)
  if (token === undefined) return stop(reading, 'the end', 'a number, a name or "("')
  if (token.is === 'number') return readNumber(reading, token.text)
  if (token.is === 'text' || token.is === 'date') {
    reading.at += 1
    const type = token.is === 'date' ? 'date' : 'text'
    return { expression: { node: 'text', value: token.text, type }, type }
  }
  if (take(reading, '(')) {
    const inner = reading.expression(reading)
    need(reading, ')')
    return inner
  }
  if (
    token.text === 'self' &&
    token.is === 'word' &&
    reading.place.item &&
    !isSymbol(peek(reading, 1), '.')
  ) {
    reading.at += 1
    return { expression: { node: 'self' }, type: 'person' }
  }
  if (take(reading, 'true')) return { expression: { node: 'truth', value: true }, type: 'condition' }
  if (take(reading, 'false')) return { expression: { node: 'truth', value: false }, type: 'condition' }
  if (token.is === 'symbol') return stop(reading, `"${token.text}"`, 'a number, a name or "("')
  return readCall(reading) ?? readTable(reading) ?? readField(reading)
}

function readNumber(reading: Reading, text: string): Typed {
  reading.at += 1
  const percent = take(reading, '%')
  const places = percent ? PERCENT_PLACES : EXACT_PLACES
  const scaled = parseDecimal(text, places)
  if (typeof scaled !== 'bigint')
    return stop(reading, `"${text}"`, `a number with at most ${places} decimals`)
  const value = exactRatio(scaled, 10n ** BigInt(percent ? places + 2 : places))
  return { expression: { node: 'number', value, percent }, type: 'number' }
}

/** Decimals of a percentage: shares of a fund are printed with many. */
const PERCENT_PLACES = 10

function readCall(reading: Reading): Typed | undefined {
  const word = peek(reading)
  if (word?.is !== 'word' || !isSymbol(peek(reading, 1), '(')) return undefined
  const name = word.text
  const start = reading.at
  reading.at += 2
  const aggregate = aggregates.find((candidate) => candidate === name)
  if (aggregate) {
    const typed = readAggregate(reading, aggregate)
    if (typed) return typed
  }
  if (isFunction(name)) return readFunction(reading, name)
  if (name === 'earned') return readEarned(reading)
  if (name === 'before' || name === 'after') return readRunning(reading, name)
  if (name === 'branch' || name === 'above') return readTreeOf(reading, name)
  if (name === 'accumulated')
    return { expression: { node: 'accumulated', volume: readVolumeName(reading) }, type: 'number' }
  if (name === 'marginal') return readMarginal(reading)
  reading.at = start
  if (reading.names.tables.has(name)) return undefined
  return stopUnknown(reading, name, 'a function, an aggregate or a table', [
    ...Object.keys(functions),
    ...aggregates,
    'earned',
    'before',
    'after',
    'accumulated',
    'above',
    'branch',
    'marginal',
    ...reading.names.tables.keys(),
  ])
}

function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(functions, name)
}

/** Undefined when no scope follows: `max` and `min` are then the functions of numbers. */
function readAggregate(reading: Reading, name: AggregateName): Typed | undefined {
  const scope = readScope(reading)
  if (!scope) {
    if (name === 'max' || name === 'min') return undefined
    return stop(reading, foundHere(reading), `a scope, such as ${name}(legs …) or ${name}(sales …)`)
  }
  const typed = take(reading, ',')
    ? inside(reading, scope.items, () => reading.expression(reading))
    : undefined
  need(reading, ')')
  if (name === 'count' || name === 'any') {
    if (typed) stop(reading, 'a second part', `only a scope in ${name}, with "where" for conditions`)
    return {
      expression: { node: 'aggregate', name, scope, of: undefined, type: 'number' },
      type: name === 'any' ? 'condition' : 'number',
    }
  }
  if (!typed) return stop(reading, 'nothing', `what to look at: ${name}(${scope.items}, …)`)
  if (name === 'all') return aggregateOf(name, scope, asCondition(reading, typed), 'condition')
  if (name === 'distinct') return aggregateOf(name, scope, settled(reading, typed).expression, 'number')
  const known = settled(reading, typed)
  if (known.type === 'rank' && name !== 'sum') return aggregateOf(name, scope, known.expression, 'rank')
  if (known.type === 'date' && name !== 'sum') return aggregateOf(name, scope, known.expression, 'date')
  return aggregateOf(name, scope, asNumber(reading, known), 'number')
}

function aggregateOf(name: AggregateName, scope: Scope, of: Expression, type: ValueType): Typed {
  return { expression: { node: 'aggregate', name, scope, of, type }, type }
}

function readFunction(reading: Reading, name: FunctionName): Typed {
  const found: Typed[] = []
  do found.push(reading.expression(reading))
  while (take(reading, ','))
  need(reading, ')')
  const [least, most] = functions[name]
  if (found.length < least || found.length > most)
    stop(reading, `${found.length} arguments of ${name}`, least === most ? `${least}` : `${least} to ${most}`)
  if (name === 'holds') {
    const conditions = found.map((typed) => asCondition(reading, typed))
    return { expression: { node: 'call', name, arguments: conditions }, type: 'number' }
  }
  const values = found.map((typed) => settled(reading, typed))
  if (name === 'days')
    return {
      expression: { node: 'call', name, arguments: values.map((value) => dateOf(reading, value)) },
      type: 'number',
    }
  const ranks = (name === 'min' || name === 'max') && values.every((value) => value.type === 'rank')
  return {
    expression: { node: 'call', name, arguments: values.map((value) => asNumber(reading, value)) },
    type: ranks ? 'rank' : 'number',
  }
}

function dateOf(reading: Reading, typed: Typed): Expression {
  if (typed.type === 'date' || typed.type === 'text') return typed.expression
  if (typed.type === 'open') return { node: 'as', type: 'text', of: typed.expression }
  return stop(reading, typeName(typed.type), 'a date')
}

function readEarned(reading: Reading): Typed {
  const bonuses: string[] = []
  do bonuses.push(readNameOf(reading, 'a bonus of this plan or of earned.csv', reading.names.bonuses, true))
  while (take(reading, ','))
  need(reading, ')')
  return { expression: { node: 'earned', bonuses }, type: 'number' }
}

function readRunning(reading: Reading, when: 'before' | 'after'): Typed {
  const frame = reading.place.frame
  const inItem = (frame === 'order' || frame === 'line') && reading.place.item
  if (frame !== 'walk' && !inItem)
    stop(reading, `"${when}(…)"`, 'a place where an order of somebody is looked at')
  return { expression: { node: 'running', when, volume: readVolumeName(reading) }, type: 'number' }
}

/**
 * `branch(placement)`: the side of the payee's own tree under which the person that is looked at lies. `above(sponsor)`: the
 * person directly above that one.
 */
function readTreeOf(reading: Reading, name: 'branch' | 'above'): Typed {
  const { frame, item } = reading.place
  if (frame !== 'person' || (name === 'branch' && !item))
    stop(reading, `"${name}(…)"`, 'a place where people are looked at, such as count(legs where …)')
  const token = peek(reading)
  if (token?.is !== 'word' && token?.is !== 'name')
    return stop(reading, foundHere(reading), 'the name of a tree')
  reading.at += 1
  need(reading, ')')
  const type = name === 'above' ? 'person' : 'text'
  return { expression: { node: name, tree: token.text }, type }
}

function readVolumeName(reading: Reading): string {
  const volume = readNameOf(reading, 'a volume of this plan', reading.names.volumes, false)
  need(reading, ')')
  return volume
}

function readMarginal(reading: Reading): Typed {
  const table = readNameOf(
    reading,
    'a table of this plan with steps',
    new Set(reading.names.tables.keys()),
    false,
  )
  need(reading, ',')
  const of = asNumber(reading, reading.expression(reading))
  need(reading, ')')
  return { expression: { node: 'marginal', table, of }, type: 'number' }
}

/** The longest known name here. Unknown names are taken as they stand where `open`, as given pay has names of its own. */
function readNameOf(reading: Reading, what: string, known: ReadonlySet<string>, open: boolean): string {
  const candidates = [...longestNames(reading)]
  const found = candidates.find(({ name }) => known.has(name))
  const taken = found ?? (open ? candidates[0] : undefined)
  if (!taken) return stopUnknown(reading, candidates[0]?.name ?? foundHere(reading), what, [...known])
  reading.at += taken.tokens
  return taken.name
}

/** A table by its name: its own keys are read anew here, where they may tell of a line or a level. */
function readTable(reading: Reading): Typed | undefined {
  const found = [...longestNames(reading)].find(
    ({ name }) => reading.names.tables.has(name) || fieldOf(reading, reading.place.frame, name) !== undefined,
  )
  // Of a table and a longer name that begins like it, the longer one is meant.
  if (!found || !reading.names.tables.has(found.name)) return undefined
  reading.at += found.tokens
  const texts = reading.names.tables.get(found.name) ?? []
  const keys = take(reading, '(')
    ? readKeys(reading, texts.length, found.name)
    : texts.map((text) => readKey(reading, text))
  return { expression: { node: 'table', table: found.name, keys }, type: 'number' }
}

function readKeys(reading: Reading, count: number, table: string): Expression[] {
  const keys: Expression[] = []
  do keys.push(settled(reading, reading.expression(reading)).expression)
  while (take(reading, ','))
  need(reading, ')')
  if (keys.length !== count) stop(reading, `${keys.length} keys of the table ${table}`, `${count}`)
  return keys
}

function readKey(reading: Reading, text: string): Expression {
  const tokens = tokenize(text)
  if ('unknown' in tokens)
    return stop(reading, `"${tokens.unknown}" in "${text}"`, 'words, numbers and operators')
  const inner: Reading = { ...reading, tokens, at: 0, text }
  const typed = settled(inner, inner.expression(inner))
  if (peek(inner) !== undefined) stop(inner, foundHere(inner), 'the end of the key of the table')
  return typed.expression
}

const hopsFrom: Readonly<Record<Frame, Readonly<Partial<Record<Hop, Frame>>>>> = {
  person: {},
  walk: { source: 'person', line: 'line' },
  order: { buyer: 'person', seller: 'person', party: 'party' },
  line: { buyer: 'person', seller: 'person', order: 'order', party: 'party' },
  party: { host: 'person', seller: 'person', party: 'party' },
  company: {},
}

function readField(reading: Reading): Typed {
  const hops: Hop[] = []
  let frame = reading.place.frame
  for (;;) {
    const token = peek(reading)
    if (token?.is !== 'word' || !isSymbol(peek(reading, 1), '.')) break
    const hop = hopOf(reading, token.text, frame, hops.length === 0)
    hops.push(hop.hop)
    frame = hop.frame
    reading.at += 2
  }
  return prefixed(reading, hops, frame) ?? named(reading, hops, frame) ?? loneWord(reading, hops, frame)
}

function hopOf(
  reading: Reading,
  word: string,
  frame: Frame,
  first: boolean,
): Readonly<{ hop: Hop; frame: Frame }> {
  if (word === 'self' && first && reading.place.item) return { hop: 'self', frame: 'person' }
  for (const [hop, next] of Object.entries(hopsFrom[frame])) {
    if (hop === word && isHop(hop)) return { hop, frame: next }
  }
  const known = [...Object.keys(hopsFrom[frame]), ...(reading.place.item ? ['self'] : [])]
  return stopUnknown(reading, word, 'something that has names of its own here', known)
}

const hops: readonly Hop[] = ['self', 'source', 'line', 'order', 'buyer', 'seller', 'party', 'host']

function isHop(word: string): word is Hop {
  return hops.some((hop) => hop === word)
}

const prefixes: Readonly<Record<string, FieldOf>> = {
  volume: 'order volume',
  attr: 'attribute',
  fact: 'fact',
}

/** `volume:PV`, `attr:size`, `fact:point value`: names that files give. */
function prefixed(reading: Reading, path: readonly Hop[], frame: Frame): Typed | undefined {
  const word = peek(reading)
  if (word?.is !== 'word' || !isSymbol(peek(reading, 1), ':')) return undefined
  const of = prefixes[word.text]
  if (of === undefined) return stopUnknown(reading, `${word.text}:`, 'a prefix', Object.keys(prefixes))
  if (of === 'order volume' && frame !== 'order' && frame !== 'line')
    stop(reading, `"volume:" where a ${frame} is looked at`, 'the name of a volume of this plan')
  if (of === 'attribute' && frame === 'company')
    stop(reading, '"attr:"', 'a fact, as the company has no attributes')
  reading.at += 2
  const parts: string[] = []
  for (let token = peek(reading); token; token = peek(reading)) {
    if (token.is !== 'name' && token.is !== 'word' && !(token.is === 'number' && parts.length > 0)) break
    if (token.is === 'word' && keywords.has(token.text)) break
    parts.push(token.text)
    reading.at += 1
  }
  if (parts.length === 0) stop(reading, foundHere(reading), `a name after "${word.text}:"`)
  const type = of === 'order volume' ? 'number' : 'open'
  return { expression: { node: 'field', hops: path, of, name: parts.join(' '), type }, type }
}

const keywords = new Set(['and', 'or', 'not', 'if', 'then', 'else', 'in', 'where', 'to'])

function named(reading: Reading, path: readonly Hop[], frame: Frame): Typed | undefined {
  for (const { name, tokens } of longestNames(reading)) {
    const known = fieldOf(reading, frame, name)
    if (!known) continue
    reading.at += tokens
    const expression: Expression = { node: 'field', hops: path, of: known.of, name, type: known.type }
    return path.length === 0
      ? { expression, type: known.type, spelled: name }
      : { expression, type: known.type }
  }
  return undefined
}

function fieldOf(
  reading: Reading,
  frame: Frame,
  name: string,
): Readonly<{ of: FieldOf; type: ValueType }> | undefined {
  const fields = framesFields[frame]
  if (Object.hasOwn(fields, name)) return fields[name]
  if (frame !== 'person' && frame !== 'walk') return undefined
  if (reading.names.volumes.has(name)) return { of: 'volume', type: 'number' }
  if (reading.names.measures.has(name)) return { of: 'measure', type: reading.names.measureType(name) }
  return undefined
}

/** A word that its neighbour may explain (a rank, a kind, a text); several words are one only as a rank's name. */
function loneWord(reading: Reading, path: readonly Hop[], frame: Frame): Typed {
  const candidates = [...longestNames(reading)]
  const rank = candidates.find(({ name }) => reading.names.ranks.includes(name))
  const one = rank ?? candidates.at(-1)
  if (!one) return stop(reading, foundHere(reading), 'a number, a name or "("')
  const next = peek(reading, one.tokens)
  if (
    path.length > 0 ||
    (!rank && next?.is === 'word' && !keywords.has(next.text)) ||
    (frame === 'company' && !rank)
  ) {
    const whole = candidates.find(({ name }) => !name.split(' ').some((word) => keywords.has(word))) ?? one
    return stopUnknown(
      reading,
      whole.name,
      `a name of ${frame === 'company' ? 'the company' : `a ${frame}`}`,
      namesIn(reading, frame),
    )
  }
  reading.at += one.tokens
  return { expression: { node: 'text', value: one.name, type: 'text' }, type: 'text', word: one.name }
}

function namesIn(reading: Reading, frame: Frame): readonly string[] {
  const own =
    frame === 'person' || frame === 'walk' ? [...reading.names.volumes, ...reading.names.measures] : []
  return [...own, ...Object.keys(framesFields[frame])]
}
