import { peopleByIds, personById, publicFace, visibleNames } from '#modules/field/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { parentOf } from '../store/links.ts'

/** The sponsor under the name that the sponsor shows to everybody; null at the top. */
export async function showSponsor(tx: Tx, personId: bigint): Promise<{ code: string; name: string } | null> {
  const above = await parentOf(tx, { tree: 'sponsor', personId })
  const face = above === undefined ? undefined : await publicFace(tx, above)
  return face ? { code: face.code, name: face.displayName } : null
}

/** The market of a person, for the scope of a right; undefined for an unknown one. */
export async function marketOf(tx: Tx, personId: bigint): Promise<bigint | undefined> {
  return (await personById(tx, personId))?.marketId
}

/** People in the order given, by the names that the viewer may see. */
export async function showPeople(tx: Tx, ids: OpaqueIds, personIds: readonly bigint[]) {
  const people = await peopleByIds(tx, personIds)
  const names = await visibleNames(tx, personIds)
  return personIds.flatMap((id) => {
    const person = people.get(id)
    if (!person) return []
    const { code, kind, status } = person
    const displayName = names.get(id) ?? ''
    return {
      person: ids.close('per', id),
      code,
      displayName,
      kind,
      status,
      joinedAt: person.joinedAt.getTime(),
    }
  })
}
