import { add, divide, multiply, negate, sign, subtract, type Exact } from '#shared/exact.ts'
import {
  mention,
  child,
  describe,
  flag,
  isMap,
  listOf,
  oneOf,
  onlyKeys,
  text,
  wholeNumber,
  type PlanNode,
  type Reader,
} from './node.ts'
import { report, reportUnknown } from './problems.ts'
import type { Expression, Rule, Scope } from './expression.ts'
import { eitherWords, expectedOf, type Element, type Key } from './key.ts'
import type { PlanNames } from './names.ts'
import { ruleOf, readRule, readScopeText } from './read-rule.ts'

/** Reads the keys of one element. A reading that finds something wrong reports it and gives undefined. */
export type KeyReader = Readonly<{
  node: PlanNode
  has: (key: string) => boolean
  /** The rule of a key; of one with a default that is not written, the default. */
  rule: (key: string) => Rule | undefined
  /** The words are those of the registry, named again only for their type. */
  word: <const W extends string>(key: string, words: readonly W[]) => W | undefined
  text: (key: string) => string | undefined
  whole: (key: string) => number | undefined
  flag: (key: string) => boolean | undefined
  scope: (key: string) => Scope | undefined
  volume: (key: string) => string | undefined
  /** What only one element reads in its own way. */
  read: <T>(key: string, reader: Reader<T>) => T | undefined
  problem: (key: string, found: string, expected: string) => void
}>

/** What an element can name. */
export type ReadContext = Readonly<{
  names: PlanNames
  personalVolumes: readonly string[]
  currencies: readonly string[]
}>

/** The reader of an element that names no volume or currency of its own. */
export function plainReader(node: PlanNode, element: Element, names: PlanNames): KeyReader | undefined {
  if (isMap(node.value)) return keyReader(node, element, { names, personalVolumes: [], currencies: [] })
  report(
    node.problems,
    node.path,
    describe(node.value),
    `a map with ${element.keys.map((key) => key.name).join(', ')}`,
  )
  return undefined
}

/** Checks which keys are written, and reads them as their registry says. */
export function keyReader(
  node: PlanNode,
  element: Pick<Element, 'keys' | 'either'>,
  context: ReadContext,
): KeyReader {
  checkKeys(node, element)
  const specOf = (name: string): Key => {
    const key = element.keys.find((candidate) => candidate.name === name)
    if (!key) throw new Error(`the element reads the key ${name}, which its registry does not name`)
    return key
  }
  /** What is written, or the default as if it were. */
  const at = (name: string): PlanNode | undefined => {
    const { fallback } = specOf(name)
    const place = child(node, name)
    if (place.value !== undefined) return place
    return fallback === undefined ? undefined : { ...place, value: fallback }
  }
  return {
    node,
    has: (name) => specOf(name) && child(node, name).value !== undefined,
    rule: (name) => {
      const { type } = specOf(name)
      if (type.is !== 'rule') throw new Error(`the key ${name} is no rule in its registry`)
      const { frame, wanted } = type
      return mapped(at(name), (place) =>
        readRule(place, context.names, { frame, item: false }, wanted, expectedOf(specOf(name))),
      )
    },
    word: (name, list) => {
      const { type, meaning } = specOf(name)
      if (type.is !== 'word' || type.words.join() !== list.join())
        throw new Error(`the words of ${name} are not those of its registry`)
      return mapped(at(name), oneOf(`a word for \`${name}\``, list, inShort(meaning)))
    },
    text: (name) => mapped(at(name), text),
    whole: (name) => mapped(at(name), wholeNumber),
    flag: (name) => mapped(at(name), flag),
    scope: (name) => mapped(at(name), (place) => readScopeText(place, context.names)),
    volume: (name) => mapped(at(name), (place) => personalVolume(place, context.personalVolumes)),
    read: (name, reader) => mapped(at(name), reader),
    problem: (name, found, expected) => report(node.problems, child(node, name).path, found, expected),
  }
}

/** The first sentence of what a key means, to stand inside another one. */
function inShort(meaning: string): string {
  const [first = ''] = meaning.split(/\.(?: |$)/)
  return first.charAt(0).toLowerCase() + first.slice(1)
}

function mapped<T>(place: PlanNode | undefined, read: (place: PlanNode) => T | undefined): T | undefined {
  return place === undefined ? undefined : read(place)
}

/** Reports keys that nobody knows, that are missing, or that do not go with what others say. */
function checkKeys(node: PlanNode, { keys, either }: Pick<Element, 'keys' | 'either'>): void {
  onlyKeys(
    node,
    keys.map((key) => key.name),
  )
  const written = (name: string): boolean => child(node, name).value !== undefined
  for (const key of keys) {
    const here = child(node, key.name)
    const { required } = key
    if (required === false) continue
    if (required === true) {
      if (!written(key.name)) report(node.problems, here.path, 'nothing', expectedOf(key))
      continue
    }
    const other = child(node, required.with)
    const needed = required.word === undefined ? written(required.with) : other.value === required.word
    const reason = `\`${required.with}${required.word === undefined ? '' : `: ${required.word}`}\``
    if (needed && !written(key.name) && !required.optional)
      report(node.problems, here.path, 'nothing', `${expectedOf(key)} (required with ${reason})`)
    if (!needed && written(key.name) && required.word !== undefined && typeof other.value === 'string')
      report(
        node.problems,
        here.path,
        `\`${key.name}\` with \`${required.with}: ${other.value}\``,
        `\`${key.name}\` only with ${reason}`,
      )
  }
  if (either) checkEither(node, either, written)
}

function checkEither(
  node: PlanNode,
  groups: readonly (readonly string[])[],
  written: (name: string) => boolean,
): void {
  const used = groups.flat().filter(written)
  const fits = groups.filter((group) => group.every(written) && used.every((key) => group.includes(key)))
  if (fits.length === 1) return
  const [first = ''] = used.length > 0 ? used : groups.flat()
  const found = used.length === 0 ? 'nothing' : used.map((key) => `\`${key}\``).join(' and ')
  report(node.problems, child(node, first).path, found, eitherWords(groups))
}

function personalVolume(node: PlanNode, personal: readonly string[]): string | undefined {
  if (typeof node.value === 'string' && personal.includes(node.value)) return node.value
  if (typeof node.value === 'string')
    reportUnknown(node.problems, node.path, node.value, 'a volume that is read from orders', personal)
  else report(node.problems, node.path, describe(node.value), 'a volume that is read from orders')
  return undefined
}

/** Bonuses of the plan, or pay that files give. */
export function bonusNames(names: PlanNames): Reader<readonly string[]> {
  return listOf(mention('a bonus of this plan, or one under given_pay', [...names.bonuses, ...names.given]))
}

/** A constant: a number, or arithmetic of numbers. What else is wrong with it is of no interest. */
export function constant(node: PlanNode, names: PlanNames): Exact | undefined {
  const written = typeof node.value === 'string' ? node.value : ''
  const read = ruleOf(written, { path: node.path, problems: [] }, names, constantPlace, 'number')
  const value = read && folded(read.expression)
  if (value === undefined)
    report(node.problems, node.path, describe(node.value), 'a plain number or percentage')
  return value
}

const constantPlace = { frame: 'company', item: false } as const

/** A rule; what is arithmetic of numbers becomes one number, so that it need not be worked out again for everybody. */
export function folding(rule: Rule | undefined): Rule | undefined {
  const value = rule && folded(rule.expression)
  if (!rule || value === undefined) return rule
  return { ...rule, expression: { node: 'number', value, percent: rule.text.includes('%') } }
}

/** The number that a rule is, where it is one for everybody. */
export function constantOf(rule: Rule): Exact | undefined {
  return folded(rule.expression)
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
