import { IMAGE_FORMATS } from '#shared/image.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { getFile } from '#platform/files/files.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read, transact } from '#platform/postgres/transact.ts'
import * as contract from '../contract.ts'
import type { PrepareImage } from '../domain/images.ts'
import { imageFile } from '../store/images.ts'
import { addImage } from '../use-cases/add-image.ts'
import { setImages } from '../use-cases/set-images.ts'

/** A page of the shop has many pictures, and a browser asks for each once. */
const IMAGES_PER_MINUTE = 12_000

/** Routes of pictures, with what makes them ready. */
export function imageRoutes(prepareImage: PrepareImage) {
  const addImageRoute = route({
    endpoint: contract.addProductImage,
    realms: ['staff'],
    right: 'catalog.write',
    everywhere: true,
    idempotency: 'natural',
    summary: 'Gives a product one more picture.',
    handler: async (deps: PlatformDeps, call) => {
      // Before the transaction, which would hold its connection for seconds.
      const prepared = await prepareImage(call.body)
      if (!prepared.ok) return prepared
      return transact(deps, { actor: call.actor, useCase: 'catalog.add_image' }, async (tx, about) => {
        const added = await addImage(tx, {
          code: call.params.code,
          image: prepared.value,
          accountId: call.viewer.accountId,
        })
        if (!added.ok) return added
        const { id, ...answer } = added.value
        about('product', id)
        return ok(answer)
      })
    },
  })
  return [addImageRoute, setImagesRoute, showImage]
}

const setImagesRoute = route({
  endpoint: contract.setProductImages,
  realms: ['staff'],
  right: 'catalog.write',
  everywhere: true,
  idempotency: 'natural',
  summary: 'Puts the pictures of a product in order, describes them, and takes out those that are not named.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'catalog.set_images' }, async (tx, about) => {
      const set = await setImages(tx, {
        code: call.params.code,
        ...call.body,
        accountId: call.viewer.accountId,
      })
      if (!set.ok) return set
      about('product', set.value)
      return ok(undefined)
    }),
})

const TYPES = { avif: 'image/avif', webp: 'image/webp', jpg: 'image/jpeg' } as const

const showImage = route({
  endpoint: contract.showImage,
  realms: [],
  right: 'public',
  idempotency: 'safe',
  summary: 'One file of a picture; what an address gives never changes.',
  perMinute: IMAGES_PER_MINUTE,
  handler: async (deps: PlatformDeps, call) => {
    const [width = '', ending] = call.params.file.split('.')
    const format = IMAGE_FORMATS.find((one) => one === ending)
    if (!format) return refuse('catalog.image_not_found')
    const sha256 = await read(deps, call.actor, async (tx) =>
      ok(await imageFile(tx, { hash: call.params.hash, width: Number(width), format })),
    )
    const body = sha256.ok && sha256.value !== undefined ? await getFile(deps.db, sha256.value) : undefined
    return body ? ok({ body, type: TYPES[format], isForEver: true }) : refuse('catalog.image_not_found')
  },
})
