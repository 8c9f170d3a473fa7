import { visibleNames } from '#modules/field/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { PersonTold } from '../domain/figures/told.ts'

/** A person as the wire names one. */
export type PersonRef = { code: string; name: string | null; rank: string | null }

/** Puts the names that the viewer may see to people; the others go by code and rank. */
export async function namedPeople(
  tx: Tx,
  people: Iterable<PersonTold>,
): Promise<(person: PersonTold) => PersonRef> {
  const ids = new Set<bigint>()
  for (const person of people) ids.add(person.personId)
  const names = await visibleNames(tx, [...ids])
  return (person) => ({ code: person.code, name: names.get(person.personId) ?? null, rank: person.rank })
}
