import type { Tx } from '#platform/postgres/database.ts'
import type { PersonStatus } from '../domain/person.ts'
import { ownerOf, positionsOf } from '../store/ownership.ts'
import { peopleByIds } from '../store/people.ts'

export type ShownPosition = Readonly<{
  personId: bigint
  code: string
  status: PersonStatus
  since: Date
  /** Whether pay of all of them goes to this one's wallet. */
  isMain: boolean
}>

/** All positions of whom a position belongs to, the oldest first; those that were merged are none any more. */
export async function showPositions(tx: Tx, personId: bigint): Promise<readonly ShownPosition[]> {
  const ownerId = await ownerOf(tx, personId)
  const held = await positionsOf(tx, ownerId)
  const people = await peopleByIds(
    tx,
    held.map((one) => one.personId),
  )
  return held.flatMap(({ personId: id, since }) => {
    const person = people.get(id)
    if (!person) return []
    const { code, status, joinedAt } = person
    return [{ personId: id, code, status, since: since ?? joinedAt, isMain: id === ownerId }]
  })
}
