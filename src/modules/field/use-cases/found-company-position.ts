import { nextCode } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { addPerson } from '../store/people.ts'
import { takeShopName } from '../store/shops.ts'

/** Puts a person at the top of the tree. The tree belongs to a later module, which is handed in. */
export type PlaceAtTop = (tx: Tx, input: { personId: bigint; at: Date }) => Promise<void>

/**
 * Makes the house position at the top of the field, under which the first distributors are placed and from which their
 * invitation comes. Gives id and code.
 */
export async function foundCompanyPosition(
  deps: { placeAtTop: PlaceAtTop },
  tx: Tx,
  input: { marketId: bigint; name: string; language: string; shopName?: string },
): Promise<{ personId: bigint; code: string }> {
  const code = await nextCode(tx, 'person')
  const atMs = await companyNow(tx)
  const at = new Date(atMs)
  const details = {
    givenName: input.name,
    familyName: '',
    email: null,
    phone: null,
    language: input.language,
  }
  const place = { kind: 'company', status: 'active', marketId: input.marketId } as const
  const personId = await addPerson(tx, { ...place, code, joinedAt: at, servedBy: null, details })
  if (input.shopName !== undefined) await takeShopName(tx, { personId, name: input.shopName, at })
  await deps.placeAtTop(tx, { personId, at })
  await appendEvent(tx, {
    topic: 'field.person_joined',
    keyId: personId,
    payload: { personId, sponsorId: null, code, ...place, joinedAtMs: atMs },
  })
  return { personId, code }
}
