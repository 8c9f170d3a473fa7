import * as fc from 'fast-check'

/** Parts of generated plan documents: maps and lists whose scalars are texts. */
export type Document = Readonly<Record<string, unknown>>
export type Part = fc.Arbitrary<Document>
export type Text = fc.Arbitrary<string>

export function pick<const T extends string>(...words: readonly T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...words)
}

/** A text with generated parts: text`${name} >= ${threshold}`. */
export function text(parts: TemplateStringsArray, ...holes: readonly (Text | string)[]): Text {
  const all = holes.map((hole) => (typeof hole === 'string' ? fc.constant(hole) : hole))
  return fc.tuple(...all).map((values) => String.raw({ raw: parts }, ...values))
}

/** A key that is written or not. */
export function maybe<T>(part: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(part, { nil: undefined, freq: 2 })
}

/** A key with one of some values. */
export const word = (key: string, ...words: readonly string[]): Text =>
  fc.constantFrom(...words).map((one) => `${key}: ${one}`)

/** A key that is seldom written. */
export function seldom<T>(part: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: part })
}

/** A map without the keys that were not written. */
export function written(parts: Readonly<Record<string, fc.Arbitrary<unknown>>>): Part {
  return fc
    .record(parts)
    .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)))
}
