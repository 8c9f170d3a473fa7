import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { endpoint, errorBody, fileBytes, money } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { hashToken } from '#platform/sessions/token.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import { createApp } from './app.ts'
import { statusOf } from './messages.ts'
import { route } from './route.ts'

type Deps = { factor: bigint }

const amount = z.object({ amount: money })
const doubled = endpoint({
  method: 'POST',
  path: '/sums/:name',
  params: z.object({ name: z.string().max(5) }),
  body: amount,
  response: amount,
  example: {
    params: { name: 'a' },
    body: { amount: { minor: '250', currency: 'EUR' } },
    response: { amount: { minor: '500', currency: 'EUR' } },
  },
})
const looked = endpoint({ method: 'GET', path: '/sums', response: amount, example: doubled.example })
const table = endpoint({ method: 'GET', path: '/sums.csv', produces: 'text/csv' })
const read = endpoint({
  method: 'POST',
  path: '/sum-files',
  body: fileBytes,
  upload: { mostBytes: 2_000_000 },
  response: z.object({ first: z.int(), size: z.int() }),
  example: { response: { first: 0, size: 1 } },
})

const sums: ModuleDefinition<Deps> = {
  name: 'sums',
  rights: { 'sums.read': 'See sums' },
  messages: { 'sums.too_big': 'At most {most}.' },
  tasks: [],
  routes: [
    route({
      endpoint: doubled,
      realms: [],
      right: 'public',
      idempotency: 'natural',
      summary: 'Multiplies an amount.',
      handler: async (deps: Deps, call) => {
        const { minor, currency } = call.body.amount
        if (minor > 1000n) return refuse('sums.too_big', { most: 1000n }, 'amount.minor')
        return ok({ amount: { minor: minor * deps.factor, currency } })
      },
    }),
    route({
      endpoint: looked,
      realms: ['staff'],
      right: 'sums.read',
      idempotency: 'safe',
      summary: 'Looks.',
      perMinute: 4,
      handler: async (_deps: Deps, call) => ok({ amount: { minor: call.viewer.accountId, currency: 'EUR' } }),
    }),
    route({
      endpoint: read,
      realms: ['staff'],
      right: 'sums.read',
      idempotency: 'natural',
      summary: 'Reads a file.',
      handler: async (_deps: Deps, call) => ok({ first: call.body[0] ?? 0, size: call.body.length }),
    }),
    route({
      endpoint: table,
      realms: [],
      right: 'public',
      idempotency: 'safe',
      summary: 'Exports.',
      handler: async () => ok({ body: 'a,b\n', fileName: 'sums "1".csv' }),
    }),
  ],
}

const clerk: Viewer = {
  realm: 'staff',
  accountId: 7n,
  personId: undefined,
  sessionId: 1n,
  rights: new Map([['sums.read', 'everywhere']]),
}
const guest: Viewer = { ...clerk, rights: new Map() }
const holders = new Map([
  [hashToken('clerk').toString('hex'), clerk],
  [hashToken('guest').toString('hex'), guest],
])
const settings = {
  findViewer: async ({ tokenHash }: { tokenHash: Buffer }) => holders.get(tokenHash.toString('hex')),
  secure: false,
  trustProxy: false,
  rateLimitFactor: 1,
  logLevel: 'silent',
} as const

const app = await createApp({ factor: 2n }, [sums], settings)
afterAll(() => app.close())

test('amounts travel as text and are exact beyond what a float can hold', async () => {
  const reply = await app.inject({
    method: 'POST',
    url: '/api/v1/sums/a',
    payload: { amount: { minor: '-9007199254740993', currency: 'EUR' } },
  })
  expect(reply.json()).toEqual({ amount: { minor: '-18014398509481986', currency: 'EUR' } })
})

test('what does not fit is told with its place, in the one shape of errors', async () => {
  const reply = await app.inject({
    method: 'POST',
    url: '/api/v1/sums/a',
    payload: { amount: { minor: '1.5', currency: 'EUR' } },
  })
  expect(reply.statusCode).toBe(400)
  const body = errorBody.parse(reply.json())
  expect(body).toMatchObject({ code: 'input.invalid', field: 'amount.minor' })
  expect(body.requestId).toBe(reply.headers['x-request-id'])
})

test('a missing part, broken JSON and an unknown place are refusals and not defects', async () => {
  const missing = await app.inject({ method: 'POST', url: '/api/v1/sums/a', payload: { amount: {} } })
  expect(errorBody.parse(missing.json()).code).toBe('input.missing')
  const broken = await app.inject({
    method: 'POST',
    url: '/api/v1/sums/a',
    headers: { 'content-type': 'application/json' },
    payload: '{',
  })
  expect(errorBody.parse(broken.json()).code).toBe('input.unreadable')
  expect((await app.inject('/api/v1/nowhere')).statusCode).toBe(404)
})

test('a refusal has its sentence from the catalogue and its field', async () => {
  const reply = await app.inject({
    method: 'POST',
    url: '/api/v1/sums/a',
    payload: { amount: { minor: '1001', currency: 'EUR' } },
  })
  expect(reply.statusCode).toBe(422)
  expect(reply.json()).toMatchObject({
    code: 'sums.too_big',
    message: 'At most 1000.',
    params: { most: '1000' },
    field: 'amount.minor',
  })
})

test('a right is asked for: nobody, somebody without it, somebody with it', async () => {
  const as = (cookies: Record<string, string>) => app.inject({ url: '/api/v1/sums', cookies })
  expect((await as({})).statusCode).toBe(401)
  expect((await as({ openfield_customer: 'clerk' })).statusCode).toBe(401)
  expect((await as({ openfield_staff: 'guest' })).statusCode).toBe(403)
  expect((await as({ openfield_staff: 'clerk' })).json()).toMatchObject({ amount: { minor: '7' } })
  const fifth = await as({ openfield_staff: 'clerk' })
  expect(fifth.statusCode).toBe(429)
  expect(errorBody.parse(fifth.json()).code).toBe('too_many_requests')
})

test('a write that another site asks for is not carried out', async () => {
  const write = (headers: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/sums/a',
      headers: { host: 'shop.example', ...headers },
      payload: { amount: { minor: '1', currency: 'EUR' } },
    })
  expect((await write({ origin: 'https://evil.example' })).statusCode).toBe(403)
  expect((await write({ origin: 'null' })).statusCode).toBe(403)
  expect((await write({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
  expect((await write({ origin: 'https://shop.example' })).statusCode).toBe(200)
  expect((await write({})).statusCode).toBe(200)
})

test('a form of a page of this site may name its origin', async () => {
  const reply = await app.inject('/health')
  expect(reply.headers['referrer-policy']).toBe('same-origin')
})

test('a file comes as a download with a harmless name', async () => {
  const reply = await app.inject('/api/v1/sums.csv')
  expect(reply.headers['content-type']).toContain('text/csv')
  expect(reply.headers['content-disposition']).toBe('attachment; filename="sums__1_.csv"')
})

test('the reference page and its script come from this server alone', async () => {
  const page = await app.inject('/api')
  const sources = [...page.body.matchAll(/src="([^"]+)"/g)].map((match) => match[1] ?? '')
  expect(sources).toHaveLength(2)
  const scripts = await Promise.all(sources.map((url) => app.inject(url)))
  expect(scripts.map((script) => script.statusCode)).toEqual([200, 200])
  expect(page.headers['content-security-policy']).toContain("script-src 'self'")
  expect((await app.inject('/api/v1/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' })
})

test('a route without a declared right or rule of repetition stops the start', async () => {
  const [first] = sums.routes
  if (!first) throw new Error('the test needs a route')
  const start = (change: Partial<typeof first>) =>
    createApp({ factor: 2n }, [{ ...sums, routes: [{ ...first, ...change }] }], settings)
  await expect(start({ right: 'sums.write' })).rejects.toThrow('needs the right sums.write')
  await expect(start({ idempotency: 'safe' })).rejects.toThrow('may not have the idempotency rule safe')
  const undeclared = JSON.parse('{}')
  await expect(start({ right: undeclared.right })).rejects.toThrow('declares no right')
  await expect(start({ idempotency: undeclared.rule })).rejects.toThrow('declares no idempotency rule')
})

test('the last words of a code say the status, whatever stands before them', () => {
  const codes = [
    'not_found',
    'field.shop.not_found',
    'pay.close_conflict',
    'input.too_large',
    'input.missing',
  ]
  expect(codes.map(statusOf)).toEqual([404, 404, 409, 413, 400])
  expect(['orders.empty', 'field.conflicted', 'tax.rate_missing'].map(statusOf)).toEqual([422, 422, 422])
})

test('the bytes of a file arrive as they are, up to the limit, of whoever may send them and of nobody else', async () => {
  const bytes = Buffer.alloc(1_500_000, 0xff)
  const send = (payload: Buffer, options: { type?: string; cookie?: string; path?: string } = {}) =>
    app.inject({
      method: 'POST',
      url: `/api/v1${options.path ?? '/sum-files'}`,
      headers: { 'content-type': options.type ?? 'application/octet-stream' },
      cookies: { openfield_staff: options.cookie ?? 'clerk' },
      payload,
    })
  // More than a body of JSON may have.
  expect((await send(bytes)).json()).toEqual({ first: 255, size: bytes.length })
  expect((await send(bytes, { cookie: 'guest' })).statusCode).toBe(403)
  const large = await send(Buffer.alloc(2_000_001))
  expect([large.statusCode, errorBody.parse(large.json()).code]).toEqual([413, 'input.too_large'])
  const json = await send(Buffer.from('{}'), { type: 'application/json' })
  expect(json.statusCode).toBe(400)
  const elsewhere = await send(bytes.subarray(0, 10), { path: '/sums/a' })
  expect(errorBody.parse(elsewhere.json()).code).toBe('input.missing')
})
