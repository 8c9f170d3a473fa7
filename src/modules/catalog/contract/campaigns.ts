import { z } from 'zod'
import { day, endpoint, integer, money, pageOf, pageQuery, smallNumber } from '#shared/contract.ts'
import { namedVolumes, priceKind, productCode, productState } from '../contract.ts'

const campaignCode = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
const marketCode = z.string().regex(/^[A-Z0-9-]{2,12}$/)
/** A code as a catalogue on paper prints it, with its check digit. */
const printedCode = z.string().regex(/^\d{2,12}$/)
const names = z.record(
  z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/),
  z.object({ name: z.string().trim().min(1).max(200) }),
)
const paperPage = z.int().min(1).max(9999)
const campaignState = z.enum(['now', 'to_come', 'ended'])

/** Days as each market's clocks show them, both included; a market of null is every market. */
const head = {
  campaign: campaignCode,
  name: z.string(),
  market: marketCode.nullable(),
  fromDay: day,
  untilDay: day,
}
const headExample = {
  campaign: 'c10-2026',
  name: 'Catalogue 10 of 2026',
  market: null,
  fromDay: '2026-10-01',
  untilDay: '2026-10-31',
}
const campaignWritten = z.object({
  texts: names,
  market: marketCode.nullable(),
  fromDay: day,
  untilDay: day,
})
const { market, fromDay, untilDay } = headExample
const writtenExample = { texts: { en: { name: headExample.name } }, market, fromDay, untilDay }
const ofCampaign = z.object({ campaign: campaignCode })
const exampleParams = { campaign: headExample.campaign }

/** Catalogues on paper, the latest first; a search finds their names and printed codes. */
export const listCampaigns = endpoint({
  method: 'GET',
  path: '/paper-catalogues',
  query: pageQuery.extend({ market: marketCode.optional(), state: campaignState.optional() }),
  response: pageOf(z.object({ ...head, positions: z.int(), state: campaignState })),
  example: {
    query: { state: 'now' },
    response: { rows: [{ ...headExample, positions: 640, state: 'now' }], total: 1 },
  },
})

export const showCampaign = endpoint({
  method: 'GET',
  path: '/paper-catalogues/:campaign',
  params: ofCampaign,
  response: z.object({ ...head, texts: names, revision: z.int(), positions: z.int() }),
  example: {
    params: exampleParams,
    response: { ...headExample, texts: writtenExample.texts, revision: 1, positions: 640 },
  },
})

export const createCampaign = endpoint({
  method: 'POST',
  path: '/paper-catalogues',
  status: 201,
  body: campaignWritten.extend({ campaign: campaignCode }),
  response: ofCampaign,
  example: { body: { ...writtenExample, ...exampleParams }, response: exampleParams },
})

/** Writes when and where it holds and what it is called, over the revision that was looked at. */
export const editCampaign = endpoint({
  method: 'PUT',
  path: '/paper-catalogues/:campaign',
  params: ofCampaign,
  body: campaignWritten.extend({ revision: z.int() }),
  response: z.object({ revision: z.int() }),
  example: { params: exampleParams, body: { ...writtenExample, revision: 1 }, response: { revision: 2 } },
})

const positionPrice = {
  market: marketCode,
  kind: priceKind,
  /** Null: those of the price that holds otherwise. */
  volumes: namedVolumes.nullable(),
}

/** What it prints. Sorts: `page` (when nothing is said), `printed`, `product`, each with a `-` before it. */
export const listPositions = endpoint({
  method: 'GET',
  path: '/paper-catalogues/:campaign/positions',
  params: ofCampaign,
  query: pageQuery.extend({
    /** Whether a price of its own is printed. */
    price: z.enum(['own', 'usual']).optional(),
    /** The page on paper. */
    onPage: smallNumber.optional(),
  }),
  response: pageOf(
    z.object({
      printed: printedCode,
      product: productCode,
      name: z.string(),
      state: productState,
      page: paperPage.nullable(),
      prices: z.array(z.object({ ...positionPrice, price: money })),
    }),
  ),
  example: {
    params: exampleParams,
    query: { price: 'own' },
    response: {
      rows: [
        {
          printed: '600018',
          product: '100018',
          name: 'Cedar candle',
          state: 'active',
          page: 14,
          prices: [
            { market: 'DE', kind: 'retail', price: { minor: '1990', currency: 'EUR' }, volumes: null },
          ],
        },
      ],
      total: 1,
    },
  },
})

export const POSITIONS_MAX = 2_000

/** Prints products under codes, each over what stood under its code; without a code it gets the next free one. One step, taken back as one. */
export const setPositions = endpoint({
  method: 'POST',
  path: '/paper-catalogues/:campaign/positions',
  status: 201,
  params: ofCampaign,
  body: z.object({
    positions: z
      .array(
        z.object({
          printed: printedCode.optional(),
          product: productCode,
          page: paperPage.nullable(),
          prices: z.array(z.object({ ...positionPrice, minor: integer })).max(100),
        }),
      )
      .min(1)
      .max(POSITIONS_MAX),
  }),
  response: z.object({ printed: z.array(printedCode), changed: z.int() }),
  example: {
    params: exampleParams,
    body: {
      positions: [
        {
          product: '100018',
          page: 14,
          prices: [{ market: 'DE', kind: 'retail', minor: '1990', volumes: null }],
        },
      ],
    },
    response: { printed: ['600018'], changed: 1 },
  },
})

/** Takes codes out of it, in one step that can be taken back. */
export const takeOutPositions = endpoint({
  method: 'POST',
  path: '/paper-catalogues/:campaign/position-removals',
  params: ofCampaign,
  body: z.object({ printed: z.array(printedCode).min(1).max(POSITIONS_MAX) }),
  response: z.object({ changed: z.int() }),
  example: { params: exampleParams, body: { printed: ['600018'] }, response: { changed: 1 } },
})

/** What it prints as a file that can be imported again. */
export const exportPositions = endpoint({
  method: 'GET',
  path: '/paper-catalogues/:campaign/export',
  params: ofCampaign,
  query: z.object({ format: z.enum(['csv', 'xlsx']) }),
  produces: 'application/octet-stream',
  example: { params: exampleParams, query: { format: 'xlsx' } },
})

/** What a code means that a distributor typed, a product's own or a printed one, in the distributor's market. */
export const resolveCode = endpoint({
  method: 'GET',
  path: '/office/codes/:code',
  params: z.object({ code: printedCode }),
  query: z.object({
    language: z
      .string()
      .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
      .optional(),
  }),
  response: z.object({
    /** What to order by: the printed code while its campaign holds. */
    code: printedCode,
    product: productCode,
    name: z.string(),
    art: z.string(),
    category: z.string(),
    /** The catalogue and its page; null for a product's own code. */
    campaign: z.object({ code: campaignCode, name: z.string(), page: paperPage.nullable() }).nullable(),
    prices: z.array(z.object({ kind: priceKind, price: money, volumes: namedVolumes })),
  }),
  example: {
    params: { code: '600018' },
    query: {},
    response: {
      code: '600018',
      product: '100018',
      name: 'Cedar candle',
      art: 'candle-1',
      category: 'home',
      campaign: { code: 'c10-2026', name: 'Catalogue 10 of 2026', page: 14 },
      prices: [{ kind: 'retail', price: { minor: '1990', currency: 'EUR' }, volumes: { PV: '12000000' } }],
    },
  },
})
