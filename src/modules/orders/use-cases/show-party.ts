import { publicFace } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { dayText } from '#shared/time.ts'
import { actOn, nextTierOf, PARTY_ACTS, type Gives, type PartyRule } from '../domain/party.ts'
import { ordersOfParty, rewardsOfHost, type Party } from '../store/parties.ts'
import { partySecret } from './party-link.ts'
import { takesOrders } from './party-of-order.ts'
import { partyRuleAt } from './party-rule.ts'

/** A party as lists show it. */
export function shownPartyRow(party: Party) {
  const { code, market, state, kind, heldAt, endsOn, place, shipsTo, hostName, hostCode } = party
  const { sellerCode, sellerName, salesMinor, currency, orders, guests } = party
  return {
    party: code,
    market,
    state,
    kind,
    heldAt: heldAt.getTime(),
    endsOn,
    place,
    shipsTo,
    host: { name: hostName, person: hostCode, isDistributor: party.hostKind === 'distributor' },
    seller: sellerName === null ? { code: sellerCode } : { code: sellerCode, name: sellerName },
    sales: { minor: salesMinor, currency },
    orders,
    guests,
  }
}

/** A party for whoever sells at it, hosts it, or is staff; the host learns no address and can do nothing with it. */
export async function shownParty(tx: Tx, party: Party, as: 'seller' | 'host' | 'staff') {
  const nowMs = await companyNow(tx)
  const rule = await ruleOf(tx, party, nowMs)
  const { secret } = await partySecret(tx, party)
  const inMoney = (minor: number) => ({ minor: BigInt(minor), currency: party.currency })
  const stand = {
    state: party.state,
    heldAtMs: party.heldAt.getTime(),
    endsAtMs: party.endsAt.getTime(),
    orders: party.orders,
  }
  return {
    ...shownPartyRow(party),
    isMine: as === 'seller',
    link: `/party/${secret}`,
    closedAt: party.closedAt?.getTime() ?? null,
    bookedFrom: party.bookedFromCode,
    address: as === 'host' ? null : party.address,
    ...shownSteps(party, rule),
    booking: rule.booking && { ...shownGives(rule.booking.gives), withinDays: rule.booking.withinDays },
    rewards: (await rewardsOfHost(tx, party.id)).map(
      ({ title, uses, days, party: of, isBooking, used, expiresAt, isCredit }) => ({
        title,
        uses,
        days,
        credit: isCredit ? { whole: inMoney(uses), used: inMoney(used ?? 0) } : null,
        party: of,
        isBooking,
        used,
        expiresAt: expiresAt?.getTime() ?? null,
      }),
    ),
    acts: as === 'host' ? [] : PARTY_ACTS.filter((act) => actOn(stand, act, nowMs) !== undefined),
  }
}

/** A party for guests: what it is and has reached, and nothing of others. */
export async function shownToGuests(tx: Tx, party: Party) {
  const nowMs = await companyNow(tx)
  const { market, sellerCode, hostName, kind, heldAt, endsOn, place, shipsTo, state, guests } = party
  return {
    market,
    seller: sellerCode,
    shopName: (await publicFace(tx, party.sellerId))?.shopName ?? null,
    host: hostName,
    kind,
    heldAt: heldAt.getTime(),
    endsOn,
    place,
    shipsTo,
    isOpen: takesOrders(party, nowMs),
    state,
    sales: { minor: party.salesMinor, currency: party.currency },
    guests,
    ...shownSteps(party, await ruleOf(tx, party, nowMs)),
  }
}

/** A page of a party's orders. */
export async function shownPartyOrders(
  tx: Tx,
  of: Readonly<{ partyId: bigint; limit: number; offset: number }>,
) {
  const { rows, total } = await ordersOfParty(tx, of)
  return {
    total,
    rows: rows.map(
      ({ code, buyerCode, buyerName, guestName, placedAt, state, pieces, totalMinor, currency }) => ({
        order: code,
        buyer:
          buyerCode === null
            ? null
            : buyerName === null
              ? { code: buyerCode }
              : { code: buyerCode, name: buyerName },
        guestName,
        placedAt: placedAt.getTime(),
        state,
        pieces,
        total: { minor: totalMinor, currency },
      }),
    ),
  }
}

/** Steps of rewards with those that are reached, and how far the next one is. */
function shownSteps({ salesMinor, currency }: Party, rule: PartyRule) {
  const next = nextTierOf(rule, salesMinor)
  return {
    tiers: rule.tiers.map(({ fromMinor, gives }) => ({
      from: { minor: fromMinor, currency },
      isReached: salesMinor >= fromMinor,
      gives: gives.map(shownGives),
    })),
    next: next
      ? { missing: { minor: next.missingMinor, currency }, gives: next.tier.gives.map(shownGives) }
      : null,
  }
}

function shownGives({ title, uses, days, creditPpm }: Gives) {
  return { title, uses, days, ...(creditPpm === undefined ? {} : { creditPpm }) }
}

/** The rule of a party: of the day on which it was closed, else of today. */
async function ruleOf(tx: Tx, party: Party, nowMs: number): Promise<PartyRule> {
  const day = dayText(party.closedAt?.getTime() ?? nowMs, party.timeZone)
  return partyRuleAt(tx, { marketId: party.marketId, day })
}
