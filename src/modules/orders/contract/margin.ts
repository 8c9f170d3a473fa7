import { z } from 'zod'
import { money } from '#shared/contract.ts'

/** Sales without tax and what goods cost, of the orders in which every cost is known. */
export const simulatedMargin = z.object({
  orders: z.int(),
  netBefore: money,
  net: money,
  goodsBefore: money,
  goods: money,
  /** How many products have no cost in the market's currency, and the first of them by how many orders they are in. */
  unknownProducts: z.int(),
  unknown: z.array(z.object({ product: z.string(), orders: z.int() })),
})
