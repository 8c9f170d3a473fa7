import { z } from 'zod'
import { endpoint, instant, money } from '#shared/contract.ts'
import { productCode } from '../contract.ts'

const ofProduct = z.object({ code: productCode })
const eur = { minor: '640', currency: 'EUR' }

/** What a piece costs the company and cost, the newest first. A variant without any costs what its family does, a kit its parts. */
export const listCosts = endpoint({
  method: 'GET',
  path: '/products/:code/costs',
  params: ofProduct,
  response: z.object({
    costs: z.array(z.object({ cost: money, validFrom: instant, validUntil: instant.nullable() })),
  }),
  example: {
    params: { code: '100018' },
    response: { costs: [{ cost: eur, validFrom: '2026-01-01T00:00:00.000Z', validUntil: null }] },
  },
})

/** Says what a piece costs from a moment on, which may lie in the past but after every one that is there. */
export const setCost = endpoint({
  method: 'POST',
  path: '/products/:code/costs',
  params: ofProduct,
  body: z.object({ cost: money, validFrom: instant.optional() }),
  response: z.object({ validFrom: instant }),
  example: {
    params: { code: '100018' },
    body: { cost: eur },
    response: { validFrom: '2026-10-25T09:30:00.000Z' },
  },
})
