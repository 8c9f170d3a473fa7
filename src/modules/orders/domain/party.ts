export const PARTY_STATES = ['open', 'closed', 'cancelled'] as const
export type PartyState = (typeof PARTY_STATES)[number]
/** At somebody's home, online, or elsewhere. */
export const PARTY_KINDS = ['home', 'online', 'other'] as const
export type PartyKind = (typeof PARTY_KINDS)[number]
/** One parcel to the host, or one to each guest. */
export const PARTY_SHIPPING = ['host', 'guests'] as const
export type PartyShipping = (typeof PARTY_SHIPPING)[number]
export const PARTY_ACTS = ['close', 'reopen', 'cancel', 'new_link'] as const
export type PartyAct = (typeof PARTY_ACTS)[number]

/** How long after it is held guests may order at most. */
export const PARTY_DAYS_MAX = 60

/**
 * What a host may get: an entitlement of a name that promotions ask for, so often, for so many days; or, instead of so often, a credit
 * of a share of what the party sells, in parts per million.
 */
export type Gives = Readonly<{
  name: string
  title: string
  uses: number
  days: number
  creditPpm?: number | undefined
}>
/** What a host gets from so many sales of the party on; the highest step that is reached counts. */
export type RewardTier = Readonly<{ fromMinor: bigint; gives: readonly Gives[] }>
/** What hosts of a market get. */
export type PartyRule = Readonly<{
  /** By rising sales. */
  tiers: readonly RewardTier[]
  /** For a party that was booked at an own one within so many days and was held. */
  booking: Readonly<{ withinDays: number; gives: Gives }> | null
  /** So many days after its closing a return still lowers what a party brought. */
  looksAgainDays: number
}>

export const NO_REWARDS: PartyRule = { tiers: [], booking: null, looksAgainDays: 90 }

/** A party as its rewards are decided by it. */
export type PartyStand = Readonly<{
  id: bigint
  state: PartyState
  openedAtMs: number
  salesMinor: bigint
  orders: number
  /** The party at which it was booked. */
  from: Readonly<{ id: bigint; heldAtMs: number }> | null
}>

/** What a party brings, and to the host of which party; of a credit the uses are minor units. */
export type PartyReward = Omit<Gives, 'creditPpm'> & Readonly<{ hostOf: bigint; isCredit: boolean }>

const PPM = 1_000_000n
/** No credit is more than so many minor units. */
const CREDIT_MOST = 2_000_000_000n

const DAY_MS = 86_400_000

/** What a party brings as it stands: nothing before it is closed. */
export function rewardsOf(party: PartyStand, rule: PartyRule): readonly PartyReward[] {
  if (party.state !== 'closed') return []
  const own = tierOf(rule, party.salesMinor)?.gives ?? []
  return [
    ...own.flatMap((gives) => rewardOf(gives, party.id, party)),
    ...bookingOf(party, rule).flatMap((gives) => rewardOf(gives, party.from?.id ?? party.id, party)),
  ]
}

/** A credit is rounded down: never more than the share that was said. */
function rewardOf(gives: Gives, hostOf: bigint, { salesMinor }: PartyStand): readonly PartyReward[] {
  const { creditPpm, ...rest } = gives
  if (creditPpm === undefined) return [{ ...rest, hostOf, isCredit: false }]
  const share = (salesMinor * BigInt(creditPpm)) / PPM
  const minor = share < CREDIT_MOST ? share : CREDIT_MOST
  return minor > 0n ? [{ ...rest, uses: Number(minor), hostOf, isCredit: true }] : []
}

/** A party that was booked in time and at which something was bought was held. */
function bookingOf({ from, openedAtMs, orders }: PartyStand, { booking }: PartyRule): readonly Gives[] {
  if (!from || !booking || orders === 0) return []
  return openedAtMs <= from.heldAtMs + booking.withinDays * DAY_MS ? [booking.gives] : []
}

export function tierOf({ tiers }: PartyRule, salesMinor: bigint): RewardTier | undefined {
  return tiers.findLast(({ fromMinor }) => salesMinor >= fromMinor)
}

/** The next step and what is missing until it; undefined where the highest one is reached. */
export function nextTierOf(
  { tiers }: PartyRule,
  salesMinor: bigint,
): Readonly<{ tier: RewardTier; missingMinor: bigint }> | undefined {
  const tier = tiers.find(({ fromMinor }) => salesMinor < fromMinor)
  return tier && { tier, missingMinor: tier.fromMinor - salesMinor }
}

/** How an act leaves a party; undefined where it cannot be done as the party stands. */
export function actOn(
  party: Readonly<{ state: PartyState; heldAtMs: number; endsAtMs: number; orders: number }>,
  act: PartyAct,
  nowMs: number,
): PartyState | undefined {
  const { state, heldAtMs, endsAtMs, orders } = party
  if (act === 'close') return state === 'open' && nowMs >= heldAtMs ? 'closed' : undefined
  if (act === 'reopen') return state === 'closed' && nowMs <= endsAtMs ? 'open' : undefined
  if (act === 'cancel') return state === 'open' && orders === 0 ? 'cancelled' : undefined
  return state === 'open' ? state : undefined
}

/** What promotions learn of a party's order: `any`, its kind, `ships_to_host`, and `host` where the buyer is the one who hosts. */
export function partyFacts(
  party: Readonly<{ kind: PartyKind; shipsTo: PartyShipping; hostId: bigint | null }>,
  buyerId: bigint | undefined,
): readonly string[] {
  return [
    'any',
    party.kind,
    ...(party.shipsTo === 'host' ? ['ships_to_host'] : []),
    ...(buyerId !== undefined && buyerId === party.hostId ? ['host'] : []),
  ]
}
