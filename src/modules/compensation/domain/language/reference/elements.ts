import { bonusKinds } from '../bonus-kinds.ts'
import { choicePoints, eitherWords, expectedOf, type ChoicePoint, type Element, type Key } from '../key.ts'
import { commonKeys, type BonusKind } from '../kinds/bonus-keys.ts'
import { code, fenced, markdownTable } from './markdown.ts'

/** An element: what it is, and its keys. */
export function elementPart(element: Element, heading: string): string {
  return [heading, element.meaning, ...keyParts(element, element.keys)].join('\n\n')
}

function keyParts({ either }: Element, keys: readonly Key[]): string[] {
  return [
    ...(either ? [`Written is ${eitherWords(either)}.`] : []),
    markdownTable(
      ['key', 'holds', 'default', 'meaning'],
      keys.map((key) => [code(key.name), holdsOf(key), defaultOf(key), key.meaning]),
    ),
  ]
}

const frameWords = {
  person: 'person scope',
  walk: 'walk scope',
  order: 'order scope',
  line: 'line scope',
  party: 'party scope',
  company: 'company scope',
} as const

function holdsOf(key: Key): string {
  const { type } = key
  if (type.is === 'word') return type.words.map(code).join(', ')
  if (type.is === 'element' && type.many === 'no') return 'a map of its own keys, below'
  if (type.is === 'element')
    return type.many === 'list' ? 'a list of maps, below' : 'a map from names to maps, below'
  if (type.is !== 'rule') return expectedOf(key)
  const wanted = { number: 'a number', condition: 'a condition', value: 'a rule', any: 'a rule' }[type.wanted]
  return [...type.words.map(code), `${wanted}, in ${frameWords[type.frame]}`].join(', or ')
}

function defaultOf({ required, fallback, without }: Key): string {
  if (required === true) return '**required**'
  if (required !== false && !required.optional) {
    const other = required.word === undefined ? required.with : `${required.with}: ${required.word}`
    return `**required** with ${code(other)}`
  }
  const only =
    required === false || required.word === undefined
      ? ''
      : `, only with ${code(`${required.with}: ${required.word}`)}`
  return `${fallback === undefined ? (without ?? '') : code(fallback)}${only}`
}

/** All kinds of bonus: the keys that they share, then each with its own keys, its choices and its example. */
export function bonusParts(): string[] {
  const own = (kind: BonusKind): readonly Key[] =>
    kind.keys.filter((key) => !commonKeys.some((common) => common.name === key.name))
  return [
    '## Bonuses',
    'A bonus stands under `bonuses` by its name. Its `kind` says which keys it has. Keys that every kind has:',
    ...keyParts({ name: '', meaning: '', keys: commonKeys }, commonKeys),
    'A bonus is settled in this order: its exact parts; `rounded_per: line`; `leg_cap`; `cap`; `company_cap`; `rounded_per: person`; then the `limits` of the plan; then `pays_in`. Potential = paid + skipped + capped + cut + rounded, to the minor unit.',
    'A bonus of another calendar than the plan’s is paid on the volume and items of its own period, also where that lies across two months. What it paid is remembered, so that `earned(BONUS)` in the main calendar counts what was paid by periods that belong to the main one, as `across` says.',
    ...bonusKinds.flatMap((kind) => [
      `### ${kind.name}`,
      kind.meaning,
      ...keyParts(kind, own(kind)),
      ...kind.keys.flatMap(({ type }) =>
        type.is === 'element' ? [elementPart(type.of, `${code(type.of.name)}:`)] : [],
      ),
      'Where the plan chooses:',
      choicesTable(kind),
      `An example. In the plan and with the orders of [A small plan](#a-small-plan) it pays ${paysWords(kind)}.`,
      fenced('yaml', kind.example),
    ]),
  ]
}

function choicesTable(kind: BonusKind): string {
  return markdownTable(
    ['', 'point', 'where it is chosen'],
    choicePointNumbers().map((point) => [String(point), choicePoints[point], kind.choices[point]]),
  )
}

export function choicePointNumbers(): readonly ChoicePoint[] {
  return [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
}

function paysWords({ pays }: BonusKind): string {
  const each = Object.entries(pays).map(([person, amount]) => `${person} ${amount}`)
  return each.length === 0 ? 'nobody' : each.join(', ')
}
