import { nearestWord } from '#shared/nearest.ts'
import type { Scope, ScopeItems } from './expression.ts'
import { scopes } from './functions.ts'
import type { Frame } from './names.ts'
import { foundHere, need, peek, stop, stopUnknown, take, type Place, type Reading } from './reading.ts'
import { asCondition } from './types.ts'

/** Scopes that are written by their name alone. */
const plainScopes = [
  'legs',
  'team',
  'downline',
  'upline',
  'everyone',
  'positions',
  'purchases',
  'sales',
  'purchase lines',
  'sale lines',
  'lines',
  'hosted parties',
  'held parties',
] as const satisfies readonly ScopeItems[]

/** How every scope begins, for the nearest word. */
const scopeWords: readonly string[] = [...plainScopes, 'level', 'levels', 'last', 'previous']

/** The frame of an item of a scope. */
export function frameOf(items: ScopeItems): Frame {
  const frames = {
    people: 'person',
    orders: 'order',
    lines: 'line',
    parties: 'party',
    periods: 'person',
  } as const
  return frames[scopes[items].of]
}

/** Ends the reading where a scope is needed, with the nearest one. */
export function stopNoScope(reading: Reading, example: string): never {
  const token = peek(reading)
  if (token?.is !== 'word') return stop(reading, foundHere(reading), `a scope, such as ${example}`)
  const next = peek(reading, 1)
  const pair = next?.is === 'word' ? `${token.text} ${next.text}` : token.text
  const word = plainScopes.some((scope) => nearestWord(pair, [scope]) !== undefined) ? pair : token.text
  return stopUnknown(reading, word, `a scope, such as ${example}; one of`, scopeWords)
}

/** The most levels, or periods, that one aggregate looks at. */
const SPAN_MAX = 1000

/** Reads a scope with its tree and condition, or undefined when none begins here. */
export function readScope(reading: Reading): Scope | undefined {
  const head = readHead(reading)
  if (!head) return undefined
  allowedHere(reading, head.items)
  const tree = readTree(reading, head.items)
  const { frame, item } = reading.place
  const whose = {
    ...(head.items === 'sales' && frame === 'party' ? { ofParty: true as const } : {}),
    ...(frame === 'person' && item ? { ofItem: true as const } : {}),
  }
  const scope = { ...head, ...whose, tree }
  if (!take(reading, 'where')) return { ...scope, where: undefined }
  const where = inside(reading, head.items, () => asCondition(reading, reading.expression(reading)))
  return { ...scope, where }
}

/** Reads with the names of the items of a scope. */
export function inside<T>(reading: Reading, items: ScopeItems, read: () => T): T {
  const outer: Place = reading.place
  reading.place = { frame: frameOf(items), item: scopes[items].of !== 'periods' }
  const value = read()
  reading.place = outer
  return value
}

type Head = Omit<Scope, 'tree' | 'where'>

function readHead(reading: Reading): Head | undefined {
  const plain = { from: 0, to: 0, periods: 0 }
  const [first, second] = [peek(reading), peek(reading, 1)]
  if (first?.is !== 'word') return undefined
  const two = second?.is === 'word' ? `${first.text} ${second.text}` : ''
  const pair = plainScopes.find((items) => items === two)
  if (pair) {
    reading.at += 2
    return { items: pair, ...plain }
  }
  if (first.text === 'last' || first.text === 'previous') return readPeriods(reading, first.text)
  if (first.text === 'level' || first.text === 'levels') return readLevels(reading)
  const one = plainScopes.find((items) => items === first.text)
  if (!one) return undefined
  reading.at += 1
  return { items: one, ...plain }
}

/** `last 3 periods`; without a number this is no scope, so that a name may begin with the word. */
function readPeriods(reading: Reading, word: 'last' | 'previous'): Head | undefined {
  if (peek(reading, 1)?.is !== 'number') return undefined
  reading.at += 1
  const periods = readWhole(reading)
  if (!take(reading, 'periods')) need(reading, 'period')
  return { items: `${word} periods`, from: 0, to: 0, periods }
}

/** `level 2` or `levels 1 to 3`; `level` alone is the level of a walk. */
function readLevels(reading: Reading): Head | undefined {
  if (peek(reading, 1)?.is !== 'number') return undefined
  reading.at += 1
  const from = readWhole(reading)
  const to = take(reading, 'to') ? readWhole(reading) : from
  if (from < 1 || to < from) stop(reading, `levels ${from} to ${to}`, 'levels that rise, from 1 on')
  return { items: 'levels', from, to, periods: 0 }
}

function readWhole(reading: Reading): number {
  const token = peek(reading)
  const value = token?.is === 'number' && !token.text.includes('.') ? Number(token.text) : Number.NaN
  if (!(value >= 1 && value <= SPAN_MAX))
    stop(reading, foundHere(reading), `a whole number from 1 to ${SPAN_MAX}`)
  reading.at += 1
  return value
}

function readTree(reading: Reading, items: ScopeItems): string {
  if (!take(reading, 'in')) return 'sponsor'
  if (!scopes[items].inTree) stop(reading, `"in" after ${items}`, '"where", as only people stand in trees')
  const parts: string[] = []
  for (let token = peek(reading); token?.is === 'word' || token?.is === 'name'; token = peek(reading)) {
    if (token.is === 'word' && token.text === 'where') break
    parts.push(token.text)
    reading.at += 1
  }
  if (parts.length === 0) stop(reading, foundHere(reading), 'the name of a tree')
  return parts.join(' ')
}

function allowedHere(reading: Reading, items: ScopeItems): void {
  const frame = reading.place.frame
  const needs: readonly Frame[] =
    items === 'lines'
      ? ['order']
      : items === 'everyone'
        ? ['person', 'walk', 'company', 'order', 'line', 'party']
        : items === 'sales'
          ? ['person', 'walk', 'party']
          : ['person', 'walk']
  if (needs.includes(frame)) return
  if (items === 'lines')
    stop(reading, '"lines"', 'a place where an order is looked at, such as sum(sales, sum(lines, amount))')
  stopUnknown(
    reading,
    items,
    `a scope that can stand where ${frameName(frame)} is looked at`,
    frame === 'order' ? ['lines', 'everyone'] : ['everyone'],
  )
}

function frameName(frame: Frame): string {
  return frame === 'company' ? 'the whole company' : `a ${frame}`
}
