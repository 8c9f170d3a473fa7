import { nextCode } from '#modules/company/api.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import {
  displayNameOf,
  isSeller,
  shopNamesToTry,
  type PersonalDetails,
  type PersonKind,
} from '../domain/person.ts'
import { addOwner } from '../store/ownership.ts'
import { addPerson } from '../store/people.ts'
import { takeShopName } from '../store/shops.ts'
import type { JoinDeps } from './field-deps.ts'

export type JoiningPerson = Readonly<{
  kind: PersonKind
  marketId: bigint
  /** The sponsor, or a customer's distributor; must be in the tree already. */
  sponsorId: bigint
  details: PersonalDetails
  joinedAt: Date
  /** Whose further position it is. */
  ownerId?: bigint
}>

/**
 * Adds a person to the field and to the tree, gives a seller a shop name, and tells `field.person_joined`. Gives id and
 * code. Whether the sponsor may have newcomers is the caller's question.
 */
export async function joinPerson(
  deps: JoinDeps,
  tx: Tx,
  input: JoiningPerson,
): Promise<{ personId: bigint; code: string }> {
  const { kind, marketId, sponsorId, details, joinedAt } = input
  const code = await nextCode(tx, 'person')
  const status = 'active'
  const personId = await addPerson(tx, {
    code,
    kind,
    status,
    marketId,
    joinedAt,
    servedBy: sponsorId,
    details,
  })
  const { ownerId } = input
  if (ownerId !== undefined)
    await addOwner(tx, { positionId: personId, ownerId, from: joinedAt, handedAt: joinedAt })
  if (isSeller(kind)) await takeFirstFreeName(tx, { personId, code, details, at: joinedAt })
  await deps.placeUnder(tx, {
    personId,
    parentId: sponsorId,
    at: joinedAt,
    sells: isSeller(kind),
    isFurther: ownerId !== undefined,
  })
  await appendEvent(tx, {
    topic: 'field.person_joined',
    keyId: personId,
    payload: { personId, sponsorId, code, kind, status, marketId, joinedAtMs: joinedAt.getTime() },
  })
  return { personId, code }
}

async function takeFirstFreeName(
  tx: Tx,
  person: { personId: bigint; code: string; details: PersonalDetails; at: Date },
): Promise<void> {
  for (const name of shopNamesToTry(displayNameOf(person.details), person.code)) {
    // Each name is tried only when the better one was taken.
    // oxlint-disable-next-line no-await-in-loop
    if (await takeShopName(tx, { personId: person.personId, name, at: person.at })) return
  }
}
