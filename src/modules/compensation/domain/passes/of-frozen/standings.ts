import { placesOfWords, type Words } from '../../frozen/byte-columns.ts'
import type { FactColumns, FrozenColumns } from '../../frozen/columns.ts'
import { NotCompiled } from '../code.ts'
import { personKindOf, personStatusOf } from '../field-columns.ts'

/** Kind and status of everybody at an instant: what a fact says that holds then, else what people say. */
export function standingsAt(
  { people, facts }: FrozenColumns,
  atMs: number,
): Readonly<{ kind: Uint8Array; status: Uint8Array }> {
  const kind = placed(people.kind, personKindOf)
  const status = placed(people.status, personStatusOf)
  const rows = personFacts(facts, ['kind', 'status'], atMs)
  if (rows.length === 0) return { kind, status }
  const personOf = placesOfWords(people.codes, facts.id.words)
  const kindName = facts.name.words.indexOf('kind')
  // Facts stand in the order in which they begin to hold: the newest word is the last one.
  for (const row of rows) {
    const person = personOf[facts.id.place[row] ?? 0] ?? -1
    if (person < 0) continue
    const value = facts.value.words[facts.value.place[row] ?? 0] ?? ''
    if (facts.name.place[row] === kindName) kind[person] = placeOf(personKindOf, value)
    else status[person] = placeOf(personStatusOf, value)
  }
  return { kind, status }
}

/** The rows of facts about people, of some names, that hold at an instant. */
export function personFacts(facts: FactColumns, names: readonly string[], atMs: number): readonly number[] {
  const scope = facts.scope.words.indexOf('person')
  const wanted = facts.name.words.map((name) => names.includes(name))
  const rows: number[] = []
  if (scope < 0 || !wanted.includes(true)) return rows
  for (let row = 0; row < facts.fromMs.length; row++) {
    if (facts.scope.place[row] !== scope || wanted[facts.name.place[row] ?? 0] !== true) continue
    if (holdsAt(facts, row, atMs)) rows.push(row)
  }
  return rows
}

export function holdsAt(
  { fromMs, untilMs }: Pick<FactColumns, 'fromMs' | 'untilMs'>,
  row: number,
  atMs: number,
): boolean {
  return (fromMs[row] ?? 0) <= atMs && atMs < (untilMs[row] ?? 0)
}

function placed({ words, place }: Words, places: Readonly<Record<string, number>>): Uint8Array {
  const of = words.map((word) => placeOf(places, word))
  const column = new Uint8Array(place.length)
  for (let row = 0; row < column.length; row++) column[row] = of[place[row] ?? 0] ?? 0
  return column
}

function placeOf(places: Readonly<Record<string, number>>, word: string): number {
  const place = places[word]
  if (place === undefined) throw new NotCompiled(`the word ${word}`)
  return place
}
