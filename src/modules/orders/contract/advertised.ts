import { z } from 'zod'
import { day, endpoint } from '#shared/contract.ts'

/** Promotions of the moment that whoever looks at a shop may come to by what they buy, the more important ones first. */
export const shopPromotions = endpoint({
  method: 'GET',
  path: '/shop/promotions',
  query: z.object({
    market: z.string().regex(/^[A-Z0-9-]{2,12}$/),
    language: z
      .string()
      .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
      .optional(),
  }),
  response: z.object({
    promotions: z.array(
      z.object({
        code: z.string(),
        title: z.string(),
        /** The last day on which it holds; null where it says none. */
        until: day.nullable(),
      }),
    ),
  }),
  example: {
    query: { market: 'DE' },
    response: {
      promotions: [{ code: 'beauty-brings-textile', title: '25 % off textiles', until: '2026-11-30' }],
    },
  },
})
