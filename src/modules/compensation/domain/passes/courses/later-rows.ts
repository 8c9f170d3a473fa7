import { exactly } from '../arithmetic.ts'
import type { Course, When } from './course.ts'
import { compareMoments } from './moments.ts'
import type { OwnRow } from './own-rows.ts'

/** Rows that came after the others were put in order, by those in whose groups they count. */
export type LaterRows = Readonly<{
  add: (owner: number, row: OwnRow) => void
  of: (owner: number) => readonly OwnRow[]
  all: () => readonly (OwnRow & Readonly<{ owner: number }>)[]
  sumAt: (person: number, ...at: [moment: Parameters<Course['at']>[1], when: When]) => number
}>

/** `groupsWith` names in whose groups somebody is. */
export function laterRows(groupsWith: (person: number) => Iterable<number>): LaterRows {
  const all: (OwnRow & { owner: number })[] = []
  const byPerson = new Map<number, OwnRow[]>()
  return {
    add(owner, row) {
      all.push({ ...row, owner })
      for (const person of groupsWith(owner)) {
        const known = byPerson.get(person)
        if (known) known.push(row)
        else byPerson.set(person, [row])
      }
    },
    of: (owner) => all.filter((row) => row.owner === owner),
    all: () => all,
    sumAt(person, moment, when) {
      let sum = 0
      for (const row of byPerson.get(person) ?? []) {
        const order = compareMoments(row, moment)
        if (order < 0 || (order === 0 && when === 'after')) sum = exactly(sum + row.micro)
      }
      return sum
    },
  }
}
