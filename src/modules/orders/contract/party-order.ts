import { z } from 'zod'
import { day } from '#shared/contract.ts'

/** The number of a party with its check digit. */
export const partyCode = z.string().regex(/^\d{2,20}$/)
/** The secret of a party's link. */
export const partyLink = z.string().regex(/^[\w-]{20,64}$/)
export const partyShipping = z.enum(['host', 'guests'])

/** At which party something is ordered: an own one by its number, somebody else's by its link. */
export const partyNamed = z.union([z.object({ code: partyCode }), z.object({ link: partyLink })])

/** The party that an order belongs to; `host` is what guests know the host as. */
export const partyOfOrder = z.object({ code: partyCode, host: z.string(), shipsTo: partyShipping }).nullable()

/** The party that a basket stands in, whether it still takes orders, and the secret of its link, which whoever put it there has. */
export const partyOfBasket = z
  .object({ host: z.string(), endsOn: day, shipsTo: partyShipping, isOpen: z.boolean(), link: partyLink })
  .nullable()
