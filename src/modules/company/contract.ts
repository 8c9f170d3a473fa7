import { z } from 'zod'
import { currency, endpoint, instant } from '#shared/contract.ts'

const code = z.string().regex(/^[A-Z0-9-]{2,12}$/)
const country = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .meta({ description: 'ISO 3166-1 alpha-2 code' })
const language = z
  .string()
  .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
  .meta({ description: 'such as en or pt-BR' })
const name = z.string().trim().min(1).max(80)

export const market = z.object({
  code,
  name,
  country,
  currency,
  currencyDigits: z.int(),
  timeZone: z.string(),
  language,
})
export const legalEntity = z.object({ code, name, country, currency })

const norway = {
  code: 'NO',
  name: 'Norway',
  country: 'NO',
  currency: 'NOK',
  timeZone: 'Europe/Oslo',
  language: 'nb',
}
const norwayShown = { ...norway, currencyDigits: 2 }
const entityExample = { code: 'NO', name: 'Example Norway', country: 'NO', currency: 'NOK' }

export const showCompany = endpoint({
  method: 'GET',
  path: '/company',
  response: z.object({ name, demonstration: z.boolean(), now: instant, markets: z.array(market) }),
  example: {
    response: {
      name: 'Example',
      demonstration: true,
      now: '2026-10-25T09:30:00.000Z',
      markets: [norwayShown],
    },
  },
})

export const listMarkets = endpoint({
  method: 'GET',
  path: '/markets',
  response: z.object({ markets: z.array(market.extend({ legalEntity: z.string(), calendar: z.string() })) }),
  example: { response: { markets: [{ ...norwayShown, legalEntity: 'NO', calendar: 'months' }] } },
})

export const createMarket = endpoint({
  method: 'POST',
  path: '/markets',
  status: 201,
  body: market.omit({ currencyDigits: true }).extend({ legalEntity: z.string(), calendar: z.string() }),
  response: z.object({ code }),
  example: {
    body: { ...norway, legalEntity: 'NO', calendar: 'months' },
    response: { code: 'NO' },
  },
})

export const listLegalEntities = endpoint({
  method: 'GET',
  path: '/legal-entities',
  response: z.object({ legalEntities: z.array(legalEntity) }),
  example: { response: { legalEntities: [entityExample] } },
})

export const createLegalEntity = endpoint({
  method: 'POST',
  path: '/legal-entities',
  status: 201,
  body: legalEntity,
  response: z.object({ code }),
  example: { body: entityExample, response: { code: 'NO' } },
})

export const renameCompany = endpoint({
  method: 'PUT',
  path: '/company/name',
  body: z.object({ name }),
  example: { body: { name: 'Example' } },
})

export const showClock = endpoint({
  method: 'GET',
  path: '/clock',
  response: z.object({ now: instant, demonstration: z.boolean() }),
  example: { response: { now: '2026-10-25T09:30:00.000Z', demonstration: true } },
})

/** A demonstration's clock goes one day on, to the first moment of the next month, or to a moment. */
export const moveClock = endpoint({
  method: 'POST',
  path: '/clock',
  body: z.union([
    z.object({ to: instant }),
    z.object({ step: z.enum(['next_day', 'month_end', 'next_month']) }),
  ]),
  response: z.object({ now: instant }),
  example: { body: { step: 'next_month' }, response: { now: '2026-10-31T23:00:00.000Z' } },
})

const settingValue = z.union([z.string().trim().min(1).max(200), z.int(), z.boolean(), z.null()])
/** A text that nobody has set yet is empty. */
const valueNow = z.union([z.string().max(200), z.int(), z.boolean(), z.null()])

export const listSettings = endpoint({
  method: 'GET',
  path: '/settings',
  response: z.object({
    settings: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        kind: z.enum(['whole_number', 'yes_no', 'text', 'choice']),
        /** The words that a choice is among. */
        choices: z.array(z.string()),
        optional: z.boolean(),
        /** What holds today for the company; a market may have its own in the history. */
        value: valueNow,
        history: z.array(
          z.object({ market: code.nullable(), validFrom: z.iso.date(), value: valueNow, setAt: instant }),
        ),
      }),
    ),
  }),
  example: {
    response: {
      settings: [
        {
          name: 'orders.first_order_days',
          label: 'Days within which an order is a first one',
          kind: 'whole_number',
          choices: [],
          optional: true,
          value: 30,
          history: [{ market: null, validFrom: '2026-10-01', value: 30, setAt: '2026-09-28T10:00:00.000Z' }],
        },
      ],
    },
  },
})

/** Sets a value from a day on, today when none is said. */
export const changeSetting = endpoint({
  method: 'PUT',
  path: '/settings/:name',
  params: z.object({ name: z.string() }),
  body: z.object({ market: code.nullable(), validFrom: z.iso.date().optional(), value: settingValue }),
  example: {
    params: { name: 'orders.first_order_days' },
    body: { market: null, validFrom: '2026-11-01', value: 45 },
  },
})
