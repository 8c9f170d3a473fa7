import { placeOfWord } from '../../frozen/byte-columns.ts'
import type { PeopleColumns } from '../../frozen/columns.ts'
import type { LivePeople } from '../../live/live-people.ts'
import { once } from '../once.ts'
import { rowsByPlace } from './rows-by-place.ts'

/** Positions that one owner has. */
export type Owners = Readonly<{
  /** All positions of the owner of a position, by number. */
  positionsOf: (person: number) => readonly number[]
}>

/** Who has no owner besides is the own one. */
export function ownersOf({ owner }: PeopleColumns, people: LivePeople): Owners {
  const isShared = owner.words.some((word) => word !== '')
  const index = once(() => rowsByPlace(owner.place, owner.words.length))
  const ownerOf = (person: number): string => {
    const changed = people.changed.get(person)
    const named = changed ? (changed.ownerId ?? '') : (owner.words[owner.place[person] ?? -1] ?? '')
    return named === '' ? people.codeOf(person) : named
  }
  return {
    positionsOf(person) {
      if (person < 0 || person >= people.count()) return []
      if (!isShared && people.changed.size === 0) return [person]
      const key = ownerOf(person)
      const found = new Set<number>([person])
      const place = key === '' ? -1 : placeOfWord(owner, key)
      if (place >= 0) for (const one of index('')(place)) found.add(one)
      const self = people.numberOf(key)
      if (self !== undefined) found.add(self)
      for (const one of people.changed.keys()) found.add(one)
      return [...found].filter((one) => ownerOf(one) === key).toSorted((a, b) => a - b)
    },
  }
}
