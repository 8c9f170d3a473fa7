import { marketById } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { dayText } from '#shared/time.ts'
import { rewardsOf, type PartyState } from '../domain/party.ts'
import { holdParty, keepRewards, noteParty, type HeldParty } from '../store/parties.ts'
import { partyRuleAt } from './party-rule.ts'

const DAY_MS = 86_400_000

/**
 * Notes what a party is from now on, and tells those who follow that it is another one than before; the shape is `partyChanged` of
 * the contract. The caller holds the party.
 */
export async function tellParty(
  tx: Tx,
  { id, marketId, state }: Readonly<{ id: bigint; marketId: bigint; state: PartyState }>,
): Promise<void> {
  await appendEvent(tx, {
    topic: 'orders.party_changed',
    keyId: id,
    payload: { partyId: id, marketId, state, number: await noteParty(tx, id) },
  })
}

/**
 * Leaves what a party brings as it stands now: by the rule of the day on which it was closed, whatever is said later. What is due no
 * more is taken back as far as nobody used it.
 */
export async function settleParty(tx: Tx, party: HeldParty): Promise<void> {
  const market = await marketById(tx, party.marketId)
  if (!market) throw new Error('a party has a market')
  const atMs = await companyNow(tx)
  const day = dayText(party.closedAtMs ?? atMs, market.timeZone)
  const rule = await partyRuleAt(tx, { marketId: market.id, day })
  await keepRewards(tx, { partyId: party.id, atMs, rewards: rewardsOf(party, rule) })
}

/**
 * Looks again at what a party brought after a part of one of its orders came back; as long after its closing as the rule of that day
 * says. The caller holds the order.
 */
export async function settleAfterChange(tx: Tx, partyId: bigint): Promise<void> {
  const party = await holdParty(tx, partyId)
  if (!party || party.closedAtMs === null) return
  const market = await marketById(tx, party.marketId)
  if (!market) throw new Error('a party has a market')
  const day = dayText(party.closedAtMs, market.timeZone)
  const { looksAgainDays } = await partyRuleAt(tx, { marketId: market.id, day })
  if ((await companyNow(tx)) <= party.closedAtMs + looksAgainDays * DAY_MS) await settleParty(tx, party)
}
