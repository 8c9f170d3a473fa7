import { report, reportUnknown, type Problems } from './problems.ts'
import type { Expression, ValueType } from './expression.ts'
import type { Frame, PlanNames } from './names.ts'
import type { Token } from './tokens.ts'

/** Where a rule stands; `item` says that the bare names are those of an item of an aggregate, and `self` is the payee. */
export type Place = Readonly<{ frame: Frame; item: boolean }>

/**
 * An expression that was read, with its type. `word` is a bare word that only its neighbour can explain, and `several` says
 * that it is a name of several words that nobody knows, which the neighbour tells what it should have been; `spelled` is
 * how a plain name was written, as `active` is a condition, but a status beside `status`.
 */
export type Typed = Readonly<{
  expression: Expression
  type: ValueType
  word?: string
  several?: true
  spelled?: string
}>

/** A rule being read: its tokens, how far it is, and what stands around it. */
export type Reading = {
  readonly tokens: readonly Token[]
  at: number
  place: Place
  readonly names: PlanNames
  readonly problems: Problems
  readonly path: string
  readonly text: string
  /** The tables whose texts are being read here, the outermost first. */
  readonly inside: readonly string[]
  readonly expression: (reading: Reading) => Typed
}

/** Ends the reading of one rule; its problem was reported. */
export class RuleStop extends Error {}

export function stop(reading: Reading, found: string, expected: string): never {
  report(reading.problems, reading.path, `${found} in "${reading.text}"`, expected)
  throw new RuleStop(expected)
}

export function stopUnknown(reading: Reading, word: string, what: string, known: readonly string[]): never {
  reportUnknown(reading.problems, reading.path, word, what, known)
  throw new RuleStop(word)
}

/** Ends the reading at a word of which it is known what it stands for. */
export function stopMeant(reading: Reading, word: string, expected: string, nearest: string): never {
  reading.problems.push({ path: reading.path, found: `"${word}"`, expected, nearest })
  throw new RuleStop(word)
}

export function peek(reading: Reading, ahead = 0): Token | undefined {
  return reading.tokens[reading.at + ahead]
}

export function isSymbol(token: Token | undefined, text: string): boolean {
  return token?.is === 'symbol' && token.text === text
}

export function isWord(token: Token | undefined, text: string): boolean {
  return token?.is === 'word' && token.text === text
}

/** Takes the symbol or keyword when it is next. */
export function take(reading: Reading, text: string): boolean {
  const token = peek(reading)
  if (!isSymbol(token, text) && !isWord(token, text)) return false
  reading.at += 1
  return true
}

export function need(reading: Reading, text: string): void {
  if (take(reading, text)) return
  // In YAML a comma ends a plain text between braces, which is how most rules are cut off.
  const hint = peek(reading) === undefined ? ' (between { } a rule with a comma stands in quotes)' : ''
  stop(reading, foundHere(reading), `"${text}"${hint}`)
}

/** What stands next, for a message. */
export function foundHere(reading: Reading): string {
  const token = peek(reading)
  return token === undefined ? 'the end' : `"${token.text}"`
}

/** The words and numbers from here on that could be one name, longest first, with how many tokens they take. */
export function* longestNames(reading: Reading): Generator<Readonly<{ name: string; tokens: number }>> {
  const first = peek(reading)
  if (first?.is === 'name') yield { name: first.text, tokens: 1 }
  if (first?.is !== 'word') return
  const parts = [first.text]
  while (parts.length < NAME_WORDS_MAX) {
    const next = peek(reading, parts.length)
    if (next?.is !== 'word' && next?.is !== 'number') break
    parts.push(next.text)
  }
  for (let count = parts.length; count > 0; count--)
    yield { name: parts.slice(0, count).join(' '), tokens: count }
}

/** The most words of a name that a rule can use without brackets. */
const NAME_WORDS_MAX = 8
