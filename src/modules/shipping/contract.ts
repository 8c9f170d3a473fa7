import { z } from 'zod'
import { day, endpoint, instant, integer } from '#shared/contract.ts'

const code = z.string().regex(/^[a-z][a-z0-9-]{0,29}$/)
const marketCode = z.string().regex(/^[A-Z0-9-]{2,12}$/)
const country = z.string().regex(/^[A-Z]{2}$/)
const name = z.string().trim().min(1).max(100)
const note = z.string().trim().max(200)
const taxClass = z.string().regex(/^[a-z_]{1,30}$/)
const wayKind = z.enum(['parcel', 'showroom', 'seller'])
const dated = { from: instant, until: instant.nullable() }

/** A country, one of its regions, or the postal codes that begin with something from-until. */
const area = z.object({
  country,
  region: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9-]{1,10}$/)
    .nullable(),
  postalFrom: z.string().trim().min(1).max(12).nullable(),
  postalUntil: z.string().trim().min(1).max(12).nullable(),
})

const address = {
  line1: z.string().trim().min(1).max(120),
  line2: z.string().trim().max(120).default(''),
  postalCode: z.string().trim().min(1).max(20),
  city: z.string().trim().min(1).max(80),
  /** A state or province, where taxes or delivery differ by it. */
  region: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{1,3}$/)
    .optional(),
  country,
}

const price = z.object({
  price: integer,
  way: code,
  /** Null: wherever no zone says anything. */
  zone: code.nullable(),
  fromMinor: integer,
  upToGrams: z.int().nullable(),
  minor: integer,
  taxClass,
  ...dated,
})
/** A way costs what a service of a carrier takes, and something on top. */
const carrierPrice = {
  way: code,
  /** As the service that tells rates names them. */
  carrier: z.string().trim().min(1).max(60),
  service: z.string().trim().min(1).max(60),
  surchargeMinor: integer,
  /** What it costs about, until it is known where it goes, where no price of the way fits. */
  estimateMinor: integer,
  /** The prices of the way stand in where the service does not answer. */
  elseTables: z.boolean(),
  taxClass,
  /** From where parcels leave. */
  fromCountry: country,
  fromPostalCode: z.string().trim().min(1).max(20),
}
const carrierPriceExample = {
  way: 'express',
  carrier: 'DHLExpress',
  service: 'ExpressWorldwide',
  surchargeMinor: '100',
  estimateMinor: '1290',
  elseTables: true,
  taxClass: 'standard',
  fromCountry: 'DE',
  fromPostalCode: '10115',
}
const showroom = z.object({ showroom: code, name, ...address, opening: note, ...dated })

const areaExample = { country: 'DE', region: null, postalFrom: '25', postalUntil: '25' }
const showroomExample = {
  name: 'Showroom Berlin',
  line1: 'Musterallee 5',
  line2: '',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
  opening: 'Mon to Fri 10-18',
}
const datedExample = { from: '2026-01-01T00:00:00.000Z', until: null }
const inMarket = z.object({ market: marketCode })
const marketExample = { params: { market: 'DE' } }

/** All that shipping says of a market: ways and prices of the past and the future, zones, and showrooms. */
export const showShipping = endpoint({
  method: 'GET',
  path: '/markets/:market/shipping',
  params: inMarket,
  response: z.object({
    market: marketCode,
    currency: z.string(),
    country,
    timeZone: z.string(),
    /** The company's moment, by which something holds or does not. */
    now: instant,
    ways: z.array(z.object({ way: code, name, note, kind: wayKind, ...dated })),
    zones: z.array(z.object({ zone: code, name, areas: z.array(area) })),
    prices: z.array(price),
    carrierPrices: z.array(z.object({ price: integer, ...carrierPrice, ...dated })),
    /** Whether a service is set up that tells what carriers take. */
    hasCarrierService: z.boolean(),
    showrooms: z.array(showroom),
    taxClasses: z.array(taxClass),
  }),
  example: {
    ...marketExample,
    response: {
      market: 'DE',
      currency: 'EUR',
      country: 'DE',
      timeZone: 'Europe/Berlin',
      now: '2026-11-01T08:00:00.000Z',
      ways: [{ way: 'standard', name: 'Delivery', note: '2 to 3 days', kind: 'parcel', ...datedExample }],
      zones: [{ zone: 'islands', name: 'Islands', areas: [areaExample] }],
      prices: [
        {
          price: '7',
          way: 'standard',
          zone: 'islands',
          fromMinor: '0',
          upToGrams: 31500,
          minor: '1290',
          taxClass: 'standard',
          ...datedExample,
        },
      ],
      carrierPrices: [{ price: '3', ...carrierPriceExample, ...datedExample }],
      hasCarrierService: true,
      showrooms: [{ showroom: 'berlin', ...showroomExample, ...datedExample }],
      taxClasses: ['standard'],
    },
  },
})

/** Offers another way, behind those that there are; from today on where no day is said. */
export const addWay = endpoint({
  method: 'POST',
  path: '/markets/:market/ways',
  params: inMarket,
  body: z.object({ way: code, name, note: note.default(''), kind: wayKind, from: day.optional() }),
  example: { ...marketExample, body: { way: 'express', name: 'Express', note: 'Next day', kind: 'parcel' } },
})

/** Calls a way otherwise, or says on which day it is offered no more; a way that ended before is not begun again. */
export const changeWay = endpoint({
  method: 'PUT',
  path: '/markets/:market/ways/:way',
  params: inMarket.extend({ way: code }),
  body: z.object({ name, note: note.default(''), until: day.nullable() }),
  example: {
    params: { market: 'DE', way: 'express' },
    body: { name: 'Express', note: 'Next day', until: '2026-12-31' },
  },
})

/** Says of what a zone is made; orders that were placed keep what they cost. */
export const putZone = endpoint({
  method: 'PUT',
  path: '/markets/:market/zones/:zone',
  params: inMarket.extend({ zone: code }),
  body: z.object({ name, areas: z.array(area).min(1).max(200) }),
  example: {
    params: { market: 'DE', zone: 'islands' },
    body: { name: 'Islands', areas: [areaExample] },
  },
})

/** Adds a price from a day on; the one of the same way, zone, sum and weight ends there. */
export const addPrice = endpoint({
  method: 'POST',
  path: '/markets/:market/shipping-prices',
  params: inMarket,
  body: z.object({
    way: code,
    zone: code.nullable(),
    fromMinor: integer,
    upToGrams: z.int().min(1).max(10_000_000).nullable(),
    minor: integer,
    taxClass,
    from: day.optional(),
  }),
  response: z.object({ price: integer }),
  example: {
    ...marketExample,
    body: {
      way: 'standard',
      zone: null,
      fromMinor: '0',
      upToGrams: null,
      minor: '490',
      taxClass: 'standard',
      from: '2027-01-01',
    },
    response: { price: '8' },
  },
})

/** Ends a price at the beginning of a day, or now. */
export const endPrice = endpoint({
  method: 'POST',
  path: '/markets/:market/shipping-prices/:price/end',
  params: inMarket.extend({ price: integer }),
  body: z.object({ until: day.optional() }),
  example: { params: { market: 'DE', price: '7' }, body: { until: '2027-01-01' } },
})

/** Lets a way of parcels cost what a carrier takes, from a day on; what one took for it before ends there. */
export const addCarrierPrice = endpoint({
  method: 'POST',
  path: '/markets/:market/carrier-prices',
  params: inMarket,
  body: z.object({ ...carrierPrice, from: day.optional() }),
  response: z.object({ price: integer }),
  example: { ...marketExample, body: carrierPriceExample, response: { price: '4' } },
})

/** Lets a way cost what its prices say again, from the beginning of a day, or now. */
export const endCarrierPrice = endpoint({
  method: 'POST',
  path: '/markets/:market/carrier-prices/:price/end',
  params: inMarket.extend({ price: integer }),
  body: z.object({ until: day.optional() }),
  example: { params: { market: 'DE', price: '4' }, body: { until: '2027-01-01' } },
})

export const addShowroom = endpoint({
  method: 'POST',
  path: '/markets/:market/showrooms',
  params: inMarket,
  body: z.object({ showroom: code, name, ...address, opening: note.default(''), from: day.optional() }),
  example: { ...marketExample, body: { showroom: 'berlin', ...showroomExample } },
})

export const changeShowroom = endpoint({
  method: 'PUT',
  path: '/markets/:market/showrooms/:showroom',
  params: inMarket.extend({ showroom: code }),
  body: z.object({ name, ...address, opening: note.default(''), until: day.nullable() }),
  example: {
    params: { market: 'DE', showroom: 'berlin' },
    body: { ...showroomExample, until: null },
  },
})

const ownPlace = z.object({
  isOpen: z.boolean(),
  name,
  ...address,
  times: note.default(''),
})
const ownPlaceExample = {
  isOpen: true,
  name: 'At Bo’s',
  line1: 'Musterweg 1',
  line2: '',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
  times: 'Tuesdays from 17',
}

/** Where and when the viewer hands orders over; null where they never said. `isOffered`: the market lets sellers do so. */
export const myPickUp = endpoint({
  method: 'GET',
  path: '/office/pick-up',
  response: z.object({ place: ownPlace.nullable(), isOffered: z.boolean(), country }),
  example: { response: { place: ownPlaceExample, isOffered: true, country: 'DE' } },
})

/** Says where and when the viewer hands orders over, or that they do so no more; buyers see it while it is open. */
export const putMyPickUp = endpoint({
  method: 'PUT',
  path: '/office/pick-up',
  body: ownPlace,
  example: { body: ownPlaceExample },
})
