import { z } from 'zod'
import { endpoint } from '#shared/contract.ts'
import { orderCode, secretToken } from '../contract.ts'

/**
 * Joins an order that was placed as a guest to the account that is signed in, by the secret of the order's page; an e-mail address
 * proves nothing. The order stays as it was placed, and shows among the own ones.
 */
export const joinOrder = endpoint({
  method: 'POST',
  path: '/me/orders/joined',
  body: z.object({ status: secretToken }),
  response: z.object({ order: orderCode }),
  example: { body: { status: 'k7Jq2v9bX4t7yZ1aBcDe' }, response: { order: '100000015' } },
})
