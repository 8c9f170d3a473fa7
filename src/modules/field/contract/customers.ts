import { z } from 'zod'
import { endpoint, opaqueId } from '#shared/contract.ts'
import {
  email,
  language,
  ownPerson,
  ownPersonExample,
  password,
  personId,
  personName,
  phone,
} from '../contract.ts'

const addressId = opaqueId('adr')
const marketCode = z.string().regex(/^[A-Z0-9-]{2,12}$/)

/**
 * Opens an account of a customer, who then belongs to the distributor whose number is named, or to the house position. The
 * account is new and has nothing of anybody: what a guest ordered before joins it by the link of that order only.
 */
export const signUpCustomer = endpoint({
  method: 'POST',
  path: '/customers',
  status: 201,
  body: z.object({
    market: marketCode,
    seller: z.string().max(20).optional(),
    givenName: personName,
    familyName: personName,
    email,
    password,
    language: language.optional(),
  }),
  response: z.object({ person: personId, code: z.string() }),
  example: {
    body: {
      market: 'NO',
      seller: '10000012',
      givenName: 'Sample',
      familyName: 'Customer',
      email: 'customer@example.com',
      password: 'a long sentence to remember',
    },
    response: { person: 'per_0123456789abc', code: '10000025' },
  },
})

/** Changes how a customer is called and reached. The address with which one signs in stays. */
export const changeMyPerson = endpoint({
  method: 'PUT',
  path: '/me/person',
  body: z.object({ givenName: personName, familyName: personName, phone: phone.nullable() }),
  response: ownPerson,
  example: {
    body: { givenName: 'Sample', familyName: 'Person', phone: null },
    response: ownPersonExample,
  },
})

/** Where goods are delivered. */
export const postalAddress = z.object({
  recipient: z.string().trim().min(1).max(120),
  line1: z.string().trim().min(1).max(120),
  line2: z.string().trim().max(120).optional(),
  postalCode: z.string().trim().min(1).max(20),
  city: z.string().trim().min(1).max(80),
  /** The state or province by its code (ISO 3166-2 without the country). */
  region: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{1,3}$/)
    .optional(),
  country: z.string().regex(/^[A-Z]{2}$/),
})
const keptAddress = postalAddress.extend({
  address: addressId,
  /** The one that a checkout begins with. */
  first: z.boolean(),
})
const addressExample = {
  recipient: 'Sample Person',
  line1: 'Storgata 1',
  postalCode: '0155',
  city: 'Oslo',
  country: 'NO',
}
const addresses = z.object({ addresses: z.array(keptAddress) })
const addressesExample = { addresses: [{ ...addressExample, address: 'adr_0123456789abc', first: true }] }
const oneAddress = z.object({ address: addressId })

export const listMyAddresses = endpoint({
  method: 'GET',
  path: '/me/addresses',
  response: addresses,
  example: { response: addressesExample },
})

/** Keeps an address; the same one again changes nothing. The first one that is kept comes first. */
export const keepMyAddress = endpoint({
  method: 'POST',
  path: '/me/addresses',
  status: 201,
  body: postalAddress,
  response: addresses,
  example: { body: addressExample, response: addressesExample },
})

/** Says that checkouts begin with this address. */
export const putMyAddressFirst = endpoint({
  method: 'PUT',
  path: '/me/addresses/:address/first',
  params: oneAddress,
  response: addresses,
  example: { params: { address: 'adr_0123456789abc' }, response: addressesExample },
})

export const forgetMyAddress = endpoint({
  method: 'DELETE',
  path: '/me/addresses/:address',
  params: oneAddress,
  response: addresses,
  example: { params: { address: 'adr_0123456789abc' }, response: { addresses: [] } },
})
