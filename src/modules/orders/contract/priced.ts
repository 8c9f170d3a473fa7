import { z } from 'zod'
import { imageShown, integer, money, volume } from '#shared/contract.ts'

const productCode = z.string().regex(/^\d{2,12}$/)
export const promotionCode = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/)
export const couponCode = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9-]{3,40}$/)

const productShown = z.object({
  code: productCode,
  name: z.string(),
  category: z.string(),
  art: z.string(),
  image: imageShown.nullable(),
})

/** A line with what it costs. */
export const pricedLine = z.object({
  product: productShown,
  quantity: z.int(),
  unitPrice: money,
  total: money,
  /** The tax in the total, or on top of it where the order says so. */
  tax: money,
  /** What promotions took off; the total is after it. */
  discount: money,
  /** Given by a promotion; it costs nothing. */
  gift: z.boolean(),
  /** The catalogue on paper by whose printed code it was ordered; its price holds. */
  campaign: z.object({ code: z.string(), name: z.string(), printed: z.string() }).nullable(),
  /** Which promotion took off what, or gave the line. */
  promotions: z.array(z.object({ code: promotionCode, title: z.string(), discount: money })),
})

/** What promotions do to goods, what is missing to reach others, and what can be chosen. */
export const promotions = z.object({
  applied: z.array(
    z.object({
      code: promotionCode,
      title: z.string(),
      times: z.int(),
      discount: money,
      /** What it gives beside prices, in words. */
      gives: z.array(z.string()),
    }),
  ),
  /** The nearest first; `missing` is null where only goods are missing that it could make cheaper. */
  hints: z.array(
    z.object({
      code: promotionCode,
      title: z.string(),
      missing: z
        .discriminatedUnion('by', [
          z.object({ by: z.literal('amount'), money }),
          z.object({ by: z.literal('pieces'), pieces: z.int() }),
          z.object({ by: z.literal('volume'), volume: z.string(), micro: volume }),
        ])
        .nullable(),
      /** What the goods are called that are missing; null for any goods. */
      goods: z.array(z.string()).nullable(),
    }),
  ),
  /** Gifts to choose from: so many, of which so many were chosen. */
  choices: z.array(
    z.object({
      code: promotionCode,
      title: z.string(),
      choose: z.int(),
      chosen: z.int(),
      from: z.array(z.object({ product: productShown, quantity: z.int() })),
    }),
  ),
  coupons: z.array(
    z.object({ code: couponCode, state: z.enum(['applied', 'waiting', 'unknown', 'used_up']) }),
  ),
})

/** Who reckoned the tax of an order, and what the service calls it; nothing for the tables of the market. */
export const taxSource = z.object({ source: z.enum(['tables', 'stripe']), reference: z.string() })

/** The tax by its rates: each has a name where several add up, and the amount without tax that it was taken of. */
export const taxes = z.array(z.object({ name: z.string(), ratePpm: integer, net: money, tax: money }))
/** Of some goods the tax is not known before somebody says where they go; it is left out of the sums. */
export const taxOpen = z.boolean()
export const taxesExample = [
  {
    name: '',
    ratePpm: '190000',
    net: { minor: '4446', currency: 'EUR' },
    tax: { minor: '844', currency: 'EUR' },
  },
]

/** What an order comes to. */
export const totals = {
  /** All lines, after promotions. */
  subtotal: money,
  /** What promotions took off all lines. */
  discount: money,
  shipping: money,
  tax: money,
  /** The tax comes on top of goods and shipping; else it is contained in them. */
  taxAdded: z.boolean(),
  total: money,
}

/** How much is missing until shipping costs less, and what it costs then; null when it cannot get cheaper. */
export const shippingHint = z.object({ missing: money, shipping: money }).nullable()
