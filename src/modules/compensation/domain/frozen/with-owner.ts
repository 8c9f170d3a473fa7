import { textAt } from './byte-columns.ts'
import type { PeopleColumns } from './columns.ts'
import { numberedWords } from './numbered-words.ts'

/** The same people, one of whom is another one's further position, both by their places; its own where there is no owner (-1). */
export function withOwner(people: PeopleColumns, person: number, owner: number): PeopleColumns {
  const code = owner < 0 ? '' : textAt(people.codes)(owner)
  const words = [...new Set([...people.owner.words, code])]
  const numbers = Int32Array.from(people.owner.place)
  numbers[person] = words.indexOf(code)
  return { ...people, owner: numberedWords(words, numbers) }
}
