import { firstWhere } from '#shared/first-where.ts'
import { textAt } from '../frozen/byte-columns.ts'
import type { PeopleColumns } from '../frozen/columns.ts'
import { personAt } from '../frozen/frozen-people.ts'
import { placeIndex } from '../frozen/place-index.ts'
import type { PersonInput } from '../pay/pay-input.ts'
import { plainOf } from '../passes/of-frozen/line-rules.ts'
import { madeList } from './people-list.ts'

/** The people of a period, most of them as columns; newcomers stand behind them. */
export type LivePeople = Readonly<{
  /** In the order of their places, made when they are looked at. */
  list: readonly PersonInput[]
  ids: BigInt64Array
  count: () => number
  codeOf: (place: number) => string
  numberOf: (code: string) => number | undefined
  placeOf: (personId: bigint) => number | undefined
  /** Puts somebody behind everybody; undefined where the code does not belong there, or there is no room. */
  add: (personId: bigint, person: PersonInput) => number | undefined
  /** Somebody is another now: what is told of the person goes by it. */
  change: (place: number, person: PersonInput) => void
  /** Who joined or changed since the columns were made, by their places. */
  changed: ReadonlyMap<number, PersonInput>
}>

export function livePeople(people: PeopleColumns, room: number): LivePeople {
  const base = people.ids.length
  const ids = new BigInt64Array(base + room)
  ids.set(people.ids)
  const baseCode = textAt(people.codes)
  const more: string[] = []
  const moreOf = new Map<string, number>()
  const changed = new Map<number, PersonInput>()
  const places = placeIndex()
  const idAt = plainOf(people.ids)
  for (let place = 0; place < base; place++) places.set(idAt(place), place)
  const codeOf = (place: number): string => (place < base ? baseCode(place) : (more[place - base] ?? ''))
  const at = personAt(people, (place) => (place >= 0 && place < base ? baseCode(place) : undefined))
  const count = (): number => base + more.length
  // Rules ask one person many things, one after the other.
  let last: Readonly<{ place: number; person: PersonInput }> | undefined
  const personOf = (place: number): PersonInput => {
    if (last?.place !== place) last = { place, person: changed.get(place) ?? at(place) }
    return last.person
  }
  return {
    list: madeList(count, personOf),
    ids,
    count,
    codeOf,
    numberOf: (code) => moreOf.get(code) ?? placeAmong(base, baseCode, code),
    placeOf(personId) {
      const place = places.get(Number(personId))
      return place < 0 ? undefined : place
    },
    add(personId, person) {
      const place = count()
      const isLast = place === 0 || codeOf(place - 1) < person.id
      if (!isLast || place === ids.length) return undefined
      more.push(person.id)
      moreOf.set(person.id, place)
      ids[place] = personId
      places.set(Number(personId), place)
      changed.set(place, person)
      last = undefined
      return place
    },
    change(place, person) {
      changed.set(place, person)
      last = undefined
    },
    changed,
  }
}

function placeAmong(count: number, codeAt: (place: number) => string, code: string): number | undefined {
  const at = firstWhere(count, (place) => codeAt(place) >= code)
  return at < count && codeAt(at) === code ? at : undefined
}
