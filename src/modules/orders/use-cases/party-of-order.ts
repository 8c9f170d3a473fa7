import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { partyFacts } from '../domain/party.ts'
import { partyByCode, partyById, partyByLink, type Party } from '../store/parties.ts'

/** By which party something is ordered: an own one's number, or the link of somebody's. */
export type PartyNamed = Readonly<{ code: string }> | Readonly<{ link: string }>

/** The party of an order, as far as placing it needs. */
export type OrderParty = Pick<Party, 'id' | 'marketId' | 'sellerId' | 'hostId' | 'kind' | 'shipsTo'>

/**
 * The party that an order names. Refused as `orders.party_not_found`, and as `orders.party_over` where it takes no orders now; whoever
 * places looks again while the party is held.
 */
export async function namedParty(tx: Tx, named: PartyNamed, personId: bigint): Promise<Result<Party>> {
  const found =
    'code' in named ? await partyByCode(tx, named.code) : await partyByLink(tx, hashToken(named.link))
  // A number is for whoever sells there; everybody else has the link.
  if (!found || ('code' in named && found.sellerId !== personId))
    return refuse('orders.party_not_found', {}, 'party')
  return takesOrders(found, await companyNow(tx)) ? ok(found) : refuse('orders.party_over', {}, 'party')
}

export function takesOrders({ state, endsAt }: Pick<Party, 'state' | 'endsAt'>, nowMs: number): boolean {
  return state === 'open' && nowMs <= endsAt.getTime()
}

/** What promotions learn of the party of an order that was placed. */
export async function partyFactsOf(
  tx: Tx,
  order: Readonly<{ partyId: bigint | null; buyerId: bigint | undefined }>,
): Promise<readonly string[]> {
  const party = order.partyId === null ? undefined : await partyById(tx, order.partyId)
  return party ? partyFacts(party, order.buyerId) : []
}
