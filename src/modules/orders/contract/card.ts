import { z } from 'zod'
import { endpoint, fileBytes, money } from '#shared/contract.ts'
import { orderCode, secretToken } from '../contract.ts'

const paying = z.object({
  order: orderCode,
  /** To confirm: the payer's bank asks for something. Unknown: whoever takes the cards did not answer; it is asked again, and nothing is taken twice. */
  state: z.enum(['to_pay', 'to_confirm', 'processing', 'paid', 'unknown', 'failed']),
  amount: money,
  /** Why the last try did not go through, in the provider's words. */
  problem: z.string().nullable(),
  /** What the payer's browser confirms the payment with; `simulator` is a page that stands in for the provider's own script. */
  confirm: z
    .object({ publishableKey: z.string(), clientSecret: z.string(), simulator: z.string().nullable() })
    .nullable(),
})
const example = {
  order: '100000015',
  state: 'to_pay' as const,
  amount: { minor: '5290', currency: 'EUR' },
  problem: null,
  confirm: { publishableKey: 'pk_test_1', clientSecret: 'pi_1_secret_2', simulator: null },
}

/** Begins to pay by card what is owed for an order, or goes on with it, for whoever has the secret of its page. */
export const payShopOrderByCard = endpoint({
  method: 'POST',
  path: '/shop/orders/:status/card',
  params: z.object({ status: secretToken }),
  response: paying,
  example: { params: { status: 'k7Jq2v9bX4t7yZ1aBcDe' }, response: example },
})

/** The same for an own order of whoever is signed in. */
export const payMyOrderByCard = endpoint({
  method: 'POST',
  path: '/office/orders/:code/card',
  params: z.object({ code: orderCode }),
  response: paying,
  example: { params: { code: '100000015' }, response: example },
})

const MESSAGE_BYTES_MOST = 1_048_576

/** What Stripe tells by itself, signed over the very bytes. */
export const stripeEvents = endpoint({
  method: 'POST',
  path: '/payments/stripe/events',
  body: fileBytes,
  upload: { mostBytes: MESSAGE_BYTES_MOST, signedBy: 'stripe-signature' },
})
