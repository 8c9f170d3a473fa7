import { z } from 'zod'
import { endpoint, instant, money, opaqueId, pageOf, pageQuery } from '#shared/contract.ts'
import {
  address,
  basket,
  basketNamed,
  contact,
  officeBuyer,
  ORDER_LINES_MAX,
  placeOfficeOrder,
  QUANTITY_MAX,
  quoteOfficeOrder,
  showBasket,
} from '../contract.ts'
import { payment } from './money.ts'
import { partyNamed, partyOfOrder } from './party-order.ts'
import { couponCode, promotionCode } from './priced.ts'
import { wantedWay, wayCode } from './ways.ts'

const draftId = opaqueId('bas')
const productCode = z.string().regex(/^\d{2,12}$/)
/** In which channel something was begun: those that orders come by, and any later one. */
const channel = z.string().regex(/^[a-z][a-z_]{1,29}$/)
const quantity = z.int().min(1).max(QUANTITY_MAX)
const marketCode = z.string().regex(/^[A-Z0-9-]{2,12}$/)

/** Who buys; the name of a person is left out where the viewer may not see it. Null while nobody knows. */
const shownBuyer = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('self') }),
    z.object({ kind: z.literal('customer'), code: z.string(), name: z.string().optional() }),
    z.object({ kind: z.literal('guest'), name: z.string() }),
  ])
  .nullable()

const row = z.object({
  draft: draftId,
  /** Rises with each change, on whichever device. */
  version: z.int(),
  channel,
  market: marketCode,
  buyer: shownBuyer,
  /** Who prepared it, where that is somebody else than the viewer; null is the company itself. */
  preparedBy: z.object({ name: z.string().nullable() }).nullable(),
  pieces: z.int(),
  /** By the company's clock. */
  begunAt: instant,
  /** When somebody changed it last, by the real clock, by which it is removed one day. */
  touchedAt: instant,
  /** When it was handed over to who buys, and whether the viewer was that. */
  handedAt: instant.nullable(),
  isMine: z.boolean(),
  isShared: z.boolean(),
})

const line = z.object({ product: productCode, name: z.string(), quantity })
const chosenGift = z.object({
  promotion: promotionCode,
  product: productCode,
  quantity: z.int().min(1).max(999),
})
const whole = row.extend({
  lines: z.array(line),
  coupons: z.array(couponCode),
  gifts: z.array(chosenGift),
  /** Codes of the way in which it comes, and of a showroom; null is the usual way. */
  way: wayCode.nullable(),
  place: wayCode.nullable(),
  party: partyOfOrder,
  /** How the order names the party. */
  at: partyNamed.nullable(),
  contact: contact.partial({ email: true }).nullable(),
  delivery: address.nullable(),
})

/** All that a draft holds; whatever is left out is taken out. */
const content = {
  /** For staff, `customer` is anybody with that number. */
  buyer: officeBuyer.nullable(),
  lines: z.array(z.object({ product: productCode, quantity })).max(ORDER_LINES_MAX),
  coupons: z.array(couponCode).max(10).optional(),
  gifts: z.array(chosenGift).max(50).optional(),
  ...wantedWay,
  party: partyNamed.optional(),
  contact: contact.partial({ email: true }).optional(),
  delivery: address.optional(),
}
/** The version that was looked at: where somebody changed it since, nothing is done. */
const seen = z.int()
const place = z.object({
  seen,
  payment,
  expectedTotal: money.optional(),
  ofAge: z.int().min(1).max(150).optional(),
  /** When it was taken from a consumer. */
  takenAt: instant.optional(),
})

const rowExample = {
  draft: 'bas_0123456789abc',
  version: 3,
  channel: 'office',
  market: 'NO',
  buyer: { kind: 'customer' as const, code: '10000025', name: 'Sample Customer' },
  preparedBy: null,
  pieces: 2,
  begunAt: '2026-11-03T10:00:00.000Z',
  touchedAt: '2026-11-03T10:05:00.000Z',
  handedAt: null,
  isMine: true,
  isShared: false,
}
const contentExample = {
  buyer: { kind: 'customer' as const, code: '10000025' },
  lines: [{ product: '100018', quantity: 2 }],
}
const example = {
  ...rowExample,
  lines: [{ product: '100018', name: 'Cedar candle', quantity: 2 }],
  coupons: [],
  gifts: [],
  way: null,
  place: null,
  party: null,
  at: null,
  contact: null,
  delivery: null,
}
const one = z.object({ draft: draftId })
const params = { draft: 'bas_0123456789abc' }
const { response: placed } = placeOfficeOrder
const placedExample = placeOfficeOrder.example.response
const { response: quoted } = quoteOfficeOrder.example
const placeExample = { seen: 3, payment: 'pay_later' as const }

/** Orders that the viewer began or was handed, the one that was touched last first. */
export const listMyDrafts = endpoint({
  method: 'GET',
  path: '/office/drafts',
  query: pageQuery.pick({ page: true, rows: true, search: true }),
  response: pageOf(row),
  example: { query: {}, response: { rows: [rowExample], total: 1 } },
})

export const showMyDraft = endpoint({
  method: 'GET',
  path: '/office/drafts/:draft',
  params: one,
  response: whole,
  example: { params, response: example },
})

/** Keeps an order that is begun, to go on with it on any device. */
export const beginMyDraft = endpoint({
  method: 'POST',
  path: '/office/drafts',
  status: 201,
  body: z.object(content),
  response: whole,
  example: { body: contentExample, response: example },
})

export const changeMyDraft = endpoint({
  method: 'PUT',
  path: '/office/drafts/:draft',
  params: one,
  body: z.object({ ...content, seen }),
  response: whole,
  example: { params, body: { ...contentExample, seen: 3 }, response: example },
})

export const removeMyDraft = endpoint({
  method: 'DELETE',
  path: '/office/drafts/:draft',
  params: one,
  example: { params },
})

/** Places what a draft holds, for oneself or as taken from a consumer; the draft is gone. */
export const placeMyDraft = endpoint({
  method: 'POST',
  path: '/office/drafts/:draft/order',
  status: 201,
  params: one,
  body: place,
  response: placed,
  example: { params, body: placeExample, response: placedExample },
})

/** Hands a draft over to the customer whom it is for: it then lies in the customer's shop. */
export const handMyDraft = endpoint({
  method: 'POST',
  path: '/office/drafts/:draft/hand-over',
  params: one,
  body: z.object({ seen }),
  response: whole,
  example: { params, body: { seen: 3 }, response: example },
})

/** A link by which anybody puts the goods of a draft into the own basket of the shop; the same each time. */
export const shareMyDraft = endpoint({
  method: 'POST',
  path: '/office/drafts/:draft/link',
  params: one,
  response: z.object({ link: z.string() }),
  example: { params, response: { link: '/basket/jN3kq0Q2v9bX4t7yZ1aB' } },
})

/** Orders that anybody began in the markets of the right. */
export const listDrafts = endpoint({
  method: 'GET',
  path: '/order-drafts',
  query: pageQuery.pick({ page: true, rows: true, search: true }).extend({ channel: channel.optional() }),
  response: pageOf(row),
  example: { query: {}, response: { rows: [rowExample], total: 1 } },
})

export const showDraft = endpoint({
  method: 'GET',
  path: '/order-drafts/:draft',
  params: one,
  response: whole,
  example: { params, response: example },
})

/** Begins an order for somebody; the market is that of who buys, and is said for a guest. */
export const beginDraft = endpoint({
  method: 'POST',
  path: '/order-drafts',
  status: 201,
  body: z.object({ ...content, market: marketCode.optional() }),
  response: whole,
  example: { body: contentExample, response: { ...example, channel: 'desk' } },
})

export const changeDraft = endpoint({
  method: 'PUT',
  path: '/order-drafts/:draft',
  params: one,
  body: z.object({ ...content, seen }),
  response: whole,
  example: { params, body: { ...contentExample, seen: 3 }, response: example },
})

export const removeDraft = endpoint({
  method: 'DELETE',
  path: '/order-drafts/:draft',
  params: one,
  example: { params },
})

/** What the order of a draft would cost and carry, placed by staff now. */
export const quoteDraft = endpoint({
  method: 'GET',
  path: '/order-drafts/:draft/quote',
  params: one,
  query: z.object({ language: z.string().max(5).optional() }),
  response: quoteOfficeOrder.response,
  example: { params, query: {}, response: { ...quoted, lines: [...quoted.lines] } },
})

/** Places what a draft holds in the name of who buys; not from the buyer's wallet and not by card. */
export const placeDraft = endpoint({
  method: 'POST',
  path: '/order-drafts/:draft/order',
  status: 201,
  params: one,
  body: place.omit({ takenAt: true }).extend({ payment: payment.exclude(['wallet', 'card']) }),
  response: placed,
  example: { params, body: placeExample, response: placedExample },
})

/** Hands a draft over to who buys: it then lies in the shop of a customer, or among the drafts of a distributor. */
export const handDraft = endpoint({
  method: 'POST',
  path: '/order-drafts/:draft/hand-over',
  params: one,
  body: z.object({ seen }),
  response: whole,
  example: { params, body: { seen: 3 }, response: example },
})

const link = z.string().regex(/^[\w-]{20,64}$/)
const prepared = z.object({
  market: marketCode,
  /** The distributor who prepared it; null is the company itself. */
  preparedBy: z.string().nullable(),
  lines: z.array(line),
})
const preparedExample = {
  market: 'NO',
  preparedBy: 'Bo Example',
  lines: [{ product: '100018', name: 'Cedar candle', quantity: 2 }],
}

/** What was prepared for the customer and handed over, the latest first. */
export const listPrepared = endpoint({
  method: 'GET',
  path: '/shop/prepared-baskets',
  response: z.object({ prepared: z.array(prepared.extend({ draft: draftId, handedAt: instant })) }),
  example: {
    response: {
      prepared: [{ ...preparedExample, draft: params.draft, handedAt: '2026-11-03T10:00:00.000Z' }],
    },
  },
})

/** Puts what was prepared into the own basket, where the same goods add up; it then waits no more. */
export const takePrepared = endpoint({
  method: 'POST',
  path: '/shop/prepared-baskets/:draft/take',
  params: one,
  response: basket,
  example: { params, response: { ...showBasket.example.response, token: params.draft } },
})

export const removePrepared = endpoint({
  method: 'DELETE',
  path: '/shop/prepared-baskets/:draft',
  params: one,
  example: { params },
})

/** What lies behind the link of a draft. */
export const showShared = endpoint({
  method: 'GET',
  path: '/shop/shared-baskets/:link',
  params: z.object({ link }),
  response: prepared.extend({ shopName: z.string().nullable() }),
  example: {
    params: { link: 'jN3kq0Q2v9bX4t7yZ1aB' },
    response: { ...preparedExample, shopName: 'bo' },
  },
})

/**
 * Puts the goods of a link into the own basket, the guest's that is named, or a new one. Of goods that lie there already the greater
 * number stays, so that nothing is doubled by opening it again.
 */
export const takeShared = endpoint({
  method: 'POST',
  path: '/shop/shared-baskets/:link/take',
  params: z.object({ link }),
  body: z.object({ basket: basketNamed.optional() }),
  response: basket,
  example: {
    params: { link: 'jN3kq0Q2v9bX4t7yZ1aB' },
    body: {},
    response: showBasket.example.response,
  },
})
