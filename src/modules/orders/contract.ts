import { z } from 'zod'
import { day, endpoint, instant, integer, money, month, pageOf, pageQuery, volume } from '#shared/contract.ts'
import { simulatedMargin } from './contract/margin.ts'
import { earned, paying, payingExample, payment, payState } from './contract/money.ts'
import { partyNamed, partyOfBasket, partyOfOrder } from './contract/party-order.ts'
import {
  couponCode,
  pricedLine,
  promotionCode,
  promotions,
  shippingHint,
  taxes,
  taxesExample,
  taxOpen,
  taxSource,
  totals,
} from './contract/priced.ts'
import { countsExample, pieceCounts, progress, standing, standingExample } from './contract/standing.ts'
import {
  destination,
  offeredWays,
  offeredWaysExample,
  regionCode,
  wantedWay,
  wayOfOrder,
} from './contract/ways.ts'

/** The number of an order with its check digit. */
export const orderCode = z.string().regex(/^\d{2,20}$/)
const productCode = z.string().regex(/^\d{2,12}$/)
const personCode = z.string().regex(/^\d{2,20}$/)
const marketCode = z.string().regex(/^[A-Z0-9-]{2,12}$/)
const language = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/)

/** The secret name of a basket or of an order's status page, as `POST /shop/baskets` or the placed order gave it. */
export const secretToken = z.string().regex(/^[\w-]{20,64}$/)

/** A guest's basket by its token, or the id of the one that somebody who is signed in has. */
export const basketNamed = z.string().regex(/^(?:bas_\w{13}|[\w-]{20,64})$/)

export const ORDER_LINES_MAX = 200
export const QUANTITY_MAX = 9999

export const orderState = z.enum(['placed', 'cancelled', 'returned'])
export const orderType = z.enum(['order', 'first', 'autoship', 'upgrade', 'return'])
export const orderChannel = z.enum(['shop', 'office', 'reported', 'desk', 'import'])
/** The age in years that the buyer has confirmed to have reached, for goods that ask for one. */
const ofAge = z.int().min(1).max(150).optional()
const inLanguage = z.object({ language: language.optional() })
const quantity = z.int().min(1).max(QUANTITY_MAX)
const namedVolumes = z.record(z.string(), volume)

/** A person as orders show it; the name is left out where the viewer may not see it. */
const party = z.object({ code: personCode, name: z.string().optional() })

export const basket = z.object({
  /** What it is called. */
  token: basketNamed,
  /** Rises with each change, on whichever device. */
  version: z.int(),
  market: marketCode,
  seller: personCode.nullable(),
  lines: z.array(pricedLine),
  pieces: z.int(),
  ...totals,
  taxes,
  taxOpen,
  /** Where it is going; null as long as nobody said, and its tax is estimated for the market's own country. */
  destination: destination.nullable(),
  shippingHint,
  ways: offeredWays,
  promotions,
  /** The age in years that goods in it ask a buyer to confirm. */
  minAge: z.int().nullable(),
  /** Products that can no longer be bought and were left out of the sums. */
  gone: z.array(productCode),
  party: partyOfBasket,
})

const eur = (minor: string) => ({ minor, currency: 'EUR' })
const lineExample = {
  product: { code: '100018', name: 'Cedar candle', category: 'home', art: 'candle-1', image: null },
  quantity: 2,
  unitPrice: eur('2400'),
  total: eur('4800'),
  tax: eur('766'),
  discount: eur('0'),
  gift: false,
  campaign: null,
  promotions: [],
}
const promotionsExample = {
  applied: [],
  hints: [
    {
      code: 'beauty-brings-textile',
      title: '25 % off textiles',
      missing: { by: 'amount' as const, money: eur('1200') },
      goods: ['Beauty'],
    },
  ],
  choices: [],
  coupons: [],
}
const totalsExample = {
  subtotal: eur('4800'),
  discount: eur('0'),
  shipping: eur('490'),
  tax: eur('844'),
  taxAdded: false,
  total: eur('5290'),
}
const tokenExample = 'jN3kq0Q2v9bX4t7yZ1aB'
export const basketExample = {
  token: tokenExample,
  version: 4,
  market: 'DE',
  seller: '10000013',
  lines: [lineExample],
  pieces: 2,
  ...totalsExample,
  taxes: taxesExample,
  taxOpen: false,
  destination: null,
  shippingHint: { missing: eur('1200'), shipping: eur('0') },
  ways: offeredWaysExample,
  promotions: promotionsExample,
  minAge: null,
  gone: [],
  party: null,
}
const basketParams = z.object({ basket: basketNamed })

/** A new, empty basket; its token is kept by the caller, as a rule in a cookie. Whoever is signed in gets the own one of the market. */
export const createBasket = endpoint({
  method: 'POST',
  path: '/shop/baskets',
  status: 201,
  body: z.object({ market: marketCode, seller: personCode.optional(), language: language.optional() }),
  response: basket,
  example: {
    body: { market: 'DE', seller: '10000013' },
    response: { ...basketExample, lines: [], pieces: 0 },
  },
})

export const showBasket = endpoint({
  method: 'GET',
  path: '/shop/baskets/:basket',
  params: basketParams,
  query: inLanguage,
  response: basket,
  example: { params: { basket: tokenExample }, query: {}, response: basketExample },
})

/** Whose shop the basket stands in, when a shopper goes from one distributor's shop to another's. */
export const changeBasket = endpoint({
  method: 'PUT',
  path: '/shop/baskets/:basket',
  params: basketParams,
  body: z.object({ seller: personCode.nullable() }),
  response: basket,
  example: { params: { basket: tokenExample }, body: { seller: null }, response: basketExample },
})

/** Sets how many pieces of a product lie in the basket; 0 takes it out. Refused where it is of another version than the one that was `seen`. */
export const setBasketLine = endpoint({
  method: 'PUT',
  path: '/shop/baskets/:basket/lines/:product',
  params: basketParams.extend({ product: productCode }),
  body: z.object({ quantity: z.int().min(0).max(QUANTITY_MAX), seen: z.int().optional() }),
  response: basket,
  example: {
    params: { basket: tokenExample, product: '100018' },
    body: { quantity: 2 },
    response: basketExample,
  },
})

/** Puts a coupon in; what it does is told with the basket. */
export const addBasketCoupon = endpoint({
  method: 'POST',
  path: '/shop/baskets/:basket/coupons',
  params: basketParams,
  body: z.object({ code: couponCode }),
  response: basket,
  example: { params: { basket: tokenExample }, body: { code: 'WELCOME' }, response: basketExample },
})

export const removeBasketCoupon = endpoint({
  method: 'DELETE',
  path: '/shop/baskets/:basket/coupons/:code',
  params: basketParams.extend({ code: couponCode }),
  response: basket,
  example: { params: { basket: tokenExample, code: 'WELCOME' }, response: basketExample },
})

/** Chooses a gift that a promotion offers; 0 takes the choice back. */
export const chooseBasketGift = endpoint({
  method: 'PUT',
  path: '/shop/baskets/:basket/gifts/:promotion/:product',
  params: basketParams.extend({ promotion: promotionCode, product: productCode }),
  body: z.object({ quantity: z.int().min(0).max(999) }),
  response: basket,
  example: {
    params: { basket: tokenExample, promotion: 'kitchenware-two-knives', product: '100018' },
    body: { quantity: 1 },
    response: basketExample,
  },
})

export const contact = z.object({
  name: z.string().trim().min(1).max(120),
  email: z.email().max(200),
  phone: z.string().trim().max(30).optional(),
})

export const address = z.object({
  recipient: z.string().trim().min(1).max(120),
  line1: z.string().trim().min(1).max(120),
  line2: z.string().trim().max(120).optional(),
  postalCode: z.string().trim().min(1).max(20),
  city: z.string().trim().min(1).max(80),
  /** The state or province by its code (ISO 3166-2 without the country), where taxes differ by it. */
  region: regionCode.optional(),
  country: z.string().regex(/^[A-Z]{2}$/),
})

const contactExample = { name: 'Ada Example', email: 'ada@example.org' }
const addressExample = {
  recipient: 'Ada Example',
  line1: 'Musterweg 1',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
}

const placed = z.object({ order: orderCode, total: money, placedAt: instant })
const placedExample = { order: '100000015', total: eur('5290'), placedAt: '2026-10-25T09:30:00.000Z' }

/** Buys what lies in the basket; the basket is empty afterwards. `expectedTotal` is what the shopper saw. */
export const placeShopOrder = endpoint({
  method: 'POST',
  path: '/shop/orders',
  status: 201,
  body: z.object({
    basket: basketNamed,
    contact,
    /** Left out only where all parcels of a party go to its host, or it is picked up. */
    delivery: address.optional(),
    payment,
    expectedTotal: money.optional(),
    ofAge,
  }),
  response: placed.extend({ status: secretToken }),
  example: {
    body: {
      basket: tokenExample,
      contact: contactExample,
      delivery: addressExample,
      payment: 'pay_later',
      expectedTotal: eur('5290'),
    },
    response: { ...placedExample, status: 'k7Jq2v9bX4t7yZ1aBcDe' },
  },
})

/** The lines stay as they were placed; what stands now is what was placed less the changes. */
const orderFacts = z.object({
  code: orderCode,
  placedAt: instant,
  state: orderState,
  type: orderType,
  channel: orderChannel,
  market: marketCode,
  /** What its buyer chose. */
  payment,
  lines: z.array(pricedLine.extend(pieceCounts)),
  ...totals,
  ...standing,
  ...paying,
  cancelledAt: instant.nullable(),
  party: partyOfOrder,
  way: wayOfOrder,
})
const headExample = {
  code: '100000015',
  placedAt: '2026-10-25T09:30:00.000Z',
  state: 'placed',
  type: 'order',
  channel: 'shop',
  market: 'DE',
} as const
const factsExample = {
  ...headExample,
  payment: 'pay_later' as const,
  lines: [{ ...lineExample, ...countsExample }],
  ...totalsExample,
  ...standingExample(totalsExample),
  ...payingExample,
  cancelledAt: null,
  party: null,
  way: null,
}

/** The status page of an order without an account. */
export const shopOrderStatus = endpoint({
  method: 'GET',
  path: '/shop/orders/:status',
  params: z.object({ status: secretToken }),
  query: inLanguage,
  response: orderFacts.extend({ delivery: address.nullable(), seller: personCode.nullable() }),
  example: {
    params: { status: 'k7Jq2v9bX4t7yZ1aBcDe' },
    query: {},
    response: { ...factsExample, delivery: addressExample, seller: '10000013' },
  },
})

const orderLine = z.object({ product: productCode, quantity })
const orderLines = z.array(orderLine).min(1).max(ORDER_LINES_MAX)
const chosenGift = z.object({
  promotion: promotionCode,
  product: productCode,
  quantity: z.int().min(1).max(999),
})
/** Coupons as they are typed, and gifts where promotions leave a choice. */
const withPromotions = {
  coupons: z.array(couponCode).max(10).optional(),
  gifts: z.array(chosenGift).max(50).optional(),
}
const toPlace = {
  lines: orderLines,
  payment,
  expectedTotal: money.optional(),
  ofAge,
  ...wantedWay,
  ...withPromotions,
}
const toPlaceExample = { lines: [{ product: '100018', quantity: 2 }], payment: 'pay_later' as const }

/** Who an order of the office is for. */
export const officeBuyer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('self') }),
  z.object({ kind: z.literal('customer'), code: personCode }),
  z.object({ kind: z.literal('guest'), name: z.string().trim().min(1).max(120) }),
])

/** What an order would cost and carry, without placing it. */
export const quoteOfficeOrder = endpoint({
  method: 'POST',
  path: '/office/quotes',
  body: z.object({
    buyer: officeBuyer,
    lines: orderLines,
    language: language.optional(),
    party: partyNamed.optional(),
    ...wantedWay,
    /** Where it is going, so that its tax is that of the place. */
    destination: destination.optional(),
    ...withPromotions,
  }),
  response: z.object({
    lines: z.array(pricedLine),
    ...totals,
    taxes,
    taxOpen,
    volumes: namedVolumes,
    shippingHint,
    ways: offeredWays,
    promotions,
    /** The age in years that the goods ask the buyer to confirm. */
    minAge: z.int().nullable(),
  }),
  example: {
    body: { buyer: { kind: 'self' }, lines: [{ product: '100018', quantity: 2 }] },
    response: {
      lines: [lineExample],
      ...totalsExample,
      taxes: taxesExample,
      taxOpen: false,
      volumes: { PV: '24000000' },
      shippingHint: null,
      ways: offeredWaysExample,
      promotions: promotionsExample,
      minAge: null,
    },
  },
})

/** The distributor's own order, also as a guest of somebody's party. */
export const placeOfficeOrder = endpoint({
  method: 'POST',
  path: '/office/orders',
  status: 201,
  body: z.object({ ...toPlace, party: partyNamed.optional(), delivery: address.optional() }),
  response: placed.extend({ volumes: namedVolumes }),
  example: {
    body: { ...toPlaceExample, delivery: addressExample },
    response: { ...placedExample, volumes: { PV: '24000000' } },
  },
})

/**
 * An order that the distributor took from a consumer: one of the distributor's customers, or a guest. `takenAt` may
 * lie back by some hours (a setting of the market); it then decides the month. It is refused once that month is cut.
 */
export const reportOrder = endpoint({
  method: 'POST',
  path: '/office/reported-orders',
  status: 201,
  body: z.object({
    buyer: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('customer'), code: personCode }),
      z.object({ kind: z.literal('guest'), name: z.string().trim().min(1).max(120) }),
    ]),
    ...toPlace,
    /** An own party at which it was taken. */
    party: partyNamed.optional(),
    delivery: address.optional(),
    takenAt: instant.optional(),
  }),
  response: placed.extend({ volumes: namedVolumes }),
  example: {
    body: { ...toPlaceExample, buyer: { kind: 'guest', name: 'Ada Example' } },
    response: { ...placedExample, volumes: { PV: '24000000' } },
  },
})

const orderRow = z.object({
  code: orderCode,
  placedAt: instant,
  /** The moment that decides the period; null while it is not known. */
  commissionAt: instant.nullable(),
  state: orderState,
  progress,
  /** Told to staff and to the buyer. */
  payState: payState.nullable(),
  type: orderType,
  channel: orderChannel,
  market: marketCode,
  buyer: party.nullable(),
  /** The name that a guest gave. */
  guestName: z.string().nullable(),
  seller: party.nullable(),
  pieces: z.int(),
  total: money,
  volumes: namedVolumes,
})
const peopleExample = {
  commissionAt: '2026-10-25T09:30:00.000Z',
  buyer: null,
  guestName: 'Ada Example',
  seller: { code: '10000013', name: 'Bo Example' },
  volumes: { PV: '24000000' },
}
const rowExample = {
  ...headExample,
  ...peopleExample,
  progress: 'waiting' as const,
  payState: 'open' as const,
  pieces: 2,
  total: eur('5290'),
}

/** Orders that the viewer bought or sold. Sorts: `-placedAt` (when nothing is said), `placedAt`. */
export const myOrders = endpoint({
  method: 'GET',
  path: '/office/orders',
  query: pageQuery.extend({
    role: z.enum(['bought', 'sold']).optional(),
    state: orderState.optional(),
    from: day.optional(),
    until: day.optional(),
  }),
  response: pageOf(orderRow),
  example: { query: { role: 'sold' }, response: { rows: [rowExample], total: 1 } },
})

/** An order with its people, as signed-in viewers see it; delivery is told to the buyer and to staff only. */
const fullFacts = orderFacts.extend({
  commissionAt: instant.nullable(),
  /** It came after the cut of the period that it counts in: its pay follows as a delta of that period. */
  late: z.boolean(),
  buyer: party.nullable(),
  guestName: z.string().nullable(),
  seller: party.nullable(),
  volumes: namedVolumes,
  delivery: address.nullable(),
})
const fullExample = { ...factsExample, ...peopleExample, late: false, delivery: null }
const oneOrder = { params: z.object({ code: orderCode }), query: inLanguage }

export const myOrder = endpoint({
  method: 'GET',
  path: '/office/orders/:code',
  ...oneOrder,
  response: fullFacts,
  example: { params: { code: '100000015' }, query: {}, response: fullExample },
})

const orderFilters = z.object({
  search: z.string().max(100).optional(),
  sort: z.string().max(40).optional(),
  state: orderState.optional(),
  type: orderType.optional(),
  channel: orderChannel.optional(),
  market: marketCode.optional(),
  /** The code of a person who bought or sold. */
  person: personCode.optional(),
  /** Days of `placedAt` in the market's time zone, both included. */
  from: day.optional(),
  until: day.optional(),
})

/** The staff's list. Sorts: `placedAt`, `total`, `code`, each also with `-` in front; `-placedAt` when nothing is said. */
export const listOrders = endpoint({
  method: 'GET',
  path: '/orders',
  query: orderFilters.extend(pageQuery.pick({ page: true, rows: true }).shape),
  response: pageOf(orderRow),
  example: { query: { channel: 'shop' }, response: { rows: [rowExample], total: 1 } },
})

/** The same list as a file, at most 100,000 rows. */
export const exportOrders = endpoint({
  method: 'GET',
  path: '/orders.csv',
  query: orderFilters,
  produces: 'text/csv',
  example: { query: { channel: 'shop' } },
})

export const showOrder = endpoint({
  method: 'GET',
  path: '/orders/:code',
  ...oneOrder,
  response: fullFacts.extend({
    takenAt: instant.nullable(),
    sponsor: party.nullable(),
    taxSource,
    earned: z.array(earned),
    contact: contact.partial({ email: true }).nullable(),
  }),
  example: {
    params: { code: '100000015' },
    query: {},
    response: {
      ...fullExample,
      takenAt: null,
      sponsor: null,
      taxSource: { source: 'tables', reference: '' },
      earned: [],
      contact: contactExample,
    },
  },
})

/** What each promotion that is active did to goods, or why it did not. */
const reason = z.object({
  code: promotionCode,
  title: z.string(),
  because: z.enum(['applied', 'missing', 'other_better', 'used_up', 'nothing_to_reward', 'no_goods']),
  times: z.int(),
  discount: money,
  missing: z.array(z.string()),
})
const explained = z.object({
  lines: z.array(pricedLine),
  ...totals,
  shippingHint,
  promotions,
  reasons: z.array(reason),
  /** Whether every combination that could be better was looked at. */
  isExact: z.boolean(),
})
const explainedExample = {
  lines: [lineExample],
  ...totalsExample,
  shippingHint: null,
  promotions: promotionsExample,
  reasons: [
    {
      code: 'beauty-brings-textile',
      title: '25 % off textiles',
      because: 'missing' as const,
      times: 0,
      discount: eur('0'),
      missing: ['12.00 EUR more of beauty'],
    },
  ],
  isExact: true,
}

/** Why promotions that are active now apply to an order's goods or not, asked again about its buyer and moment. */
export const explainOrderPromotions = endpoint({
  method: 'GET',
  path: '/orders/:code/promotions',
  params: z.object({ code: orderCode }),
  response: explained,
  example: { params: { code: '100000015' }, response: explainedExample },
})

/** What promotions do to a basket, also with a text that is not active; nothing is written. */
export const tryPromotions = endpoint({
  method: 'POST',
  path: '/promotion-previews',
  body: z.object({
    market: marketCode,
    kind: z.enum(['retail', 'preferred', 'distributor']),
    channel: orderChannel,
    lines: orderLines,
    coupons: z.array(couponCode).max(10).optional(),
    text: z.string().max(20_000).optional(),
  }),
  response: explained,
  example: {
    body: { market: 'DE', kind: 'retail', channel: 'shop', lines: [{ product: '100018', quantity: 2 }] },
    response: explainedExample,
  },
})

/** How many orders of a month one replay on a page looks at, the newest. */
export const REPLAYED_MOST = 5000

/** What a text would have done to the orders of a month, as they were bought; without a month the last whole one. */
export const simulatePromotion = endpoint({
  method: 'POST',
  path: '/promotion-simulations',
  body: z.object({ market: marketCode, text: z.string().min(1).max(20_000), month: month.optional() }),
  response: z.object({
    code: promotionCode,
    month,
    orders: z.int(),
    /** Orders that it would have applied to. */
    reached: z.int(),
    leftOut: z.int(),
    /** It asks for what a replay does not know: history, coupons or entitlements. */
    isPartial: z.boolean(),
    /** What goods and delivery would have cost less, and gifts at their price. */
    discount: money,
    gifts: money,
    /** Sales without tax, without the promotion and with it. */
    netBefore: money,
    net: money,
    /** What volumes change by. */
    volumes: namedVolumes,
    days: z.array(z.object({ day, orders: z.int(), reached: z.int(), cost: integer })),
    /** Orders that did not reach it, by how much of what it asks for they had, in tenths. */
    near: z.array(z.int()).length(10),
    /** Null for whoever may not know what goods cost. */
    margin: simulatedMargin.nullable(),
  }),
  example: {
    body: { market: 'DE', text: 'openfield_promotion: 1 …' },
    response: {
      code: 'beauty-brings-textile',
      month: '2026-09',
      orders: 1200,
      reached: 310,
      leftOut: 0,
      isPartial: false,
      discount: eur('250000'),
      gifts: eur('0'),
      netBefore: eur('9000000'),
      net: eur('8790000'),
      volumes: { PV: '0' },
      days: [{ day: '2026-09-01', orders: 40, reached: 9, cost: '8000' }],
      near: [10, 12, 20, 31, 40, 42, 50, 61, 44, 30],
      margin: null,
    },
  },
})

/** `orders.order_placed`: what an order brings, and when. */
export const orderPlaced = z.object({
  orderId: integer,
  code: orderCode,
  type: orderType,
  channel: orderChannel,
  marketId: integer,
  buyerId: integer.nullable(),
  sellerId: integer.nullable(),
  sponsorId: integer.nullable(),
  /** Epoch milliseconds of the company's clock. */
  commissionAt: z.int(),
  currency: z.string(),
  subtotalMinor: integer,
  /** Millionths by name. */
  volumes: namedVolumes,
})
