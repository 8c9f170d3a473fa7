import { z } from 'zod'
import { endpoint } from '#shared/contract.ts'
import { basket, basketExample, deliveryPlace, secretToken } from '../contract.ts'

/** Where the basket is going, as far as the shopper knows by now; its tax is that of the place. */
export const setBasketPlace = endpoint({
  method: 'PUT',
  path: '/shop/baskets/:basket/place',
  params: z.object({ basket: secretToken }),
  body: deliveryPlace,
  response: basket,
  example: {
    params: { basket: 'jN3kq0Q2v9bX4t7yZ1aB' },
    body: { country: 'DE', postalCode: '10115' },
    response: { ...basketExample, place: { country: 'DE', postalCode: '10115' } },
  },
})
