import { z } from 'zod'
import { endpoint } from '#shared/contract.ts'
import { basket, basketNamed, showBasket } from '../contract.ts'
import { wantedWay } from './ways.ts'

/** Says how what lies in the basket comes to its buyer; without a way by the usual one. */
export const setBasketWay = endpoint({
  method: 'PUT',
  path: '/shop/baskets/:basket/way',
  params: z.object({ basket: basketNamed }),
  body: z.object(wantedWay),
  response: basket,
  example: {
    params: showBasket.example.params,
    body: { way: 'showroom', place: 'berlin' },
    response: showBasket.example.response,
  },
})
