import { z } from 'zod'
import {
  currency,
  day,
  endpoint,
  instant,
  integer,
  money,
  opaqueId,
  pageOf,
  pageQuery,
} from '#shared/contract.ts'

const market = z.string().regex(/^[A-Z0-9-]{2,12}$/)
const country = z.string().regex(/^[A-Z]{2}$/)
/** A state or province by its code, without the country. */
const region = z.string().regex(/^[A-Z0-9]{1,3}$/)
export const taxClass = z.string().regex(/^[a-z_]{1,30}$/)
const postalPart = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9 -]{1,10}$/)
/** At most 100 %. */
const ratePpm = integer.refine((ppm) => ppm >= 0n && ppm <= 1_000_000n)
export const taxRounding = z.enum(['half_up', 'half_even', 'up', 'down'])
export const taxPrices = z.enum(['inclusive', 'exclusive'])
export const taxLevel = z.enum(['order', 'line'])
export const taxSource = z.enum(['tables', 'stripe'])
const when = z.enum(['now', 'coming', 'ended'])

const ratePlace = {
  /** What is delivered to it; nothing for wherever nothing else is said. */
  country: country.nullable(),
  region: region.nullable(),
  /** Postal codes that begin with these or lie between them. */
  postalFrom: postalPart.nullable(),
  postalUntil: postalPart.nullable(),
}
const rate = z.object({
  rate: opaqueId('txr'),
  class: taxClass,
  /** On bills; rates of different names add up. */
  name: z.string(),
  ratePpm,
  ...ratePlace,
  from: instant,
  until: instant.nullable(),
  when,
})
const rateExample = {
  rate: 'txr_0123456789abc',
  class: 'standard',
  name: 'State tax',
  ratePpm: '60000',
  country: 'US',
  region: 'CA',
  postalFrom: null,
  postalUntil: null,
  from: '2026-11-01T08:00:00.000Z',
  until: null,
  when: 'now' as const,
}

/** The rates of a market, by class and place. */
export const listTaxRates = endpoint({
  method: 'GET',
  path: '/tax-rates',
  query: pageQuery.extend({
    market,
    class: taxClass.optional(),
    country: country.optional(),
    when: when.optional(),
  }),
  response: pageOf(rate),
  example: { query: { market: 'US' }, response: { rows: [rateExample], total: 1 } },
})

/** Begins a rate with a day of its market; the same one of before ends there. */
export const beginTaxRate = endpoint({
  method: 'POST',
  path: '/tax-rates',
  status: 201,
  body: z.object({
    market,
    class: taxClass,
    name: z.string().trim().max(60),
    ratePpm,
    country: country.optional(),
    region: region.optional(),
    postalFrom: postalPart.optional(),
    postalUntil: postalPart.optional(),
    from: day,
  }),
  response: z.object({ rate: opaqueId('txr') }),
  example: {
    body: {
      market: 'US',
      class: 'standard',
      name: 'State tax',
      ratePpm: '60000',
      country: 'US',
      region: 'CA',
      from: '2027-01-01',
    },
    response: { rate: 'txr_0123456789abc' },
  },
})

const oneRate = z.object({ rate: opaqueId('txr') })

/** From a day of its market on the rate holds no more. */
export const endTaxRate = endpoint({
  method: 'POST',
  path: '/tax-rates/:rate/end',
  params: oneRate,
  body: z.object({ from: day }),
  response: oneRate,
  example: {
    params: { rate: 'txr_0123456789abc' },
    body: { from: '2027-01-01' },
    response: { rate: 'txr_0123456789abc' },
  },
})

/** Calls off a rate that did not begin yet; what it would have ended goes on. */
export const callOffTaxRate = endpoint({
  method: 'DELETE',
  path: '/tax-rates/:rate',
  params: oneRate,
  response: oneRate,
  example: { params: { rate: 'txr_0123456789abc' }, response: { rate: 'txr_0123456789abc' } },
})

const ruleFacts = {
  prices: taxPrices,
  rounding: taxRounding,
  level: taxLevel,
  source: taxSource,
  /** Where the service does not answer, the tables reckon. */
  elseTables: z.boolean(),
  /** What the service calls the market's classes. */
  codes: z.record(taxClass, z.string().regex(/^\w{1,40}$/)),
}
const rule = z.object({ rule: opaqueId('txu'), ...ruleFacts, from: instant, until: instant.nullable(), when })
const ruleExample = {
  prices: 'exclusive' as const,
  rounding: 'half_up' as const,
  level: 'order' as const,
  source: 'tables' as const,
  elseTables: false,
  codes: {},
}

/** How a market taxes, the newest first; without a rule that holds now, prices contain their tax. `services` can be chosen. */
export const listTaxRules = endpoint({
  method: 'GET',
  path: '/tax-rules',
  query: z.object({ market }),
  response: z.object({ rules: z.array(rule), services: z.array(taxSource) }),
  example: {
    query: { market: 'US' },
    response: {
      rules: [
        { rule: 'txu_0123456789abc', ...ruleExample, from: rateExample.from, until: null, when: 'now' },
      ],
      services: ['tables', 'stripe'],
    },
  },
})

export const beginTaxRule = endpoint({
  method: 'POST',
  path: '/tax-rules',
  status: 201,
  body: z.object({ market, ...ruleFacts, from: day }),
  response: z.object({ rule: opaqueId('txu') }),
  example: {
    body: { market: 'US', ...ruleExample, from: '2027-01-01' },
    response: { rule: 'txu_0123456789abc' },
  },
})

export const callOffTaxRule = endpoint({
  method: 'DELETE',
  path: '/tax-rules/:rule',
  params: z.object({ rule: opaqueId('txu') }),
  query: z.object({ market }),
  response: z.object({ rule: opaqueId('txu') }),
  example: {
    params: { rule: 'txu_0123456789abc' },
    query: { market: 'US' },
    response: { rule: 'txu_0123456789abc' },
  },
})

/** What the tables tax goods with that are delivered to a place on a day; nothing is written, and no service is asked. */
export const previewTax = endpoint({
  method: 'POST',
  path: '/tax-previews',
  body: z.object({
    market,
    day,
    country,
    region: region.optional(),
    postalCode: postalPart.optional(),
    items: z
      .array(z.object({ class: taxClass, amount: integer.refine((minor) => minor >= 0n) }))
      .min(1)
      .max(50),
  }),
  response: z.object({
    currency,
    taxAdded: z.boolean(),
    items: z.array(z.object({ class: taxClass, amount: money, tax: money })),
    taxes: z.array(z.object({ name: z.string(), ratePpm: integer, net: money, tax: money })),
    total: money,
    /** The tables say less than the place would need: its region. */
    asksRegion: z.boolean(),
  }),
  example: {
    body: {
      market: 'US',
      day: '2027-01-01',
      country: 'US',
      region: 'CA',
      items: [{ class: 'standard', amount: '10000' }],
    },
    response: {
      currency: 'USD',
      taxAdded: true,
      items: [
        {
          class: 'standard',
          amount: { minor: '10000', currency: 'USD' },
          tax: { minor: '600', currency: 'USD' },
        },
      ],
      taxes: [
        {
          name: 'State tax',
          ratePpm: '60000',
          net: { minor: '10000', currency: 'USD' },
          tax: { minor: '600', currency: 'USD' },
        },
      ],
      total: { minor: '10600', currency: 'USD' },
      asksRegion: false,
    },
  },
})

/** Of a market, what its shop tells of taxes: whether prices contain them, and the regions that are taxed differently, by country. */
export const shopTaxes = endpoint({
  method: 'GET',
  path: '/shop/taxes',
  query: z.object({ market }),
  response: z.object({ prices: taxPrices, regions: z.record(country, z.array(region)) }),
  example: { query: { market: 'US' }, response: { prices: 'exclusive', regions: { US: ['CA', 'NY'] } } },
})
