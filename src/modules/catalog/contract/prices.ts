import { z } from 'zod'
import { endpoint } from '#shared/contract.ts'
import { priceKind, productCode } from '../contract.ts'

/**
 * Takes a price away from now on: a variant then has that of its family, and a kind of buyer what retail buyers pay. What was
 * charged stays as it was.
 */
export const endPrice = endpoint({
  method: 'DELETE',
  path: '/products/:code/prices/:market/:kind',
  params: z.object({ code: productCode, market: z.string().regex(/^[A-Z0-9-]{2,12}$/), kind: priceKind }),
  example: { params: { code: '100018', market: 'DE', kind: 'distributor' } },
})
