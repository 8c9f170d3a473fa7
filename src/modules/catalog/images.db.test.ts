import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { IMAGE_FORMATS, imageAddress, widthsOf } from '#shared/image.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, signInStaff } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { catalogModule } from './module.ts'

type Cookies = Record<string, string>
type Added = { hash: string; width: number; height: number }

let database: TestDatabase
let server: TestApp
let shop: TestShop
let staff: Cookies
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  const { marketId } = await beginField(database)
  shop = await stockShop(database, marketId)
  server = await testApp(database, [catalogModule])
  const rights = ['catalog.read', 'catalog.write']
  staff = await signInStaff(server, database, { login: 'clerk@example.org', rights })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('a photograph is turned upright and served in every format and width, for ever, without what the camera wrote', async () => {
  const sent = await photograph({ width: 700, height: 500, colour: '#a04030', orientation: 6 })
  expect(sent.includes('Ada Berg')).toBe(true)
  let isAdded = false
  const adding = upload(shop.soap, sent).then((reply) => {
    isAdded = true
    return reply
  })
  // Others are answered while it is made ready.
  expect((await server.app.inject({ url: '/health' })).statusCode).toBe(200)
  expect(isAdded).toBe(false)
  const added = (await adding).json<Added>()
  expect(added).toMatchObject({ width: 500, height: 700 })
  for (const format of IMAGE_FORMATS)
    for (const width of widthsOf(added.width)) {
      const reply = await server.app.inject({ url: imageAddress(added.hash, width, format) })
      expect(reply.headers).toMatchObject({
        'content-type': format === 'jpg' ? 'image/jpeg' : `image/${format}`,
        'cache-control': 'public, max-age=31536000, immutable',
      })
      const facts = await sharp(reply.rawPayload).metadata()
      expect([facts.width, facts.exif, facts.orientation ?? 1]).toEqual([width, undefined, 1])
      expect(reply.rawPayload.includes('Ada Berg')).toBe(false)
    }
  expect((await server.app.inject({ url: imageAddress(added.hash, 241, 'jpg') })).statusCode).toBe(404)
  // The same picture again is the same one.
  expect((await upload(shop.soap, sent)).json()).toMatchObject({ hash: added.hash })
  expect(await hashes(shop.soap)).toEqual([added.hash])
})

test('what is no picture is refused by what it is, with what to do, and nothing is added', async () => {
  const refused = async (bytes: Buffer) =>
    (await upload(shop.towel, bytes)).json<{ code: string; message: string }>()
  expect(await refused(Buffer.from('This is no picture.jpg'))).toMatchObject({
    code: 'image.unreadable',
  })
  const drawing =
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><script>alert(1)</script></svg>'
  expect(await refused(Buffer.from(drawing))).toMatchObject({ code: 'image.type' })
  expect(await refused(await photograph({ width: 100, height: 300, colour: '#204060' }))).toMatchObject({
    code: 'image.small',
    message: 'The picture is only 100 pixels wide; it needs 240.',
  })
  const whole = await photograph({ width: 400, height: 300, colour: '#204060' })
  expect(await refused(whole.subarray(0, whole.length / 2))).toMatchObject({
    code: 'image.unreadable',
  })
  expect((await upload(shop.towel, Buffer.alloc(20_971_521))).statusCode).toBe(413)
  expect(await hashes(shop.towel)).toEqual([])
})

test('pictures are put in order and described over what was looked at; a variant without any has those of its family', async () => {
  const replies = await Promise.all(
    ['#305030', '#503030'].map(async (colour) =>
      upload(shop.book, await photograph({ width: 300, height: 300, colour })),
    ),
  )
  const [one, two] = replies.map((reply) => reply.json<Added>().hash)
  const seen = await hashes(shop.book)
  expect(new Set(seen)).toEqual(new Set([one, two]))
  const images = [
    { hash: two, alt: { en: 'The cover', nb: 'Omslaget' } },
    { hash: one, alt: { en: ' ' } },
  ]
  const put = (body: object) => ask('PUT', `/products/${shop.book}/images`, body)
  expect((await put({ seen: [], images })).json()).toMatchObject({ code: 'catalog.product_conflict' })
  expect((await put({ seen, images: [{ hash: 'ab'.repeat(32), alt: {} }] })).json()).toMatchObject({
    code: 'catalog.image_unknown',
  })
  expect((await put({ seen, images })).statusCode).toBe(204)
  const named = (name: string) => ({ code: name.toLowerCase(), texts: { en: { name } } })
  const options = [{ ...named('Cover'), values: [named('Hard')] }]
  const variants = [{ choice: { cover: 'hard' }, state: 'active', weightGrams: null }]
  await ask('PUT', `/products/${shop.book}/variants`, { revision: 1, options, variants })
  const page = await ask('GET', `/shop/products/${shop.book}?market=NO&language=nb`)
  expect(page.json()).toMatchObject({
    fullName: 'Book — Cover: Hard',
    image: { hash: two, alt: 'Omslaget' },
    images: [{ hash: two }, { hash: one, alt: '' }],
  })
  const listed = (await ask('GET', '/products?search=book')).json<{ rows: { image: Added | null }[] }>()
  expect(listed.rows.map(({ image }) => image?.hash)).toEqual([two, two])
  // Taken out, it is on no page any more.
  await put({ seen: await hashes(shop.book), images: [] })
  expect((await ask('GET', `/shop/products/${shop.book}?market=NO`)).json()).toMatchObject({
    image: null,
    images: [],
  })
})

/** A photograph as a phone writes it: it says who took it and which side is up. */
function photograph(of: {
  width: number
  height: number
  colour: string
  orientation?: number
}): Promise<Buffer> {
  const { width, height, colour: background, orientation = 1 } = of
  return sharp({ create: { width, height, channels: 3, background } })
    .withExif({ IFD0: { Artist: 'Ada Berg' } })
    .withMetadata({ orientation })
    .jpeg()
    .toBuffer()
}

async function hashes(code: string): Promise<string[]> {
  const shown = (await ask('GET', `/products/${code}`)).json<{ images: Added[] }>()
  return shown.images.map(({ hash }) => hash)
}

function upload(code: string, payload: Buffer) {
  return server.app.inject({
    method: 'POST',
    url: `/api/v1/products/${code}/images`,
    cookies: staff,
    headers: { 'content-type': 'application/octet-stream' },
    payload,
  })
}

async function ask(method: 'GET' | 'PUT', url: string, body?: object) {
  return server.app.inject({
    method,
    url: `/api/v1${url}`,
    cookies: staff,
    headers: method === 'GET' ? {} : { 'idempotency-key': `images-key-${(counter += 1)}` },
    ...(body === undefined ? {} : { payload: body }),
  })
}
