import { z } from 'zod'
import { currency, day, endpoint, instant, integer, money, pageOf, pageQuery } from '#shared/contract.ts'

const marketCode = z.string().regex(/^[A-Z0-9-]{2,12}$/)
/** What a promotion is called by in its market. */
export const promotionCode = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/)
const text = z.string().min(1).max(20_000)
export const promotionState = z.enum(['draft', 'active', 'paused', 'ended'])
const seriesName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 _.-]{0,59}$/)
/** A coupon as it is typed, in any case. */
export const couponCode = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9-]{3,40}$/)

const eur = (minor: string) => ({ minor, currency: 'EUR' })
const exampleText = `openfield_promotion: 1
promotion: beauty-brings-textile
title: {en: 25 % off textiles}
when:
  basket: {of: {category: beauty}, amount: 40}
reward:
  percent: {off: 25 %, of: {category: textile}}
`

/** What was used of a limit. `most` is null where nothing limits it. */
const budget = z.object({
  of: z.enum(['uses', 'month_uses', 'budget', 'month_budget', 'campaign_budget']),
  used: integer,
  most: integer,
  /** Whether the numbers are minor units of the currency; else they are uses. */
  isMoney: z.boolean(),
})

const row = z.object({
  code: promotionCode,
  market: marketCode,
  title: z.string(),
  state: promotionState,
  campaign: z.string().nullable(),
  version: z.int(),
  from: day.nullable(),
  until: day.nullable(),
  orders: z.int(),
  /** What was taken off and given as gifts, cancelled orders taken off. */
  cost: money,
  /** The last 30 days of the company's clock, the oldest first. */
  days: z.array(z.object({ day, orders: z.int(), cost: integer })),
})
const rowExample = {
  code: 'beauty-brings-textile',
  market: 'DE',
  title: '25 % off textiles',
  state: 'active' as const,
  campaign: null,
  version: 1,
  from: null,
  until: null,
  orders: 12,
  cost: eur('10450'),
  days: [{ day: '2026-10-25', orders: 2, cost: '1500' }],
}

/** Promotions of the markets that the viewer may see, in order of their code, with what they were used for. */
export const listPromotions = endpoint({
  method: 'GET',
  path: '/promotions',
  query: pageQuery.extend({ market: marketCode.optional(), state: promotionState.optional() }),
  response: pageOf(row).extend({ markets: z.array(z.object({ code: marketCode, currency })) }),
  example: {
    query: { state: 'active' },
    response: { rows: [rowExample], total: 1, markets: [{ code: 'DE', currency: 'EUR' }] },
  },
})

const problem = z.object({ line: z.int(), path: z.string(), problem: z.string() })
const sentences = z.object({
  when: z.array(z.string()),
  gives: z.array(z.string()),
  together: z.array(z.string()),
  limits: z.array(z.string()),
})
const sentencesExample = {
  when: ['The basket holds 40.00 EUR or more of beauty'],
  gives: ['25 % off textile'],
  together: ['Lane goods, priority 0', 'At most once in an order'],
  limits: [],
}
const version = z.object({ number: z.int(), text, validFrom: instant, madeAt: instant })
const onePromotion = z.object({ market: marketCode, code: promotionCode })
const exampleParams = { market: 'DE', code: 'beauty-brings-textile' }

/** One promotion: its sentences now, every text that it had, and what was used of its limits. */
export const showPromotion = endpoint({
  method: 'GET',
  path: '/promotions/:market/:code',
  params: onePromotion,
  response: row.extend({
    sentences,
    versions: z.array(version),
    budgets: z.array(budget),
    /** The series of coupons that it asks for. */
    coupons: z.array(seriesName),
  }),
  example: {
    params: exampleParams,
    response: {
      ...rowExample,
      sentences: sentencesExample,
      versions: [
        {
          number: 1,
          text: exampleText,
          validFrom: '2026-10-01T00:00:00.000Z',
          madeAt: '2026-09-20T09:00:00.000Z',
        },
      ],
      budgets: [{ of: 'budget', used: '10450', most: '100000', isMoney: true }],
      coupons: [],
    },
  },
})

/** What a text would mean in a market, or everything that is wrong with it. */
export const checkPromotion = endpoint({
  method: 'POST',
  path: '/promotion-checks',
  body: z.object({ market: marketCode, text }),
  response: z.object({
    problems: z.array(problem),
    code: promotionCode.nullable(),
    sentences: sentences.nullable(),
    /** Segments that it asks for and that the market does not have. */
    unknownSegments: z.array(z.string()),
  }),
  example: {
    body: { market: 'DE', text: exampleText },
    response: {
      problems: [],
      code: 'beauty-brings-textile',
      sentences: sentencesExample,
      unknownSegments: [],
    },
  },
})

/** Makes a promotion from a text, as a draft that does nothing yet. */
export const createPromotion = endpoint({
  method: 'POST',
  path: '/promotions',
  status: 201,
  body: z.object({ market: marketCode, text, campaign: promotionCode.optional() }),
  response: z.object({ market: marketCode, code: promotionCode, version: z.int() }),
  example: { body: { market: 'DE', text: exampleText }, response: { ...exampleParams, version: 1 } },
})

/** Adds a text, which holds from a moment on; what was there before stays as it is. */
export const revisePromotion = endpoint({
  method: 'POST',
  path: '/promotions/:market/:code/versions',
  status: 201,
  params: onePromotion,
  body: z.object({ text, validFrom: instant.optional() }),
  response: z.object({ version: z.int() }),
  example: { params: exampleParams, body: { text: exampleText }, response: { version: 2 } },
})

/** Starts, pauses or ends a promotion; it counts for the next order. */
export const setPromotionState = endpoint({
  method: 'PUT',
  path: '/promotions/:market/:code/state',
  params: onePromotion,
  body: z.object({ state: promotionState.exclude(['draft']) }),
  response: z.object({ state: promotionState }),
  example: { params: exampleParams, body: { state: 'paused' }, response: { state: 'paused' } },
})

/** Texts to begin with. */
export const promotionTemplates = endpoint({
  method: 'GET',
  path: '/promotion-templates',
  response: z.object({ templates: z.array(z.object({ code: promotionCode, title: z.string(), text })) }),
  example: {
    response: {
      templates: [{ code: 'beauty-brings-textile', title: '25 % off textiles', text: exampleText }],
    },
  },
})

const campaign = z.object({
  market: marketCode,
  code: promotionCode,
  title: z.string().trim().min(1).max(200),
  budget: money.nullable(),
})
const campaignExample = { market: 'DE', code: 'autumn', title: 'Autumn', budget: eur('500000') }

export const listCampaigns = endpoint({
  method: 'GET',
  path: '/promotion-campaigns',
  query: z.object({ market: marketCode.optional() }),
  response: z.object({ rows: z.array(campaign.extend({ used: money })) }),
  example: { query: {}, response: { rows: [{ ...campaignExample, used: eur('10450') }] } },
})

/** Adds a campaign, or says what one that is there may cost from now on. */
export const saveCampaign = endpoint({
  method: 'PUT',
  path: '/promotion-campaigns/:market/:code',
  params: onePromotion,
  body: z.object({ title: z.string().trim().min(1).max(200), budgetMinor: integer.nullable() }),
  response: campaign,
  example: {
    params: { market: 'DE', code: 'autumn' },
    body: { title: 'Autumn', budgetMinor: '500000' },
    response: campaignExample,
  },
})

const series = z.object({
  market: marketCode,
  name: seriesName,
  kind: z.enum(['shared', 'single']),
  validUntil: instant.nullable(),
  codes: z.int(),
  used: z.int(),
})
const seriesExample = {
  market: 'DE',
  name: 'welcome',
  kind: 'single' as const,
  validUntil: null,
  codes: 500,
  used: 12,
}

export const listCoupons = endpoint({
  method: 'GET',
  path: '/promotion-coupons',
  query: z.object({ market: marketCode }),
  response: z.object({ rows: z.array(series) }),
  example: { query: { market: 'DE' }, response: { rows: [seriesExample] } },
})

const newSeries = { market: marketCode, name: seriesName, validUntil: instant.optional() }
/** Makes one code that many share, or many codes for one use each. */
export const makeCoupons = endpoint({
  method: 'POST',
  path: '/promotion-coupons',
  status: 201,
  body: z.discriminatedUnion('kind', [
    z.object({
      ...newSeries,
      kind: z.literal('shared'),
      code: couponCode,
      usesMost: z.int().min(1).max(1_000_000).optional(),
    }),
    z.object({ ...newSeries, kind: z.literal('single'), count: z.int().min(1).max(10_000) }),
  ]),
  response: z.object({ codes: z.int() }),
  example: {
    body: { market: 'DE', name: 'welcome', kind: 'single', count: 500 },
    response: { codes: 500 },
  },
})

/** Every code of a series as a file, with how often each was used. */
export const exportCoupons = endpoint({
  method: 'GET',
  path: '/promotion-coupons/:market/:name/codes.csv',
  params: z.object({ market: marketCode, name: seriesName }),
  produces: 'text/csv',
  example: { params: { market: 'DE', name: 'welcome' } },
})

const entitlement = z.object({ name: z.string(), usesLeft: z.int(), expiresAt: instant })
const credit = z.object({ name: z.string(), left: money, expiresAt: instant })
/** What the viewer earned: entitlements that can still be used, what is left of credits, and points by their unit. */
export const myRewards = endpoint({
  method: 'GET',
  path: '/my-rewards',
  response: z.object({
    entitlements: z.array(entitlement),
    credits: z.array(credit),
    points: z.record(z.string(), integer),
  }),
  example: {
    response: {
      entitlements: [{ name: 'pencil', usesLeft: 1, expiresAt: '2026-12-01T00:00:00.000Z' }],
      credits: [
        { name: 'host', left: { minor: '3750', currency: 'EUR' }, expiresAt: '2026-12-01T00:00:00.000Z' },
      ],
      points: { stars: '120' },
    },
  },
})

/** `promotions.promotion_changed`: a promotion is there, has another text or another state. */
export const promotionChanged = z.object({
  promotionId: integer,
  marketId: integer,
  code: promotionCode,
  state: promotionState,
})
