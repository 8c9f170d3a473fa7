import { IMAGE_FORMATS } from '#shared/image.ts'
import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { getFile } from '#platform/files/files.ts'
import { route } from '#platform/http/route.ts'
import { prepareImage } from '#platform/images/prepare-image.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract/faces.ts'
import { faceOf, photoFile, shopsFound, waitingFaces, type Face } from '../store/faces.ts'
import { personCard, publicFace } from '../store/people.ts'
import { shopNameOf } from '../store/shops.ts'
import type { FieldDeps } from '../use-cases/field-deps.ts'
import { decideReview, removePhoto, sendPhoto } from '../use-cases/shop-face.ts'
import { ownPerson } from './shown.ts'

const mine = { realms: ['distributor'], right: 'signed_in', idempotency: 'natural' } as const

const showMine = route({
  ...mine,
  endpoint: contract.showMyShop,
  idempotency: 'safe',
  summary: 'How the own shop shows its owner, and what waits to be shown.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const personId = ownPerson(call.viewer)
      return ok(await shownFace(tx, personId, await faceOf(tx, personId)))
    }),
})

const send = route({
  ...mine,
  endpoint: contract.sendMyPhoto,
  perMinute: 20,
  summary: 'Gives the own shop a photo.',
  handler: async (deps: FieldDeps, call) => {
    // Before the transaction, which would hold its connection for seconds.
    const prepared = await prepareImage(call.body)
    if (!prepared.ok) return prepared
    return transact(deps, { actor: call.actor, useCase: 'field.send_photo' }, async (tx, about) => {
      const personId = ownPerson(call.viewer)
      const sent = await sendPhoto(tx, about, { personId, image: prepared.value })
      return sent.ok ? ok(await shownFace(tx, personId, sent.value)) : sent
    })
  },
})

const remove = route({
  ...mine,
  endpoint: contract.removeMyPhoto,
  summary: 'Takes the photo of the own shop away.',
  handler: async (deps: FieldDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'field.remove_photo' }, async (tx, about) => {
      const personId = ownPerson(call.viewer)
      const removed = await removePhoto(tx, about, personId)
      return removed.ok ? ok(await shownFace(tx, personId, removed.value)) : removed
    }),
})

const TYPES = { avif: 'image/avif', webp: 'image/webp', jpg: 'image/jpeg' } as const
/** A list of shops shows many, and a browser asks for each once. */
const PHOTOS_PER_MINUTE = 6000

const showPhoto = route({
  endpoint: contract.showShopPhoto,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  perMinute: PHOTOS_PER_MINUTE,
  summary: 'One file of a photo that a shop shows.',
  handler: async (deps: FieldDeps, call) => {
    const [width = '', ending] = call.params.file.split('.')
    const format = IMAGE_FORMATS.find((one) => one === ending)
    if (!format) return refuse('field.shop.not_found')
    const of = { hash: call.params.hash, width: Number(width), format }
    const sha256 = await read(deps, call.actor, async (tx) => ok(await photoFile(tx, of)))
    const body = sha256.ok && sha256.value !== undefined ? await getFile(deps.db, sha256.value) : undefined
    return body ? ok({ body, type: TYPES[format], isForEver: true }) : refuse('field.shop.not_found')
  },
})

const SHOPS_FOUND_MAX = 12

const find = route({
  endpoint: contract.findShops,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  // So that nobody lists the field by trying names.
  perMinute: 30,
  summary: 'Whose shop somebody looks for.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const found = await shopsFound(tx, { search: call.query.search, most: SHOPS_FOUND_MAX })
      const shops = []
      for (const id of found) {
        const face = await publicFace(tx, id)
        if (!face || face.shopName === null) continue
        const { photo } = await faceOf(tx, id)
        shops.push({ shopName: face.shopName, displayName: face.displayName, photo })
      }
      return ok({ shops })
    }),
})

const listReviews = route({
  endpoint: contract.listShopReviews,
  realms: ['staff'],
  right: 'shops.review',
  idempotency: 'safe',
  summary: 'Photos and greetings of shops that wait.',
  handler: async (deps: FieldDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const { rows, total } = await waitingFaces(tx, pageWindow(call.query))
      const shown = []
      for (const { personId, greeting, photo, waiting } of rows) {
        const card = await personCard(tx, personId)
        if (!card || !waiting) continue
        const { code, displayName, shopName } = card
        const person = deps.ids.close('per', personId)
        shown.push({ person, code, displayName, shopName, greeting, photo, waiting: shownWaiting(waiting) })
      }
      return ok({ rows: shown, total })
    }),
})

const decide = route({
  endpoint: contract.decideShopReview,
  realms: ['staff'],
  right: 'shops.review',
  idempotency: 'natural',
  summary: 'Shows what waits in a shop, or drops it.',
  handler: async (deps: FieldDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'field.decide_shop_review' }, (tx, about) =>
      decideReview(tx, about, {
        personId: deps.ids.open('per', call.params.person),
        show: call.body.show,
        sinceMs: call.body.since,
      }),
    ),
})

async function shownFace(tx: Tx, personId: bigint, face: Face) {
  const { greeting, photo, findable, waiting } = face
  const shopName = (await shopNameOf(tx, personId)) ?? null
  return { shopName, greeting, photo, findable, waiting: waiting && shownWaiting(waiting) }
}

function shownWaiting({ greeting, photo, since }: NonNullable<Face['waiting']>) {
  return { greeting, photo, since: since.getTime() }
}

export const faceRoutes = [showMine, send, remove, showPhoto, find, listReviews, decide]
