import { z } from 'zod'
import { endpoint } from '#shared/contract.ts'
import { basket, basketExample, basketNamed } from '../contract.ts'
import { destination } from './ways.ts'

/** Where the basket is going, as far as the shopper knows by now; its tax is that of the place. */
export const setBasketDestination = endpoint({
  method: 'PUT',
  path: '/shop/baskets/:basket/destination',
  params: z.object({ basket: basketNamed }),
  body: destination,
  response: basket,
  example: {
    params: { basket: 'jN3kq0Q2v9bX4t7yZ1aB' },
    body: { country: 'DE', postalCode: '10115' },
    response: { ...basketExample, destination: { country: 'DE', postalCode: '10115' } },
  },
})
