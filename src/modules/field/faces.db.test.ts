import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSetting } from '#modules/company/api.ts'
import { imageAddress } from '#shared/image.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import {
  beginField,
  join,
  joinDeps,
  signIn,
  signInStaff,
  withDeps,
  type TestPerson,
} from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { fieldModule } from './module.ts'
import { reviewShops } from './use-cases/shop-face.ts'

type Cookies = Record<string, string>
type Face = {
  greeting: string
  photo: { hash: string; width: number } | null
  waiting: { since: string } | null
}

let database: TestDatabase
let server: TestApp
let ada: TestPerson
let adaCookies: Cookies
let boCookies: Cookies
let staff: Cookies

beforeAll(async () => {
  database = await freshDatabase()
  const { personId: sponsorId, marketId } = await beginField(database)
  ada = await join(database, { sponsorId, marketId, name: 'Ada Berg', login: 'ada@example.org' })
  await join(database, { sponsorId, marketId, name: 'Adam Dahl', login: 'bo@example.org' })
  server = await testApp(database, [withDeps(fieldModule, joinDeps)])
  adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  boCookies = await signIn(server, { realm: 'distributor', login: 'bo@example.org' })
  staff = await signInStaff(server, database, { login: 'clerk@example.org', rights: ['shops.review'] })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('a distributor shows a photo and a greeting, and takes the photo away again', async () => {
  expect((await greet(adaCookies, 'Welcome <b>all</b>.')).statusCode).toBe(204)
  const sent = await photo(adaCookies, '#a04030')
  expect(sent).toMatchObject({ photo: { width: 600 }, waiting: null })
  const hash = sent.photo?.hash ?? ''
  expect(await shop()).toMatchObject({ greeting: 'Welcome <b>all</b>.', photo: { hash, width: 600 } })
  const file = await server.app.inject({ url: imageAddress(hash, 480, 'avif', 'shop-photos') })
  expect(file.headers['content-type']).toBe('image/avif')
  expect((await sharp(file.rawPayload).metadata()).width).toBe(480)
  const notOne = await ask('POST', '/me/shop/photo', {
    cookies: adaCookies,
    bytes: Buffer.from('no picture'),
  })
  expect(notOne.json()).toMatchObject({ code: 'image.unreadable' })
  await ask('DELETE', '/me/shop/photo', { cookies: adaCookies })
  expect(await shop()).toMatchObject({ photo: null })
  expect((await server.app.inject({ url: imageAddress(hash, 480, 'avif', 'shop-photos') })).statusCode).toBe(
    404,
  )
})

test('where the company looks first, nothing is shown before somebody did, and only what was looked at', async () => {
  await transact(database, { actor: systemActor('test'), useCase: 'test.settings' }, (tx) =>
    changeSetting(tx, reviewShops, { marketId: null, validFrom: '2026-01-01', value: true }),
  )
  const before = await shop()
  await greet(adaCookies, 'A new greeting.')
  const sent = await photo(adaCookies, '#3040a0')
  expect(sent).toMatchObject({ photo: null, waiting: { greeting: 'A new greeting.', photo: { width: 600 } } })
  expect(await shop()).toEqual(before)

  expect((await ask('GET', '/shop-reviews', { cookies: adaCookies })).statusCode).toBe(401)
  const waits = await ask('GET', '/shop-reviews', { cookies: staff })
  const { rows } = waits.json<{ rows: { person: string; waiting: { since: string } }[] }>()
  expect(waits.json()).toMatchObject({ total: 1, rows: [{ code: ada.code, displayName: 'Ada Berg' }] })
  const [row] = rows
  // What was sent meanwhile is not shown by a decision about what came before it.
  await greet(adaCookies, 'Yet another greeting.')
  const decide = (since: string | undefined, show: boolean) =>
    ask('POST', `/shop-reviews/${row?.person}`, { cookies: staff, body: { show, since } })
  expect((await decide(row?.waiting.since, true)).json()).toMatchObject({
    code: 'field.shop_review.conflict',
  })
  const { waiting } = (await ask('GET', '/me/shop', { cookies: adaCookies })).json<Face>()
  expect((await decide(waiting?.since, true)).statusCode).toBe(204)
  expect(await shop()).toMatchObject({ greeting: 'Yet another greeting.', photo: { width: 600 } })

  await greet(adaCookies, 'A rude one.')
  const again = (await ask('GET', '/me/shop', { cookies: adaCookies })).json<Face>()
  await decide(again.waiting?.since, false)
  expect(await shop()).toMatchObject({ greeting: 'Yet another greeting.' })
  expect((await ask('GET', '/shop-reviews', { cookies: staff })).json()).toMatchObject({ total: 0 })
})

test('a shop is found by its number or whole name, and by a person’s name only where its owner allows it', async () => {
  const found = async (search: string) =>
    (await ask('GET', `/shops?search=${encodeURIComponent(search)}`))
      .json<{ shops: { displayName: string }[] }>()
      .shops.map(({ displayName }) => displayName)
  expect(await found(ada.code)).toEqual(['Ada Berg'])
  expect(await found('ada-berg')).toEqual(['Ada Berg'])
  expect(await found('ada')).toEqual([])
  await greet(adaCookies, 'Hello.', true)
  expect(await found('ada')).toEqual(['Ada Berg'])
  expect(await found('ber')).toEqual(['Ada Berg'])
  expect(await found('Ada Ber')).toEqual(['Ada Berg'])
  expect(await found('ad')).toEqual([])
  expect(await found('%%%')).toEqual([])
  await ask('PUT', '/me/shop', {
    cookies: boCookies,
    body: { shopName: 'adam-dahl', greeting: '', findable: true },
  })
  expect(await found('ada')).toEqual(['Ada Berg', 'Adam Dahl'])
})

const greet = (cookies: Cookies, greeting: string, findable?: boolean) =>
  ask('PUT', '/me/shop', { cookies, body: { shopName: 'ada-berg', greeting, findable } })

async function photo(cookies: Cookies, background: string): Promise<Face> {
  const bytes = await sharp({ create: { width: 600, height: 500, channels: 3, background } })
    .jpeg()
    .toBuffer()
  return (await ask('POST', '/me/shop/photo', { cookies, bytes })).json<Face>()
}

async function shop(): Promise<unknown> {
  return (await ask('GET', '/shops/ada-berg')).json()
}

async function ask(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  options: { cookies?: Cookies; body?: object; bytes?: Buffer } = {},
) {
  const { cookies = {}, body, bytes } = options
  return server.app.inject({
    method,
    url: `/api/v1${path}`,
    cookies,
    ...(body ? { payload: body } : {}),
    ...(bytes ? { payload: bytes, headers: { 'content-type': 'application/octet-stream' } } : {}),
  })
}
