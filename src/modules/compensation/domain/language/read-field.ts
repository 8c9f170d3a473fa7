import type { Expression, FieldOf, Hop, ValueType } from './expression.ts'
import { framesFields, namesInFrame, hopMeanings, hopsFrom, prefixes, type Frame } from './names.ts'
import {
  foundHere,
  isSymbol,
  longestNames,
  peek,
  stop,
  stopUnknown,
  type Reading,
  type Typed,
} from './reading.ts'

/** Reads a name with the hops before it: a field, a volume or measure, or a word that its neighbour explains. */
export function readField(reading: Reading): Typed {
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

function isHop(word: string): word is Hop {
  return Object.hasOwn(hopMeanings, word)
}

/** `volume:PV`, `attr:size`, `fact:point value`: names that files give. */
function prefixed(reading: Reading, path: readonly Hop[], frame: Frame): Typed | undefined {
  const word = peek(reading)
  if (word?.is !== 'word' || !isSymbol(peek(reading, 1), ':')) return undefined
  const of = Object.hasOwn(prefixes, word.text) ? prefixes[word.text]?.of : undefined
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

/** What a name is about where it stands, or undefined when nothing there has it. */
export function fieldOf(
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

/**
 * A word that its neighbour may explain (a rank, a kind, a text). Of several words that are no rank the neighbour tells what
 * they should have been.
 */
function loneWord(reading: Reading, path: readonly Hop[], frame: Frame): Typed {
  const candidates = [...longestNames(reading)]
  const rank = candidates.find(({ name }) => reading.names.ranks.includes(name))
  const whole = candidates.find(({ name }) => !name.split(' ').some((word) => keywords.has(word)))
  // The name of a rank may have a keyword in it.
  const one = rank && rank.tokens >= (whole?.tokens ?? 0) ? rank : (whole ?? candidates.at(-1))
  if (!one) return stop(reading, foundHere(reading), 'a number, a name or "("')
  if (path.length > 0 || (frame === 'company' && one !== rank))
    return stopUnknown(
      reading,
      one.name,
      `a name of ${frame === 'company' ? 'the company' : frame === 'order' ? 'an order' : `a ${frame}`}`,
      namesInFrame(reading.names, frame),
    )
  reading.at += one.tokens
  const expression = { node: 'text', value: one.name, type: 'text' } as const
  const word: Typed = { expression, type: 'text', word: one.name }
  return one !== rank && one.tokens > 1 ? { ...word, several: true } : word
}
