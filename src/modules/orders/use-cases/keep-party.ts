import { marketById, nextCode, type Market } from '#modules/company/api.ts'
import { mayServe, personByCode, personById, type Person } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { dayText, parseInstant } from '#shared/time.ts'
import { addDays } from '../domain/autoship.ts'
import {
  actOn,
  PARTY_DAYS_MAX,
  type PartyAct,
  type PartyKind,
  type PartyShipping,
  type PartyState,
} from '../domain/party.ts'
import { commissionCutOf } from '../store/commission-cut.ts'
import {
  addParty,
  holdParty,
  partyByCode,
  rewardingParties,
  saveLink,
  saveParty,
  saveState,
  type HeldParty,
  type Party,
} from '../store/parties.ts'
import { partySecret } from './party-link.ts'
import type { Address } from './place-order.ts'
import { settleParty, tellParty } from './settle-party.ts'

const DAYS_AHEAD_MAX = 366

export type PartyAbout = Readonly<{
  host: Readonly<{ kind: 'customer' | 'distributor'; code: string }> | Readonly<{ kind: 'guest' }>
  hostName: string
  kind: PartyKind
  heldAt: number
  endsOn: string
  place?: string | undefined
  shipsTo: PartyShipping
  address?: Address | undefined
}>

/**
 * Opens a party of a distributor. Refused as `orders.seller_unable`, `orders.customer_not_found`, `orders.party_host`,
 * `orders.party_days`, `orders.party_address`, `orders.address_country` or `orders.party_booked`.
 */
export async function openParty(
  tx: Tx,
  input: PartyAbout & Readonly<{ sellerId: bigint; bookedFrom?: string | undefined }>,
): Promise<Result<Readonly<{ id: bigint; code: string }>>> {
  const seller = await personById(tx, input.sellerId)
  if (!seller || !mayServe(seller)) return refuse('orders.seller_unable')
  const market = await marketOf(tx, seller.marketId)
  const asked = await askedOf(tx, { seller, market, about: input })
  if (!asked.ok) return asked
  const from = input.bookedFrom === undefined ? undefined : await partyByCode(tx, input.bookedFrom)
  const isSameHost = from?.hostId !== null && from?.hostId === asked.value.hostId
  const isWrong = !from || from.sellerId !== seller.id || from.state === 'cancelled' || isSameHost
  if (input.bookedFrom !== undefined && isWrong)
    return refuse('orders.party_booked', { party: input.bookedFrom }, 'bookedFrom')
  const code = await nextCode(tx, 'party')
  const { linkHash } = await partySecret(tx, { code, link: 1 })
  const id = await addParty(tx, {
    ...asked.value,
    code,
    marketId: market.id,
    sellerId: seller.id,
    openedAtMs: await companyNow(tx),
    bookedFrom: from?.id ?? null,
    linkHash,
  })
  await tellParty(tx, { id, marketId: market.id, state: 'open' })
  return ok({ id, code })
}

/** Changes a party that is open. Refused as `openParty`, or as `orders.party_conflict`. */
export async function changeParty(tx: Tx, party: Party, about: PartyAbout): Promise<Result<undefined>> {
  const held = await heldOf(tx, party)
  if (held.state !== 'open') return refuse('orders.party_conflict')
  const seller = await personById(tx, party.sellerId)
  if (!seller) throw new Error('a party has a seller')
  const asked = await askedOf(tx, { seller, market: await marketOf(tx, party.marketId), about })
  if (!asked.ok) return asked
  await saveParty(tx, party.id, asked.value)
  if (asked.value.hostId !== held.hostId) await settleFor(tx, party.id)
  await tellParty(tx, held)
  return ok(undefined)
}

/**
 * Says who the host is that had no account: what waited for the host becomes an entitlement. Refused as `orders.party_conflict` where
 * the host is known, as `orders.customer_not_found` or `orders.party_host`.
 */
export async function nameHost(tx: Tx, party: Party, code: string): Promise<Result<undefined>> {
  const held = await heldOf(tx, party)
  if (held.hostId !== null || held.state === 'cancelled') return refuse('orders.party_conflict')
  const seller = await personById(tx, party.sellerId)
  if (!seller) throw new Error('a party has a seller')
  const person = await personByCode(tx, code)
  const kind = person?.kind === 'distributor' ? 'distributor' : 'customer'
  const host = await hostIdOf(tx, seller, { kind, code })
  if (!host.ok) return host
  const { hostName, kind: partyKind, heldAt, endsOn, endsAt, place, shipsTo, address } = party
  await saveParty(tx, party.id, {
    hostId: host.value,
    hostName,
    kind: partyKind,
    heldAtMs: heldAt.getTime(),
    endsOn,
    endsAtMs: endsAt.getTime(),
    place,
    shipsTo,
    address,
  })
  await settleFor(tx, party.id)
  await tellParty(tx, held)
  return ok(undefined)
}

/**
 * Closes a party, opens it again until its last day is over, calls it off while nothing was ordered, or makes another link. Refused as
 * `orders.party_conflict` where it stands otherwise than `seen`, `orders.party_early`, `orders.party_over`, `orders.party_has_orders`,
 * or `orders.party_cut` where the month in which it was closed is closed itself.
 */
export async function actOnParty(
  tx: Tx,
  party: Party,
  asked: Readonly<{ act: PartyAct; seen: PartyState }>,
): Promise<Result<undefined>> {
  const held = await heldOf(tx, party)
  const nowMs = await companyNow(tx)
  const state = held.state === asked.seen ? actOn(held, asked.act, nowMs) : undefined
  if (state === undefined) return refuse(whyNot(held, asked))
  if (asked.act === 'new_link') {
    const link = party.link + 1
    const { linkHash } = await partySecret(tx, { code: party.code, link })
    await saveLink(tx, party.id, { link, linkHash })
    return ok(undefined)
  }
  if (asked.act === 'reopen') {
    const market = await marketOf(tx, party.marketId)
    const cutAt = await commissionCutOf(tx, market.calendar.id)
    if (cutAt !== undefined && held.closedAtMs !== null && held.closedAtMs < cutAt)
      return refuse('orders.party_cut')
  }
  await settleAs(tx, held, state, nowMs)
  return ok(undefined)
}

/** Lets a held party stand so from now on, with what it brings. What is closed later than it ended counts at its end. */
export async function settleAs(tx: Tx, held: HeldParty, state: PartyState, nowMs: number): Promise<void> {
  const closedAtMs = state === 'closed' ? Math.min(nowMs, held.endsAtMs) : null
  await saveState(tx, held.id, { state, closedAtMs })
  await settleParty(tx, { ...held, state, closedAtMs })
  await tellParty(tx, { ...held, state })
}

function whyNot(
  { state, orders }: HeldParty,
  { act, seen }: Readonly<{ act: PartyAct; seen: PartyState }>,
): string {
  if (state !== seen) return 'orders.party_conflict'
  if (act === 'close' && state === 'open') return 'orders.party_early'
  if (act === 'reopen' && state === 'closed') return 'orders.party_over'
  return act === 'cancel' && state === 'open' && orders > 0
    ? 'orders.party_has_orders'
    : 'orders.party_conflict'
}

async function heldOf(tx: Tx, party: Party): Promise<HeldParty> {
  const held = await holdParty(tx, party.id)
  if (!held) throw new Error('a party that is seen is there')
  return held
}

/** Looks again at everything that parties brought to the host of one. */
async function settleFor(tx: Tx, hostOf: bigint): Promise<void> {
  for (const id of await rewardingParties(tx, hostOf)) {
    // oxlint-disable-next-line no-await-in-loop -- each is held before the next one, the oldest first
    const held = await holdParty(tx, id)
    // oxlint-disable-next-line no-await-in-loop -- as above
    if (held) await settleParty(tx, held)
  }
}

type Asked = Readonly<{ seller: Person; market: Market; about: PartyAbout }>

/** What somebody asks of a party, as it is written. */
async function askedOf(tx: Tx, { seller, market, about }: Asked) {
  const host = await hostIdOf(tx, seller, about.host)
  if (!host.ok) return host
  const { hostName, kind, heldAt, endsOn, place = null, shipsTo, address = null } = about
  const today = dayText(await companyNow(tx), market.timeZone)
  const nextMidnight = parseInstant(addDays(endsOn, 1), market.timeZone)
  const latest = addDays(dayText(heldAt, market.timeZone), PARTY_DAYS_MAX)
  const isInTime = endsOn >= today && endsOn <= latest && endsOn <= addDays(today, DAYS_AHEAD_MAX)
  if (nextMidnight === undefined || heldAt >= nextMidnight || !isInTime)
    return refuse('orders.party_days', { days: PARTY_DAYS_MAX }, 'endsOn')
  if (shipsTo === 'host' && address === null) return refuse('orders.party_address', {}, 'address')
  if (address !== null && address.country !== market.country)
    return refuse('orders.party_country', {}, 'address')
  const when = { heldAtMs: heldAt, endsOn, endsAtMs: nextMidnight - 1 }
  return ok({ hostId: host.value, hostName, kind, place, shipsTo, address, ...when })
}

async function hostIdOf(tx: Tx, seller: Person, host: PartyAbout['host']): Promise<Result<bigint | null>> {
  if (host.kind === 'guest') return ok(null)
  const person = await personByCode(tx, host.code)
  if (host.kind === 'customer')
    return person?.servedBy === seller.id && person.kind !== 'distributor'
      ? ok(person.id)
      : refuse('orders.customer_not_found', { code: host.code }, 'host')
  const isOther = person?.kind === 'distributor' && person.id !== seller.id && mayServe(person)
  return isOther && person.marketId === seller.marketId
    ? ok(person.id)
    : refuse('orders.party_host', { code: host.code }, 'host')
}

async function marketOf(tx: Tx, id: bigint): Promise<Market> {
  const market = await marketById(tx, id)
  if (!market) throw new Error('a party has a market')
  return market
}
