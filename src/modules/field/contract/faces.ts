import { z } from 'zod'
import { endpoint, fileBytes, imageHash, instant, pageOf, pageQuery } from '#shared/contract.ts'
import { personId } from '../contract.ts'

export const PHOTO_BYTES_MAX = 20_971_520

const photo = z.object({ hash: imageHash, width: z.int(), height: z.int() })
const photoExample = { hash: 'ab'.repeat(32), width: 1600, height: 1200 }
/** What waits until somebody of the company has looked at it. */
const waiting = z.object({ greeting: z.string().nullable(), photo: photo.nullable(), since: instant })

const face = z.object({
  shopName: z.string().nullable(),
  greeting: z.string(),
  photo: photo.nullable(),
  /** People may find the shop by its owner's name. */
  findable: z.boolean(),
  waiting: waiting.nullable(),
})
const faceExample = {
  shopName: 'sample-person',
  greeting: 'Welcome.',
  photo: photoExample,
  findable: true,
  waiting: null,
}

/** How the own shop shows its owner. */
export const showMyShop = endpoint({
  method: 'GET',
  path: '/me/shop',
  response: face,
  example: { response: faceExample },
})

/** Sends a photo for the own shop, as JPEG, PNG, WebP, AVIF or TIFF. */
export const sendMyPhoto = endpoint({
  method: 'POST',
  path: '/me/shop/photo',
  upload: { mostBytes: PHOTO_BYTES_MAX },
  body: fileBytes,
  response: face,
  example: { response: faceExample },
})

/** Takes the photo of the own shop away at once. */
export const removeMyPhoto = endpoint({
  method: 'DELETE',
  path: '/me/shop/photo',
  response: face,
  example: { response: { ...faceExample, photo: null } },
})

/** One file of a photo of a shop: `960.webp`. */
export const showShopPhoto = endpoint({
  method: 'GET',
  path: '/shop-photos/:hash/:file',
  params: z.object({ hash: imageHash, file: z.string().regex(/^\d{1,5}\.(avif|webp|jpg)$/) }),
  produces: 'image/*',
  example: { params: { hash: 'ab'.repeat(32), file: '960.webp' } },
})

/**
 * Whose shop somebody looks for: by the number or the whole name of the shop, or by the beginning of a name of those who let themselves be
 * found by it.
 */
export const findShops = endpoint({
  method: 'GET',
  path: '/shops',
  query: z.object({ search: z.string().trim().min(2).max(60) }),
  response: z.object({
    shops: z.array(z.object({ shopName: z.string(), displayName: z.string(), photo: photo.nullable() })),
  }),
  example: {
    query: { search: 'sample' },
    response: {
      shops: [{ shopName: 'sample-person', displayName: 'Sample Person', photo: photoExample }],
    },
  },
})

/** Photos and greetings that wait, the longest first. */
export const listShopReviews = endpoint({
  method: 'GET',
  path: '/shop-reviews',
  query: pageQuery,
  response: pageOf(
    z.object({
      person: personId,
      code: z.string(),
      displayName: z.string(),
      shopName: z.string().nullable(),
      greeting: z.string(),
      photo: photo.nullable(),
      waiting,
    }),
  ),
  example: {
    query: {},
    response: {
      rows: [
        {
          person: 'per_0123456789abc',
          code: '10000012',
          displayName: 'Sample Person',
          shopName: 'sample-person',
          greeting: 'Welcome.',
          photo: null,
          waiting: { greeting: 'Hello.', photo: null, since: '2026-10-20T08:00:00.000Z' },
        },
      ],
      total: 1,
    },
  },
})

/** Shows what waits, or drops it. `since` names what was looked at: what was sent later is not decided by it. */
export const decideShopReview = endpoint({
  method: 'POST',
  path: '/shop-reviews/:person',
  params: z.object({ person: personId }),
  body: z.object({ show: z.boolean(), since: instant }),
  example: {
    params: { person: 'per_0123456789abc' },
    body: { show: true, since: '2026-10-20T08:00:00.000Z' },
  },
})
