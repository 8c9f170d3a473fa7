import { z } from 'zod'
import { endpoint, opaqueId } from '#shared/contract.ts'
import { basket, secretToken, showBasket } from '../contract.ts'

/** What the basket of somebody who is signed in is called; it opens nothing to anybody else. */
export const basketId = opaqueId('bas')
const ownExample = { ...showBasket.example.response, token: 'bas_0123456789abc' }

/** The one basket that the customer has in a market, the same on every device; null where nothing was put into one. */
export const myBasket = endpoint({
  method: 'GET',
  path: '/shop/my-basket',
  query: z.object({ market: z.string().max(12), language: z.string().max(5).optional() }),
  response: z.object({ basket: basket.nullable() }),
  example: { query: { market: 'DE' }, response: { basket: ownExample } },
})

/**
 * Puts what lies in a guest's basket into the own one of its market, as after signing in: pieces of the same goods add up, coupons and
 * chosen gifts are there once, the own one's party and shop stay where it has any. The guest's basket is gone. `pieces` came in.
 */
export const joinBasket = endpoint({
  method: 'POST',
  path: '/shop/baskets/:basket/join',
  params: z.object({ basket: secretToken }),
  response: z.object({ basket, pieces: z.int() }),
  example: {
    params: { basket: 'jN3kq0Q2v9bX4t7yZ1aB' },
    response: { basket: ownExample, pieces: 2 },
  },
})
