import { z } from 'zod'
import { instant, money } from '#shared/contract.ts'

/** The code of a way of delivery, and of a showroom where it leads to one. */
export const wayCode = z.string().regex(/^[a-z][a-z0-9-]{0,29}$/)

/** A state or province of a country. */
export const regionCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9]{1,3}$/)

/** Where something is delivered, as far as taxes and delivery ask. */
export const destination = z.object({
  country: z.string().regex(/^[A-Z]{2}$/),
  region: regionCode.optional(),
  postalCode: z.string().trim().min(1).max(20).optional(),
})

/** How an order comes to its buyer; the usual way where nothing is said. A way that leads to a showroom asks for one. */
export const wantedWay = { way: wayCode.optional(), place: wayCode.optional() }

export const wayKind = z.enum(['parcel', 'showroom', 'seller'])

/** Where something is picked up, and when. */
const pickupPlace = z.object({
  name: z.string(),
  line1: z.string(),
  line2: z.string(),
  postalCode: z.string(),
  city: z.string(),
  region: z.string().optional(),
  country: z.string(),
  opening: z.string(),
})

/** The ways in which goods can come to their buyer, each with its price for them. */
export const offeredWays = z.array(
  z.object({
    way: wayCode,
    place: wayCode.nullable(),
    kind: wayKind,
    name: z.string(),
    note: z.string(),
    at: pickupPlace.nullable(),
    price: money,
    isChosen: z.boolean(),
  }),
)

const placeExample = {
  name: 'Showroom Berlin',
  line1: 'Musterallee 5',
  line2: '',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
  opening: 'Mon to Fri 10-18',
}

export const offeredWaysExample = [
  {
    way: 'standard',
    place: null,
    kind: 'parcel' as const,
    name: 'Delivery',
    note: '2 to 3 days',
    at: null,
    price: { minor: '490', currency: 'EUR' },
    isChosen: true,
  },
  {
    way: 'showroom',
    place: 'berlin',
    kind: 'showroom' as const,
    name: 'Pick up',
    note: '',
    at: placeExample,
    price: { minor: '0', currency: 'EUR' },
    isChosen: false,
  },
]

/** The way that was chosen for an order, and where it is picked up; null where it goes by the usual one. */
export const wayOfOrder = z
  .object({
    way: wayCode,
    kind: wayKind,
    name: z.string(),
    at: pickupPlace.nullable(),
    readyAt: instant.nullable(),
  })
  .nullable()
