import { z } from 'zod'
import { day, endpoint, instant, money, pageOf, pageQuery } from '#shared/contract.ts'
import { address, basket, orderCode, orderState, basketNamed, showBasket } from '../contract.ts'
import { partyCode, partyLink, partyShipping } from './party-order.ts'

const personCode = z.string().regex(/^\d{2,20}$/)
const marketCode = z.string().regex(/^[A-Z0-9-]{2,12}$/)
const person = z.object({ code: personCode, name: z.string().optional() })

export const partyState = z.enum(['open', 'closed', 'cancelled'])
export const partyKind = z.enum(['home', 'online', 'other'])

/**
 * What a host gets: an entitlement that promotions ask for by its name, so often, for so many days. With `creditPpm` it is a credit of
 * that share of what the party sells, in parts per million, and `uses` says nothing.
 */
const gives = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  title: z.string().trim().min(1).max(120),
  uses: z.int().min(1).max(100),
  days: z.int().min(1).max(1000),
  creditPpm: z.int().min(1).max(1_000_000).optional(),
})
const shownGives = gives.omit({ name: true })

/** A step of rewards; the highest one that is reached counts. */
const shownTier = z.object({ from: money, isReached: z.boolean(), gives: z.array(shownGives) })
/** How far the next step is; null where the highest one is reached, or there are none. */
const nextTier = z.object({ missing: money, gives: z.array(shownGives) }).nullable()

const totals = {
  /** What its goods cost, after promotions and less what came back. */
  sales: money,
  orders: z.int(),
  guests: z.int(),
}

const row = z.object({
  party: partyCode,
  market: marketCode,
  state: partyState,
  kind: partyKind,
  heldAt: instant,
  endsOn: day,
  place: z.string().nullable(),
  shipsTo: partyShipping,
  /** What guests know the host as, and who it is where the host has an account. */
  host: z.object({ name: z.string(), person: personCode.nullable(), isDistributor: z.boolean() }),
  seller: person,
  ...totals,
})

const reward = shownGives.omit({ creditPpm: true, uses: true }).extend({
  uses: z.int(),
  /** Of a credit how much it is, and how much of it was used; then `uses` are its minor units. Null for all else. */
  credit: z.object({ whole: money, used: money }).nullable(),
  /** The party that brought it: this one, or one that was booked here. */
  party: partyCode,
  isBooking: z.boolean(),
  /** Null while the host has no account. */
  used: z.int().nullable(),
  expiresAt: instant.nullable(),
})

const party = row.extend({
  /** The viewer sells at it. */
  isMine: z.boolean(),
  /** The path of the page for guests. */
  link: z.string(),
  closedAt: instant.nullable(),
  bookedFrom: partyCode.nullable(),
  /** Where parcels go where all go to the host; told to the seller and to staff. */
  address: address.nullable(),
  tiers: z.array(shownTier),
  next: nextTier,
  booking: shownGives.extend({ withinDays: z.int() }).nullable(),
  rewards: z.array(reward),
  /** What can be done now. */
  acts: z.array(z.enum(['close', 'reopen', 'cancel', 'new_link'])),
})

const eur = (minor: string) => ({ minor, currency: 'EUR' })
const rowExample = {
  party: '1000016',
  market: 'NO',
  state: 'open' as const,
  kind: 'home' as const,
  heldAt: '2026-11-20T18:00:00.000Z',
  endsOn: '2026-11-27',
  place: 'Oslo',
  shipsTo: 'guests' as const,
  host: { name: 'Ada', person: '10000025', isDistributor: false },
  seller: { code: '10000013', name: 'Bo Example' },
  sales: eur('21300'),
  orders: 4,
  guests: 4,
}
const givesExample = { title: 'One item at half price', uses: 1, days: 60 }
const example = {
  ...rowExample,
  isMine: true,
  link: '/party/jN3kq0Q2v9bX4t7yZ1aB',
  closedAt: null,
  bookedFrom: null,
  address: null,
  tiers: [{ from: eur('20000'), isReached: true, gives: [givesExample] }],
  next: { missing: eur('18700'), gives: [{ ...givesExample, title: 'Two items at half price' }] },
  booking: { ...givesExample, title: 'A gift', withinDays: 30 },
  rewards: [],
  acts: ['close' as const, 'new_link' as const],
}
const one = z.object({ party: partyCode })
const params = { party: '1000016' }

/** Parties that the viewer sells at, or hosts. */
export const listMyParties = endpoint({
  method: 'GET',
  path: '/me/parties',
  query: pageQuery.extend({ role: z.enum(['seller', 'host']), state: partyState.optional() }),
  response: pageOf(row),
  example: { query: { role: 'seller' }, response: { rows: [rowExample], total: 1 } },
})

export const showMyParty = endpoint({
  method: 'GET',
  path: '/me/parties/:party',
  params: one,
  response: party,
  example: { params, response: example },
})

/** When and where; `host` is one of the own customers, another distributor, or nobody with an account yet. */
const about = {
  host: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('customer'), code: personCode }),
    z.object({ kind: z.literal('distributor'), code: personCode }),
    z.object({ kind: z.literal('guest') }),
  ]),
  hostName: z.string().trim().min(1).max(120),
  kind: partyKind,
  heldAt: instant,
  endsOn: day,
  place: z.string().trim().min(1).max(200).optional(),
  shipsTo: partyShipping,
  /** Needed where all parcels go to the host. */
  address: address.optional(),
}
const aboutExample = {
  host: { kind: 'customer' as const, code: '10000025' },
  hostName: 'Ada',
  kind: 'home' as const,
  heldAt: '2026-11-20T18:00:00.000Z',
  endsOn: '2026-11-27',
  place: 'Oslo',
  shipsTo: 'guests' as const,
}

/** Opens a party; `bookedFrom` is the own party at which its host came to want one. */
export const openParty = endpoint({
  method: 'POST',
  path: '/me/parties',
  status: 201,
  body: z.object({ ...about, bookedFrom: partyCode.optional() }),
  response: party,
  example: { body: aboutExample, response: example },
})

export const changeParty = endpoint({
  method: 'PUT',
  path: '/me/parties/:party',
  params: one,
  body: z.object(about),
  response: party,
  example: { params, body: aboutExample, response: example },
})

/** Says who the host is once the host has an account: what waited becomes theirs. */
export const nameHost = endpoint({
  method: 'PUT',
  path: '/me/parties/:party/host',
  params: one,
  body: z.object({ code: personCode }),
  response: party,
  example: { params, body: { code: '10000025' }, response: example },
})

/** Closes, opens again, calls off, or makes another link. `state` is what was looked at, so that one act is done once. */
const acting = z.object({ act: z.enum(['close', 'reopen', 'cancel', 'new_link']), state: partyState })

export const actOnMyParty = endpoint({
  method: 'POST',
  path: '/me/parties/:party/acts',
  params: one,
  body: acting,
  response: party,
  example: { params, body: { act: 'close', state: 'open' }, response: example },
})

const order = z.object({
  order: orderCode,
  buyer: person.nullable(),
  guestName: z.string().nullable(),
  placedAt: instant,
  state: orderState,
  pieces: z.int(),
  total: money,
})
const ordersExample = {
  rows: [
    {
      order: '100000015',
      buyer: null,
      guestName: 'Gro',
      placedAt: '2026-11-21T09:30:00.000Z',
      state: 'placed' as const,
      pieces: 2,
      total: eur('5290'),
    },
  ],
  total: 1,
}

/** The orders of a party for whoever sells at it. */
export const listMyPartyOrders = endpoint({
  method: 'GET',
  path: '/me/parties/:party/orders',
  params: one,
  query: pageQuery.pick({ page: true, rows: true }),
  response: pageOf(order),
  example: { params, query: {}, response: ordersExample },
})

/** What guests see of a party: no names and no orders of others. */
export const showPartyByLink = endpoint({
  method: 'GET',
  path: '/shop/parties/:link',
  params: z.object({ link: partyLink }),
  response: z.object({
    market: marketCode,
    /** In whose name guests buy, and in which shop; null where the seller has none. */
    seller: personCode,
    shopName: z.string().nullable(),
    host: z.string(),
    kind: partyKind,
    heldAt: instant,
    endsOn: day,
    place: z.string().nullable(),
    shipsTo: partyShipping,
    /** Whether it takes orders now. */
    isOpen: z.boolean(),
    state: partyState,
    sales: money,
    guests: z.int(),
    tiers: z.array(shownTier),
    next: nextTier,
  }),
  example: {
    params: { link: 'jN3kq0Q2v9bX4t7yZ1aB' },
    response: {
      market: 'NO',
      seller: '10000013',
      shopName: 'bo',
      host: 'Ada',
      kind: 'home',
      heldAt: '2026-11-20T18:00:00.000Z',
      endsOn: '2026-11-27',
      place: 'Oslo',
      shipsTo: 'guests',
      isOpen: true,
      state: 'open',
      sales: eur('21300'),
      guests: 4,
      tiers: example.tiers,
      next: example.next,
    },
  },
})

/** Puts a basket into a party, in whose seller's name it then stands; null takes it out. */
export const setBasketParty = endpoint({
  method: 'PUT',
  path: '/shop/baskets/:basket/party',
  params: z.object({ basket: basketNamed }),
  body: z.object({ link: partyLink.nullable() }),
  response: basket,
  example: {
    params: { basket: 'jN3kq0Q2v9bX4t7yZ1aB' },
    body: { link: null },
    response: showBasket.example.response,
  },
})

export const listParties = endpoint({
  method: 'GET',
  path: '/parties',
  query: pageQuery.extend({
    state: partyState.optional(),
    market: marketCode.optional(),
    /** The number of a seller or host. */
    person: personCode.optional(),
  }),
  response: pageOf(row),
  example: { query: { state: 'open' }, response: { rows: [rowExample], total: 1 } },
})

export const showParty = endpoint({
  method: 'GET',
  path: '/parties/:party',
  params: one,
  response: party,
  example: { params, response: example },
})

export const listPartyOrders = endpoint({
  method: 'GET',
  path: '/parties/:party/orders',
  params: one,
  query: pageQuery.pick({ page: true, rows: true }),
  response: pageOf(order),
  example: { params, query: {}, response: ordersExample },
})

export const actOnParty = endpoint({
  method: 'POST',
  path: '/parties/:party/acts',
  params: one,
  body: acting,
  response: party,
  example: { params, body: { act: 'close', state: 'open' }, response: example },
})

/** `orders.party_changed`: a party was opened, changed, closed, opened again or called off. */
export const partyChanged = z.object({
  partyId: z.string(),
  marketId: z.string(),
  state: partyState,
  number: z
    .int()
    .meta({ description: 'counts what the party was; those told before it was noted have none' })
    .optional(),
})

/** What hosts of a market get: by steps of sales, and for parties that were booked at theirs. */
const rule = {
  tiers: z.array(z.object({ from: money, gives: z.array(gives).min(1).max(10) })).max(20),
  booking: z.object({ withinDays: z.int().min(1).max(366), gives }).nullable(),
  /** So many days after the closing a return still lowers what the host got. */
  looksAgainDays: z.int().min(0).max(1000),
}
const ruleExample = {
  tiers: [{ from: eur('20000'), gives: [{ name: 'host-half-price', ...givesExample }] }],
  booking: { withinDays: 30, gives: { name: 'host-gift', title: 'A gift', uses: 1, days: 60 } },
  looksAgainDays: 90,
}

/** The rule that holds on a day, today when none is said. */
export const showPartyRewards = endpoint({
  method: 'GET',
  path: '/party-rewards',
  query: z.object({ market: marketCode, on: day.optional() }),
  response: z.object({ market: marketCode, on: day, ...rule }),
  example: {
    query: { market: 'NO' },
    response: { market: 'NO', on: '2026-11-01', ...ruleExample },
  },
})

/** Says what hosts get for parties that are closed from a day on, today when none is said. */
export const changePartyRewards = endpoint({
  method: 'PUT',
  path: '/party-rewards',
  body: z.object({ market: marketCode, validFrom: day.optional(), ...rule }),
  response: z.object({ market: marketCode, on: day, ...rule }),
  example: {
    body: { market: 'NO', validFrom: '2026-11-01', ...ruleExample },
    response: { market: 'NO', on: '2026-11-01', ...ruleExample },
  },
})
