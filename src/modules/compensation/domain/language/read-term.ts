import { checkAlike, checkTogether } from './currencies.ts'
import { EXACT_PLACES, exactRatio } from '#shared/exact.ts'
import { parseDecimal } from '#shared/decimal.ts'
import { isDay } from '#shared/time.ts'
import type { AggregateName, Expression, FunctionName, Scope, ValueType } from './expression.ts'
import { aggregates, functionNames, functions } from './functions.ts'
import { fieldOf, readField } from './read-field.ts'
import { inside, readScope, stopNoScope } from './read-scope.ts'
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

/** Reads a number, text, name, function, aggregate or an expression in parentheses. */
export function readTerm(reading: Reading): Typed {
  const token = peek(reading)
  if (token === undefined) return stop(reading, 'the end', 'a number, a name or "("')
  if (token.is === 'number') return readNumber(reading, token.text)
  if (token.is === 'text' || token.is === 'date') {
    if (token.is === 'date' && !isDay(token.text))
      stop(reading, `"${token.text}"`, 'a day of the calendar such as 2026-01-31')
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
  if (isAggregate(name)) {
    const typed = readAggregate(reading, name)
    if (typed) return typed
  }
  if (isFunction(name)) return readFunction(reading, name)
  if (name === 'earned' || name === 'unpaid') return readEarned(reading, name)
  if (name === 'before' || name === 'after') return readRunning(reading, name)
  if (name === 'branch' || name === 'above') return readTreeOf(reading, name)
  if (name === 'accumulated')
    return { expression: { node: 'accumulated', volume: readVolumeName(reading) }, type: 'number' }
  if (name === 'marginal') return readMarginal(reading)
  reading.at = start
  if (reading.names.tables.has(name)) return undefined
  return stopUnknown(reading, name, 'a function, an aggregate or a table', [
    ...functionNames,
    ...reading.names.tables.keys(),
  ])
}

function isAggregate(name: string): name is AggregateName {
  return Object.hasOwn(aggregates, name)
}

function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(functions, name)
}

/** Undefined when no scope follows: `max` and `min` are then the functions of numbers. */
function readAggregate(reading: Reading, name: AggregateName): Typed | undefined {
  const scope = readScope(reading)
  if (!scope) {
    if (name === 'max' || name === 'min') return undefined
    return stopNoScope(reading, `${name}(legs …) or ${name}(sales …)`)
  }
  const typed = take(reading, ',') ? inside(reading, scope.items, () => readPart(reading)) : undefined
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

/** A word that nobody knows is told with the names of the items, among which it stands. */
function readPart(reading: Reading): Typed {
  const typed = reading.expression(reading)
  return typed.word === undefined ? typed : settled(reading, typed)
}

function aggregateOf(name: AggregateName, scope: Scope, of: Expression, type: ValueType): Typed {
  return { expression: { node: 'aggregate', name, scope, of, type }, type }
}

function readFunction(reading: Reading, name: FunctionName): Typed {
  const found: Typed[] = []
  do found.push(reading.expression(reading))
  while (take(reading, ','))
  need(reading, ')')
  const { least, most } = functions[name]
  if (found.length < least || found.length > most)
    stop(reading, `${found.length} arguments of ${name}`, least === most ? `${least}` : `${least} to ${most}`)
  if (name === 'holds') {
    const conditions = found.map((typed) => asCondition(reading, typed))
    return { expression: { node: 'call', name, arguments: conditions }, type: 'number' }
  }
  const values = found.map((typed) => settled(reading, typed))
  if (name === 'min' || name === 'max')
    checkAlike(
      reading,
      values.map((value) => value.expression),
    )
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

function readEarned(reading: Reading, node: 'earned' | 'unpaid'): Typed {
  const { bonuses: own, given } = reading.names
  const known = node === 'earned' ? new Set([...own, ...given]) : own
  const what = node === 'earned' ? 'a bonus of this plan, or one under given_pay' : 'a bonus of this plan'
  const bonuses: string[] = []
  do bonuses.push(readNameOf(reading, what, known))
  while (take(reading, ','))
  need(reading, ')')
  checkTogether(reading, bonuses)
  return { expression: { node, bonuses }, type: 'number' }
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
  const volume = readNameOf(reading, 'a volume of this plan', reading.names.volumes)
  need(reading, ')')
  return volume
}

function readMarginal(reading: Reading): Typed {
  const table = readNameOf(reading, 'a table of this plan with steps', new Set(reading.names.tables.keys()))
  need(reading, ',')
  const of = asNumber(reading, reading.expression(reading))
  need(reading, ')')
  const expression = { node: 'marginal' as const, table, of, ...readRulesOf(reading, table) }
  return { expression, type: 'number' }
}

/** The longest known name here. */
function readNameOf(reading: Reading, what: string, known: ReadonlySet<string>): string {
  const candidates = [...longestNames(reading)]
  const taken = candidates.find(({ name }) => known.has(name))
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
  if (reading.inside.includes(found.name))
    stop(reading, [...reading.inside, found.name].join(', which names '), 'a table that does not name itself')
  const texts = reading.names.tables.get(found.name)?.keys ?? []
  const keys = take(reading, '(')
    ? readKeys(reading, texts.length, found.name)
    : texts.map((text) =>
        inText(reading, found.name, text, 'the key', (inner) =>
          keyOf(inner, inner.expression(inner), found.name),
        ),
      )
  const expression = { node: 'table' as const, table: found.name, keys, ...readRulesOf(reading, found.name) }
  return { expression, type: 'number' }
}

/** Beginnings of steps and values that are rules are read in the place where the table is named, as its key is. */
function readRulesOf(reading: Reading, table: string) {
  const { froms = [], values = [] } = reading.names.tables.get(table) ?? {}
  const numbers = (texts: readonly string[], what: string): readonly Expression[] =>
    texts.map((text) =>
      inText(reading, table, text, what, (inner) => asNumber(inner, inner.expression(inner))),
    )
  return { froms: numbers(froms, 'a step'), values: numbers(values, 'a value') }
}

function readKeys(reading: Reading, count: number, table: string): Expression[] {
  const keys: Expression[] = []
  do keys.push(keyOf(reading, reading.expression(reading), table))
  while (take(reading, ','))
  need(reading, ')')
  if (keys.length !== count) stop(reading, `${keys.length} keys of the table ${table}`, `${count}`)
  return keys
}

/** The key of a table; steps are found by a number. */
function keyOf(reading: Reading, typed: Typed, table: string): Expression {
  return reading.names.stepTables.has(table) ? asNumber(reading, typed) : settled(reading, typed).expression
}

/** Reads a text of a table in the place where the table is named. */
function inText(
  reading: Reading,
  table: string,
  text: string,
  what: string,
  read: (inner: Reading) => Expression,
): Expression {
  const tokens = tokenize(text)
  if ('unknown' in tokens)
    return stop(reading, `"${tokens.unknown}" in "${text}"`, 'words, numbers and operators')
  const inner: Reading = { ...reading, tokens, at: 0, text, inside: [...reading.inside, table] }
  const expression = read(inner)
  if (peek(inner) !== undefined) stop(inner, foundHere(inner), `the end of ${what} of the table`)
  return expression
}
