import { z } from 'zod'
import { errorBody, fileBytes, type Endpoint, type Inside } from '#shared/contract.ts'
import type { Realm } from '#shared/realm.ts'

/** What goes over the wire, whatever carries it: the browser's fetch, or the server calling itself in process. */
export type WireRequest = Readonly<{
  method: string
  path: string
  headers: Readonly<Record<string, string>>
  body?: string | Uint8Array<ArrayBuffer>
}>
export type WireAnswer = Readonly<{
  status: number
  text: string
  headers?: Readonly<Record<string, string>>
}>
export type Send = (request: WireRequest) => Promise<WireAnswer>

type PartName = 'params' | 'query' | 'body'
type Parts = { readonly [K in PartName]?: unknown }

/** The parts that an endpoint asks for, as exact values (bigints, epoch milliseconds). */
export type Ask<E extends Endpoint> = {
  readonly [K in PartName as E[K] extends z.ZodType ? K : never]: Inside<E, K>
}

export type CallOptions = Readonly<{
  /** Same key, same effect: give it when one intention may be sent more than once. */
  key?: string
}>

/** The typed client: one function from an endpoint and its parts to its checked answer. Throws `ApiRefusal`. */
export type Api = <E extends Endpoint>(
  endpoint: E,
  ask: Ask<E>,
  options?: CallOptions,
) => Promise<Inside<E, 'response'>>

/** An answer other than success: a refusal with its sentence, or a server that cannot be reached (status 0). */
export class ApiRefusal extends Error {
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  readonly params: Readonly<Record<string, string | number>>
  readonly requestId: string | undefined

  constructor(input: {
    status: number
    code: string
    message: string
    field?: string | undefined
    params?: Readonly<Record<string, string | number>>
    requestId?: string | undefined
  }) {
    super(input.message)
    this.name = 'ApiRefusal'
    this.status = input.status
    this.code = input.code
    this.field = input.field
    this.params = input.params ?? {}
    this.requestId = input.requestId
  }
}

const UNAVAILABLE = 503

/** How much of it the server has loaded, in percent, where that is why it cannot answer yet; undefined for anything else. */
export function percentLoaded(error: unknown): number | undefined {
  if (!(error instanceof ApiRefusal) || error.status !== UNAVAILABLE) return undefined
  const { percent } = error.params
  return typeof percent === 'number' ? percent : undefined
}

const API_ROOT = '/api/v1'

/** A key for one intention: 128 bits of chance as text. Works on plain http too, where randomUUID does not exist. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Builds the client over a carrier. `realm` says whose session counts when one browser is signed in to several apps. */
export function createApi(send: Send, realm: Realm): Api {
  let seen = 0n
  return async (endpoint, ask, options = {}) => {
    const answer = await send(toWire(endpoint, sinceSeen(endpoint, ask, seen), { ...options, realm }))
    if (answer.status >= 400 || answer.status === 0) throw readRefusal(answer)
    const value = decodeAnswer(endpoint, answer.text)
    const position = positioned.safeParse(value)
    if (position.success && position.data.seq > seen) seen = position.data.seq
    return value
  }
}

const positioned = z.object({ seq: z.bigint() })

/** Sends the newest position that this app has seen along with live questions, so that numbers never run backwards. */
function sinceSeen(endpoint: Endpoint, ask: Parts, seen: bigint): Parts {
  const takes = endpoint.query instanceof z.ZodObject && 'sinceSeq' in endpoint.query.shape
  if (!takes || seen === 0n) return ask
  return { ...ask, query: { ...z.record(z.string(), z.unknown()).parse(ask.query), sinceSeq: seen } }
}

function toWire(endpoint: Endpoint, ask: Parts, options: CallOptions & { realm: Realm }): WireRequest {
  const headers: Record<string, string> = { accept: 'application/json', 'x-openfield-realm': options.realm }
  const changes = endpoint.method !== 'GET'
  if (changes) headers['idempotency-key'] = options.key ?? newKey()
  const path = endpointPath(endpoint, ask)
  if (!endpoint.body) return { method: endpoint.method, path, headers }
  if (endpoint.upload) {
    headers['content-type'] = 'application/octet-stream'
    return { method: endpoint.method, path, headers, body: new Uint8Array(fileBytes.parse(ask.body)) }
  }
  headers['content-type'] = 'application/json'
  const body = JSON.stringify(z.encode(endpoint.body, ask.body))
  return { method: endpoint.method, path, headers, body }
}

/** The address of a call below the origin, with its parameters and query filled in; for links and downloads too. */
export function endpointPath(
  endpoint: Endpoint,
  ask: { readonly params?: unknown; readonly query?: unknown },
): string {
  const params = wireRecord(endpoint.params, ask.params)
  const path = endpoint.path.replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(params[name] ?? '')),
  )
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(wireRecord(endpoint.query, ask.query))) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return API_ROOT + path + (text === '' ? '' : `?${text}`)
}

const record = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.bigint(), z.boolean(), z.null(), z.undefined()]),
)

function wireRecord(shape: z.ZodType | undefined, value: unknown): z.output<typeof record> {
  return shape ? record.parse(z.encode(shape, value)) : {}
}

// The overload says what the declaration promises; the body keeps it by the very check that the type names.
function decodeAnswer<E extends Endpoint>(endpoint: E, text: string): Inside<E, 'response'>
function decodeAnswer(endpoint: Endpoint, text: string): unknown {
  return endpoint.response ? endpoint.response.parse(JSON.parse(text)) : undefined
}

function readRefusal(answer: WireAnswer): ApiRefusal {
  const parsed = errorBody.safeParse(readJson(answer.text))
  if (parsed.success) return new ApiRefusal({ status: answer.status, ...parsed.data })
  const code = answer.status === 0 ? 'offline' : 'unreadable'
  return new ApiRefusal({ status: answer.status, code, message: '' })
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The browser's carrier: same origin, cookies included; an unreachable server becomes status 0. */
export const sendByFetch: Send = async ({ method, path, headers, body }) => {
  try {
    const response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body }),
    })
    return { status: response.status, text: await response.text() }
  } catch {
    return { status: 0, text: '' }
  }
}
