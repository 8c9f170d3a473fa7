import { createHmac, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openBooks, Refused, type Books } from './books.ts'
import { payPage } from './pay-page.ts'
import { calculateTax } from './tax.ts'

/** A message as Stripe sends it: the bytes, and the signature over them. */
export type SignedMessage = Readonly<{ kind: string; body: string; signature: string }>

/**
 * What happens to the next question that would change something: it is lost before or after it was done, or answered with an error of the
 * server.
 */
export type Fault = 'lost_before' | 'lost_after' | 'server_error'

export type StripeSimulator = Readonly<{
  /** What the program is configured with to ask the simulator and not Stripe. */
  settings: Readonly<{ secretKey: string; publishableKey: string; webhookSecret: string; apiBase: string }>
  books: Books
  /** Stripe keeps keys for a day or so; whoever asks again later must find out by other means. */
  forgetKeys: () => void
  failNext: (...faults: readonly Fault[]) => void
  sign: (body: string, secret?: string, at?: number) => string
  stop: () => Promise<void>
}>

const MS = 1000
const BANK_MS = 5000
const HTTP = { ok: 200, notFound: 404, server: 500, bad: 400, unauthorized: 401 } as const
const BODY_MOST = 100_000

/**
 * A simulator of the part of Stripe that the program uses, on this machine: no money moves, and what it knows ends with it. It speaks
 * Stripe's HTTP, so that the official library asks it as it asks Stripe, and signs what it tells.
 */
export async function startStripeSimulator(input: {
  tell: (message: SignedMessage) => void
  /** Does what takes a bank its time; some seconds, unless something else is said. */
  later?: ((work: () => void) => void) | undefined
  port?: number | undefined
}): Promise<StripeSimulator> {
  // Stripe is outside the company and goes by real time, as the check of its signatures does.
  const now = (): number => Math.floor(Date.now() / MS)
  const secret = (kind: string): string => `${kind}${randomBytes(12).toString('hex')}`
  const keys = {
    secretKey: secret('sk_test_'),
    publishableKey: secret('pk_test_'),
    webhookSecret: secret('whsec_'),
  }
  const sign: StripeSimulator['sign'] = (body, of = keys.webhookSecret, at = now()) =>
    `t=${at},v1=${createHmac('sha256', of).update(`${at}.${body}`).digest('hex')}`
  const later = input.later ?? ((work) => void setTimeout(work, BANK_MS).unref())
  const books = openBooks({
    now,
    later,
    tell: (kind, object) => {
      const id = `evt_${randomBytes(12).toString('hex')}`
      const event = { id, object: 'event', type: kind, created: now(), livemode: false, data: { object } }
      const body = JSON.stringify(event)
      input.tell({ kind, body, signature: sign(body) })
    },
  })
  const faults: Fault[] = []
  const answered: Answered = new Map()
  const server = createServer((request, reply) => {
    answer(request, reply).catch((error: unknown) => {
      reply.statusCode = HTTP.server
      reply.end(String(error))
    })
  })
  async function answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://simulator')
    const body = await bodyOf(request)
    if (url.pathname.startsWith('/pay/')) return payPage(books, { request, reply, url, body })
    if (request.headers.authorization !== `Bearer ${keys.secretKey}`)
      return sendJson(reply, HTTP.unauthorized, {
        error: { type: 'invalid_request_error', message: 'Invalid API Key' },
      })
    const fault = request.method === 'POST' ? faults.shift() : undefined
    if (fault === 'lost_before') return void request.socket.destroy()
    if (fault === 'server_error')
      return sendJson(reply, HTTP.server, { error: { type: 'api_error', message: 'Something went wrong' } })
    const done = once(answered, request, `${url.pathname} ${body}`, () =>
      tryTo(() => call(books, request.method, url, body)),
    )
    if (fault === 'lost_after') return void request.socket.destroy()
    return send(reply, done.status, done.body)
  }
  await new Promise<void>((resolve) => server.listen(input.port ?? 0, '127.0.0.1', resolve))
  const address = server.address()
  if (!isInfo(address)) throw new Error('the simulator listens nowhere')
  return {
    settings: { ...keys, apiBase: `http://127.0.0.1:${address.port}` },
    books,
    forgetKeys: () => answered.clear(),
    failNext: (...next) => void faults.push(...next),
    sign,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Done = Readonly<{ status: number; body: string }>
type Answered = Map<string, Done & Readonly<{ asked: string }>>

/** The same key gives the same answer again, and is refused with other content, as Stripe does. */
function once(answered: Answered, request: IncomingMessage, asked: string, work: () => Done): Done {
  const key = request.headers['idempotency-key']
  if (request.method !== 'POST' || typeof key !== 'string') return work()
  const before = answered.get(key)
  if (before && before.asked !== asked) {
    const message = `Keys for idempotent requests can only be used with the same parameters they were first used with: ${key}`
    return { status: HTTP.bad, body: JSON.stringify({ error: { type: 'idempotency_error', message } }) }
  }
  const done = before ?? { asked, ...work() }
  answered.set(key, done)
  return done
}

function isInfo(address: ReturnType<ReturnType<typeof createServer>['address']>): address is AddressInfo {
  return typeof address === 'object' && address !== null
}

/** The part of Stripe's API that the program uses. */
function call(books: Books, method: string | undefined, url: URL, body: string): unknown {
  const form = new URLSearchParams(body)
  const [, , what, id, deed] = url.pathname.split('/')
  const about = url.searchParams.get('payment_intent') ?? ''
  if (method === 'POST' && what === 'tax' && id === 'calculations') return calculateTax(form)
  if (method === 'GET' && what === 'refunds') return list(books.refundsOf(about))
  if (method === 'GET' && what === 'disputes') return list(books.disputesOf(about))
  if (method === 'GET' && what === 'payment_intents' && id !== undefined) return books.intentBy(id)
  if (method === 'POST' && what === 'payment_intents' && id === undefined)
    return books.create({
      amount: Number(form.get('amount')),
      currency: form.get('currency') ?? '',
      metadata: metadataOf(form),
    })
  if (method === 'POST' && what === 'payment_intents' && id !== undefined && deed === 'cancel')
    return books.cancel(id)
  if (method === 'POST' && what === 'refunds')
    return books.refund({
      payment_intent: form.get('payment_intent') ?? '',
      amount: Number(form.get('amount')),
      metadata: metadataOf(form),
    })
  throw new Refused(HTTP.notFound, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${url.pathname}).`,
  })
}

function list(data: readonly object[]) {
  return { object: 'list', data, has_more: false }
}

function metadataOf(form: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...form].flatMap(([name, value]) => {
      const key = /^metadata\[(\w+)\]$/.exec(name)?.[1]
      return key === undefined ? [] : [[key, value]]
    }),
  )
}

function tryTo(work: () => unknown): { status: number; body: string } {
  try {
    return { status: HTTP.ok, body: JSON.stringify(work()) }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { status: error.status, body: JSON.stringify({ error: error.body }) }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  request.setEncoding('utf8')
  for await (const piece of request) {
    body += String(piece)
    if (body.length > BODY_MOST) throw new Error('the body is too large')
  }
  return body
}

function sendJson(reply: ServerResponse, status: number, value: object): void {
  send(reply, status, JSON.stringify(value))
}

function send(reply: ServerResponse, status: number, body: string): void {
  reply.statusCode = status
  reply.setHeader('content-type', 'application/json')
  reply.setHeader('request-id', `req_${randomBytes(8).toString('hex')}`)
  reply.end(body)
}
