import type { OpaqueIds } from '#shared/opaque-id.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import type { PersonCard } from '../store/people.ts'
import type { ListedPerson } from '../store/people-list.ts'

/** The person behind an account that is not staff; the database holds that there is one. */
export function ownPerson(viewer: Viewer): bigint {
  if (viewer.personId === undefined) throw new Error('the account has no person')
  return viewer.personId
}

/** A row of a list of people as contracts show it. */
export function shownPerson(ids: OpaqueIds, markets: ReadonlyMap<bigint, string>, person: ListedPerson) {
  return {
    person: ids.close('per', person.id),
    code: person.code,
    kind: person.kind,
    status: person.status,
    displayName: person.displayName,
    email: person.email,
    phone: person.phone,
    market: markets.get(person.marketId) ?? '',
    joinedAt: person.joinedAt.getTime(),
    shopName: person.shopName,
  }
}

/** A person's card with everything that its reader may see. */
export function shownCard(ids: OpaqueIds, markets: ReadonlyMap<bigint, string>, card: PersonCard) {
  const { givenName, familyName, language, greeting } = card
  return { ...shownPerson(ids, markets, card), givenName, familyName, language, greeting }
}
