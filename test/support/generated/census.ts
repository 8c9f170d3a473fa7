import { bonusKinds } from '#modules/compensation/domain/language/bonus-kinds.ts'
import { planElements } from '#modules/compensation/domain/language/plan-element.ts'
import type { Element, Key } from '#modules/compensation/domain/language/key.ts'
import type { Plan } from '#modules/compensation/domain/language/plan.ts'
import type { PayCase } from './cases.ts'
import type { Document } from './documents.ts'
import { featuresOf, fieldFeatures } from './field-features.ts'
import { ruleParts, rulePartsOf } from './rule-census.ts'

/** How often each part of the language was generated: keys, words, pairs of words, parts of rules, traits of fields. */
export type Census = Readonly<{ elements: Map<string, number>; pairs: Map<string, number> }>

/** An empty census that lists all that the registry knows, so that what is never generated stands there with zero. */
export function emptyCensus(): Census {
  const elements = planElements.filter((element) => element.name !== 'test')
  const names = [...elements.flatMap(namesOfElement), ...ruleParts, ...fieldFeatures].filter(
    (name) => name !== 'plan: tests',
  )
  return {
    elements: new Map(names.map((name) => [name, 0])),
    pairs: new Map(bonusKinds.flatMap(namesOfPairs).map((name) => [name, 0])),
  }
}

/** Counts a case, each part once. Of bonuses only those count that the period of the case pays. */
export function takeCensus(
  census: Census,
  plan: Plan,
  one: PayCase,
  paysNow: (bonus: string) => boolean,
): void {
  const found = new Set([
    ...partsOfDocument(one.document, paysNow),
    ...rulePartsOf(plan),
    ...featuresOf(one.input),
  ])
  for (const name of found) if (census.elements.has(name)) add(census.elements, name)
  for (const [name, bonus] of Object.entries(mapIn(one.document['bonuses']))) {
    const kind = bonusKinds.find((candidate) => candidate.name === mapIn(bonus)['kind'])
    if (kind && paysNow(name)) for (const pair of pairsIn(kind, mapIn(bonus))) add(census.pairs, pair)
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function mapIn(value: unknown): Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}

function listIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return Object.values(mapIn(value))
}

/** Words that a key takes; what says which kind or version it is has nothing to choose. */
function wordsOf(key: Key): readonly string[] {
  if (key.name === 'kind' || key.name === 'openfield') return []
  return key.type.is === 'word' || key.type.is === 'rule' ? key.type.words : []
}

function namesOfElement(element: Element): readonly string[] {
  return element.keys.flatMap((key) => [
    `${element.name}: ${key.name}`,
    ...wordsOf(key).map((word) => `${element.name}: ${key.name} ${word}`),
  ])
}

function* partsOfDocument(document: Document, paysNow: (bonus: string) => boolean): Generator<string> {
  yield* written('plan', document)
  for (const unit of listIn(document['units'])) yield* written('unit', unit)
  for (const campaign of listIn(document['campaigns'])) yield* written('campaign', campaign)
  for (const volume of listIn(document['volumes']))
    yield* written('group_of' in mapIn(volume) ? 'volume of a group' : 'volume read from orders', volume)
  for (const table of listIn(document['tables'])) {
    yield* written('table', table)
    for (const step of listIn(mapIn(table)['steps'])) yield* written('step of a table', step)
  }
  if (!Array.isArray(document['ranks'])) yield* written('ranks that are given', document['ranks'])
  for (const rank of listIn(document['ranks'])) {
    yield* written('rank', rank)
    yield* needsIn(mapIn(rank)['needs'])
  }
  yield* written('rank_rules', document['rank_rules'])
  yield* written('returns', document['returns'])
  yield* written('changes', document['changes'])
  for (const status of ['suspended', 'terminated'])
    yield* written('suspended or terminated', mapIn(document['changes'])[status])
  for (const limit of listIn(document['limits'])) yield* written('limit', limit)
  for (const [name, bonus] of Object.entries(mapIn(document['bonuses']))) {
    if (!paysNow(name)) continue
    yield* written(String(mapIn(bonus)['kind']), bonus)
    yield* written('cycle', mapIn(bonus)['cycle'])
  }
}

function* needsIn(needs: unknown): Generator<string> {
  const map = mapIn(needs)
  if ('any' in map) yield* written('any of several conditions', map)
  if ('all' in map) yield* written('all of several conditions', map)
  if ('at_least' in map) yield* written('some of several conditions', map)
  const inner = Array.isArray(needs) ? needs : (map['any'] ?? map['all'] ?? map['of'])
  for (const part of listIn(inner)) yield* needsIn(part)
}

function* written(name: string, value: unknown): Generator<string> {
  const element = planElements.find((candidate) => candidate.name === name)
  const document = mapIn(value)
  for (const key of element?.keys ?? []) {
    const content = document[key.name]
    if (content === undefined) continue
    yield `${name}: ${key.name}`
    const word = wordsOf(key).find((candidate) => candidate === content)
    if (word !== undefined) yield `${name}: ${key.name} ${word}`
  }
}

type WordOfKey = Readonly<{ key: Key; word: string }>

function pairName(kind: Element, a: WordOfKey, b: WordOfKey): string {
  return `${kind.name}: ${a.key.name} ${a.word} with ${b.key.name} ${b.word}`
}

/** Keys whose words are paired; the calendar of a bonus is that of the run in nearly all cases. */
function pairedKeys(kind: Element): readonly Key[] {
  return kind.keys.filter((key) => key.name !== 'calendar' && wordsOf(key).length > 0)
}

function namesOfPairs(kind: Element): readonly string[] {
  const keys = pairedKeys(kind)
  return keys.flatMap((first, at) =>
    keys.slice(at + 1).flatMap((second) =>
      wordsOf(first).flatMap((one) =>
        wordsOf(second)
          .filter((other) => mayStandTogether(keys, { key: first, word: one }, { key: second, word: other }))
          .map((other) => pairName(kind, { key: first, word: one }, { key: second, word: other })),
      ),
    ),
  )
}

/** Whether two words can stand in one bonus: each with the word that it needs beside it. */
function mayStandTogether(keys: readonly Key[], a: WordOfKey, b: WordOfKey): boolean {
  const needs = [a, b].flatMap(({ key }) =>
    typeof key.required === 'object' && key.required.word !== undefined ? [key.required] : [],
  )
  const saysOtherwise = needs.some((need) =>
    [a, b].some(({ key, word }) => key.name === need.with && word !== need.word),
  )
  const [first, second] = needs
  const clash = first && second && first.with === second.with && first.word !== second.word
  return !saysOtherwise && !clash && keys.length > 0
}

function pairsIn(kind: Element, bonus: Document): readonly string[] {
  const found = pairedKeys(kind).flatMap((key): WordOfKey[] => {
    const word = wordsOf(key).find((candidate) => candidate === bonus[key.name])
    return word === undefined ? [] : [{ key, word }]
  })
  return found.flatMap((one, at) => found.slice(at + 1).map((other) => pairName(kind, one, other)))
}

/** What was never generated. */
export function neverGenerated(counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts].filter(([, count]) => count === 0).map(([name]) => name)
}

/** The counts as lines, the rarest first. */
export function censusText(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .toSorted((a, b) => a[1] - b[1])
    .map(([name, count]) => `${String(count).padStart(7)}  ${name}`)
    .join('\n')
}
