import { add, divide, multiply, negate, sign, subtract, type Exact } from '#shared/exact.ts'
import { child, listOf, oneOf, onlyKeys, text, wholeNumber, type PlanNode } from '../plan/node.ts'
import { report, reportUnknown } from '../plan/problems.ts'
import type { Expression, Rule, Scope } from './expression.ts'
import type { Frame, PlanNames } from './names.ts'
import { ruleOf, readRule, readScopeText, type Wanted } from './read-rule.ts'

/** What may stand under a key. */
export type KeyType =
  | Readonly<{ is: 'rule'; frame: Frame; wanted: Wanted }>
  | Readonly<{ is: 'word'; words: readonly string[] }>
  | Readonly<{
      is:
        | 'text'
        | 'tree'
        | 'scope'
        | 'whole number'
        | 'volume'
        | 'bonuses'
        | 'currency'
        | 'map'
        | 'list'
        | 'step'
    }>

/**
 * One key of an element, as the reader, the JSON Schema and the reference page know it. A key without a default must be
 * written when it is required; `choice` names the point of semantics on which published plans differ, and such a
 * key never has a silent default.
 */
export type Key = Readonly<{
  name: string
  type: KeyType
  required: boolean
  fallback?: string
  meaning: string
  choice?: string
}>

export const rule = (frame: Frame, wanted: Wanted): KeyType => ({ is: 'rule', frame, wanted })
export const words = (...list: readonly string[]): KeyType => ({ is: 'word', words: list })

/** Reads the keys of one element. A reading that finds something wrong reports it and gives undefined. */
export type KeyReader = Readonly<{
  node: PlanNode
  has: (key: string) => boolean
  rule: (key: string) => Rule | undefined
  /** The rule of a required key, or of one with a default. */
  ruleOr: (key: string, fallback: string) => Rule | undefined
  word: <const W extends string>(key: string, words: readonly W[]) => W | undefined
  text: (key: string) => string | undefined
  whole: (key: string) => number | undefined
  scope: (key: string) => Scope | undefined
  volume: (key: string) => string | undefined
  bonuses: (key: string) => readonly string[] | undefined
  problem: (key: string, found: string, expected: string) => void
}>

/** What an element can name. */
export type ReadContext = Readonly<{
  names: PlanNames
  personalVolumes: readonly string[]
  currencies: readonly string[]
}>

export function keyReader(node: PlanNode, keys: readonly Key[], context: ReadContext): KeyReader {
  onlyKeys(
    node,
    keys.map((key) => key.name),
  )
  const specOf = (name: string): Key => {
    const key = keys.find((candidate) => candidate.name === name)
    if (!key) throw new Error(`the element reads the key ${name}, which its registry does not name`)
    return key
  }
  for (const key of keys) {
    if (key.required && child(node, key.name).value === undefined)
      report(node.problems, child(node, key.name).path, 'nothing', expectedOf(key))
  }
  const at = (name: string): PlanNode | undefined => {
    specOf(name)
    const place = child(node, name)
    return place.value === undefined ? undefined : place
  }
  const ruleIn = (name: string, source: PlanNode): Rule | undefined => {
    const { type } = specOf(name)
    if (type.is !== 'rule') throw new Error(`the key ${name} is no rule in its registry`)
    return readRule(source, context.names, { frame: type.frame, item: false }, type.wanted)
  }
  return {
    node,
    has: (name) => at(name) !== undefined,
    rule: (name) => mapped(at(name), (place) => ruleIn(name, place)),
    ruleOr: (name, fallback) => {
      const place = child(node, name)
      return ruleIn(name, place.value === undefined ? { ...place, value: fallback } : place)
    },
    word: (name, list) =>
      mapped(at(name), oneOf('a word', list)) ?? fallbackWord(specOf(name), at(name), list),
    text: (name) => mapped(at(name), text),
    whole: (name) => mapped(at(name), wholeNumber),
    scope: (name) => mapped(at(name), (place) => readScopeText(place, context.names)),
    volume: (name) => mapped(at(name), (place) => personalVolume(place, context.personalVolumes)),
    bonuses: (name) => mapped(at(name), listOf(bonusName(context.names))),
    problem: (name, found, expected) => report(node.problems, child(node, name).path, found, expected),
  }
}

function mapped<T>(place: PlanNode | undefined, read: (place: PlanNode) => T | undefined): T | undefined {
  return place === undefined ? undefined : read(place)
}

/** The default of a word that was not written; a word that was written wrongly has none. */
function fallbackWord<W extends string>(
  key: Key,
  place: PlanNode | undefined,
  list: readonly W[],
): W | undefined {
  return place === undefined ? list.find((word) => word === key.fallback) : undefined
}

function personalVolume(node: PlanNode, personal: readonly string[]): string | undefined {
  if (typeof node.value === 'string' && personal.includes(node.value)) return node.value
  const found = typeof node.value === 'string' ? node.value : 'something else'
  reportUnknown(node.problems, node.path, found, 'a volume that is read from orders', personal)
  return undefined
}

/** Bonuses of the plan, or of given pay: a name that the plan does not know may stand in earned.csv. */
function bonusName(names: PlanNames): (node: PlanNode) => string | undefined {
  return (node) => {
    const name = text(node)
    return name === undefined || names.bonuses.has(name) ? name : name
  }
}

/** In words what may stand under a key. */
export function expectedOf(key: Key): string {
  const { type } = key
  if (type.is === 'word') return `one of ${type.words.join(', ')}`
  if (type.is === 'rule')
    return type.wanted === 'condition' ? 'a condition' : 'a number or a rule that gives one'
  return type.is === 'bonuses' ? 'a list of bonuses' : `a ${type.is}`
}

/** A constant: a number, or arithmetic of numbers. */
export function constant(node: PlanNode, names: PlanNames): Exact | undefined {
  const written = typeof node.value === 'string' ? node.value : ''
  const read = ruleOf(written, node, names, { frame: 'company', item: false }, 'number')
  const value = read && folded(read.expression)
  if (read && value === undefined)
    report(node.problems, node.path, `"${read.text}"`, 'a plain number or percentage')
  return value
}

function folded(expression: Expression): Exact | undefined {
  if (expression.node === 'number') return expression.value
  if (expression.node === 'minus') {
    const value = folded(expression.of)
    return value === undefined ? undefined : negate(value)
  }
  if (expression.node !== 'operation') return undefined
  const [left, right] = [folded(expression.left), folded(expression.right)]
  if (left === undefined || right === undefined) return undefined
  if (expression.operator === '+') return add(left, right)
  if (expression.operator === '-') return subtract(left, right)
  if (expression.operator === '*') return multiply(left, right)
  return expression.operator === '/' && sign(right) !== 0 ? divide(left, right) : undefined
}
