import type { Frame } from './names.ts'
import type { Wanted } from './read-rule.ts'

/** What a key can hold besides rules, words and elements, in words for messages and for the reference page. */
export const plainTypes = {
  text: 'a text',
  tree: 'the name of a tree: `sponsor`, or one that a file gives',
  scope: 'a scope, such as `sales` or `legs where active`',
  'whole number': 'a whole number',
  volume: 'the name of a volume that is read from orders',
  bonuses: 'a list of names of bonuses',
  'bonuses or all': 'a list of names of bonuses, or `all`',
  currency: 'an ISO 4217 currency, or a unit of the plan',
  step: 'a number above zero',
  date: 'a date such as 2026-01-31',
  'time zone': 'an IANA time zone such as Europe/Warsaw',
  flag: 'true or false',
  'constant or fact': 'a plain number, or a rule over facts',
  value: 'a number or percentage, or a rule',
  cells: 'a map from keys to numbers or rules, such as {1: 5 %, 2-4: 3 %}',
  rows: 'a map from keys to maps of numbers or rules, such as {Gold: {1: 5 %}}',
  'key or keys': 'a rule; with `rows` a list of two, such as [rank, level]',
  needs:
    'a condition; a list (all of them); {any: […]}, {all: […]} or {at_least: 2, of: […]}, also inside each other',
  ranks: 'a list of ranks from lowest to highest, or {given: […]}',
  names: 'a list of names',
  rules: 'a list of rules, such as [joined]',
  places: 'a map from places to shares, such as {1: 30 %, 2-3: 20 %}',
  table: 'CSV with a header row, as a block of text (`|`)',
  expectations: 'a map of people, such as {A: {unilevel: 5.00, rank: Bronze}}',
} as const

export type PlainType = keyof typeof plainTypes

/** What may stand under a key. */
export type KeyType =
  /** `words` stand for themselves where a rule could stand too. */
  | Readonly<{ is: 'rule'; frame: Frame; wanted: Wanted; words: readonly string[] }>
  | Readonly<{ is: 'word'; words: readonly string[] }>
  /** The keys of one element, or many of them by name or in a list. */
  | Readonly<{ is: 'element'; of: Element; many: 'no' | 'by name' | 'list' }>
  /** Rules by name. */
  | Readonly<{ is: 'measures' | 'bonus definitions' }>
  | Readonly<{ is: PlainType }>

/**
 * Whether a key must be written: always, never, or with another key: when that is written, or only and always when it says
 * the word; `optional` keys are only allowed with that word.
 */
export type Requirement = boolean | Readonly<{ with: string; word?: string; optional?: true }>

/**
 * One key of an element, as the reader, the JSON Schema and the reference page know it. An optional key has a `fallback`,
 * which is read as if it were written, or says in `without` what its absence means. `choice` names the points of
 * semantics on which published plans differ, and such a key never has a silent default.
 */
export type Key = Readonly<{
  name: string
  type: KeyType
  required: Requirement
  fallback?: string
  without?: string
  meaning: string
  choice?: readonly ChoicePoint[]
}>

/**
 * A map of keys in a plan. Of the groups of keys in `either` exactly one is written.
 */
export type Element = Readonly<{
  name: string
  meaning: string
  keys: readonly Key[]
  either?: readonly (readonly string[])[]
}>

/** The points on which published plans differ; each kind of bonus says where a plan chooses. */
export const choicePoints = {
  1: 'What a difference is taken against: the rate of the first line, the highest on the path, or the own rate of the source',
  2: 'Whether a percentage is taken of the whole volume, or of each slice by its own step',
  3: 'Whether own purchases count in the own group, or on a side',
  4: 'Where a generation ends: before or after its leader, by which rank, and what an unqualified leader does',
  5: 'Whether the volume of somebody unqualified disappears, stays or moves, and whether such a person uses up a level',
  6: 'Whether what stays is taken before or after the cap, and what becomes of volume above the cap',
  7: 'Whether the cap of a leg is a share of the required or of the achieved volume, and whether own volume is a leg',
  8: 'How amounts are rounded, and at which step',
  9: 'Whether volume that a fast start pays on is left out of other bonuses, or counted in part',
  10: 'Whether the shares of a pool are normalised',
  11: 'Whether the first level is oneself or the first line',
  12: 'Whether what is guaranteed to the sponsor lowers the pay of who brings it up',
} as const

export type ChoicePoint = keyof typeof choicePoints

export const rule = (frame: Frame, wanted: Wanted, ...list: readonly string[]): KeyType => ({
  is: 'rule',
  frame,
  wanted,
  words: list,
})
export const words = (...list: readonly string[]): KeyType => ({ is: 'word', words: list })

/** In words what may stand under a key. */
export function expectedOf({ type }: Key): string {
  switch (type.is) {
    case 'word':
      return `one of ${type.words.join(', ')}`
    case 'rule':
      return [...type.words, ruleWords(type.wanted)].join(', or ')
    case 'element':
      return type.many === 'no'
        ? `a map with ${type.of.keys.map((key) => key.name).join(', ')}`
        : type.many === 'list'
          ? `a list of maps with ${type.of.keys.map((key) => key.name).join(', ')}`
          : 'a map of names'
    case 'measures':
      return 'a map from names to rules'
    case 'bonus definitions':
      return 'a map from names to bonuses'
    default:
      return plainTypes[type.is]
  }
}

function ruleWords(wanted: Wanted): string {
  if (wanted === 'condition') return 'a condition, such as PV >= 100'
  return wanted === 'number' ? 'a rule that gives a number' : 'a rule'
}

/** "either `amount`, or `base` with `rate`" */
export function eitherWords(groups: readonly (readonly string[])[]): string {
  return `either ${groups.map((group) => group.map((key) => `\`${key}\``).join(' with ')).join(', or ')}`
}
