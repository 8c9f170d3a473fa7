import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Endpoint, Inside } from '#shared/contract.ts'
import type { Realm } from '#shared/realm.ts'
import type { Result } from '#shared/refusal.ts'
import type { Actor } from '#platform/postgres/transact.ts'
import type { SessionCookies } from '#platform/sessions/cookies.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'

/**
 * Who may call: a right by name (`people.read`), declared by the route's module; `public` for everybody;
 * `signed_in` for what concerns only the viewer's own things.
 */
export type RouteRight = 'public' | 'signed_in' | `${string}.${string}`

/**
 * What a repeated call does. `safe`: it only reads. `natural`: a second one changes nothing more. `key`: the caller
 * sends an `Idempotency-Key`, and the use case claims it in its transaction (see `claimKey` in idempotency.ts).
 */
export type IdempotencyRule = 'safe' | 'natural' | 'key'

/** The key of one call, and how its answer is kept and given again. */
export type OnceKey = Readonly<{
  key: string
  /** SHA-256 over method, path and body: another one under the same key is refused. */
  payloadHash: Buffer
  /** Whoever keeps the key itself (an order's own table) says so here; `claimKey` does it for its caller. */
  markClaimed: () => void
}>

/** One request as a handler sees it: decoded, checked, with its viewer. */
export type Call<
  E extends Endpoint = Endpoint,
  R extends RouteRight = RouteRight,
  I extends IdempotencyRule = IdempotencyRule,
> = Readonly<{
  requestId: string
  /** The endpoint as `POST /people`, for the audit trail. */
  name: string
  viewer: ViewerOf<R>
  /** The same viewer as transactions want it: `transact(deps, { actor: call.actor, useCase }, …)`. */
  actor: Actor
  address: string
  params: Inside<E, 'params'>
  query: Inside<E, 'query'>
  body: Inside<E, 'body'>
  once: OnceOf<I>
  session: SessionCookies
  /** What stands in the header by which the endpoint says that its bytes are signed. */
  signature: string | undefined
}>

type ViewerOf<R extends RouteRight> = R extends 'public' ? Viewer | undefined : Viewer
type OnceOf<I extends IdempotencyRule> = I extends 'key' ? OnceKey : undefined

/**
 * An answer that is not JSON; `fileName` makes it a download, `type` says what it is where that differs from answer to answer, and
 * `isForEver` that its address never gives anything else, so that browsers keep it.
 */
export type FileReply = Readonly<{
  body: string | Buffer | Readable
  fileName?: string | undefined
  type?: string | undefined
  isForEver?: boolean | undefined
}>

type Answer<E extends Endpoint> = E extends { produces: string }
  ? FileReply
  : E['response'] extends z.ZodType
    ? z.output<E['response']>
    : undefined

export type Lane = 'pages' | 'orders'

export type RouteSpec<E extends Endpoint, R extends RouteRight, I extends IdempotencyRule, D> = Readonly<{
  endpoint: E
  /** Whose session counts; the first one that is signed in is the viewer. */
  realms: readonly Realm[]
  right: R
  /** Whether the right must hold in every market, for what concerns the whole company. */
  everywhere?: boolean
  idempotency: I
  /** One sentence for the reference page. */
  summary: string
  /** `orders` for what is short and waits for no page and no job: it has connections of its own. */
  lane?: Lane
  /** Calls a minute from one address; 600 when nothing is said. */
  perMinute?: number
  handler: (deps: D, call: Call<E, R, I>) => Promise<Result<Answer<E>>>
}>

/** What arrived, before it is decoded. */
export type RawCall = Readonly<{
  requestId: string
  name: string
  viewer: Viewer | undefined
  address: string
  params: unknown
  query: unknown
  body: unknown
  once: OnceKey | undefined
  session: SessionCookies
  signature: string | undefined
}>

export type RawAnswer = Readonly<{ json: unknown }> | Readonly<{ file: FileReply }>

/** A route as the HTTP server holds it: the declaration, and one function from what arrived to what goes out. */
export type Route<D = never> = Readonly<{
  endpoint: Endpoint
  realms: readonly Realm[]
  right: RouteRight
  everywhere: boolean
  idempotency: IdempotencyRule
  summary: string
  perMinute: number
  lane: Lane
  invoke: (deps: D, raw: RawCall) => Promise<Result<RawAnswer>>
}>

/** What does not fit its shape: each place with a code and the text of the check. */
export class InputProblem extends Error {
  readonly issues: readonly Readonly<{ field: string; code: string; detail: string }>[]

  constructor(issues: InputProblem['issues']) {
    super('the input does not fit its shape')
    this.issues = issues
  }
}

const DEFAULT_PER_MINUTE = 600

/**
 * Declares a route over an endpoint of a contract. The handler gets decoded values and gives a decoded answer or a
 * refusal; coding to and from the wire happens here. `invoke` throws `InputProblem` on input that does not fit.
 */
export function route<
  const E extends Endpoint,
  const R extends RouteRight,
  const I extends IdempotencyRule,
  D,
>(spec: RouteSpec<E, R, I, D>): Route<D> {
  const { endpoint, realms, right, idempotency, summary, handler } = spec
  const invoke: Route<D>['invoke'] = async (deps, raw) => {
    const result = await handler(deps, {
      requestId: raw.requestId,
      name: raw.name,
      actor: actorOf(raw),
      address: raw.address,
      session: raw.session,
      signature: raw.signature,
      viewer: viewerFor(right, raw),
      once: onceFor(idempotency, raw),
      params: decodePart(endpoint, 'params', raw.params),
      query: decodePart(endpoint, 'query', raw.query),
      body: decodePart(endpoint, 'body', raw.body),
    })
    return result.ok ? { ok: true, value: encodeAnswer(endpoint, result.value) } : result
  }
  const { perMinute = DEFAULT_PER_MINUTE, everywhere = false, lane = 'pages' } = spec
  return { endpoint, realms, right, everywhere, idempotency, summary, perMinute, lane, invoke }
}

function actorOf(raw: RawCall): Actor {
  const { viewer, requestId } = raw
  if (!viewer) return { realm: 'public', accountId: null, personId: null, requestId }
  const { realm, accountId, personId = null, personSince } = viewer
  return { realm, accountId, personId, requestId, ...(personSince === undefined ? {} : { personSince }) }
}

// The three functions below join checked values to types that depend on the declaration. Overloads say the promise;
// the body keeps it by the very check that the type names.

function decodePart<E extends Endpoint, K extends 'params' | 'query' | 'body'>(
  endpoint: E,
  part: K,
  raw: unknown,
): Inside<E, K>
function decodePart(endpoint: Endpoint, part: 'params' | 'query' | 'body', raw: unknown): unknown {
  const shape = endpoint[part]
  if (!shape) return undefined
  const parsed = shape.safeParse(raw)
  if (parsed.success) return parsed.data
  throw new InputProblem(
    parsed.error.issues.map((issue) => ({
      field: issue.path.join('.'),
      code: issue.code === 'invalid_type' && issue.input === undefined ? 'input.missing' : 'input.invalid',
      detail: issue.message,
    })),
  )
}

function viewerFor<R extends RouteRight>(right: R, raw: RawCall): ViewerOf<R>
function viewerFor(right: RouteRight, raw: RawCall): Viewer | undefined {
  if (right !== 'public' && !raw.viewer) throw new Error(`${raw.name} was reached without a viewer`)
  return raw.viewer
}

function onceFor<I extends IdempotencyRule>(rule: I, raw: RawCall): OnceOf<I>
function onceFor(rule: IdempotencyRule, raw: RawCall): OnceKey | undefined {
  if (rule === 'key' && !raw.once) throw new Error(`${raw.name} was reached without an idempotency key`)
  return rule === 'key' ? raw.once : undefined
}

function encodeAnswer(endpoint: Endpoint, value: unknown): RawAnswer {
  if (endpoint.produces !== undefined) return { file: fileReply.parse(value) }
  return { json: endpoint.response ? z.encode(endpoint.response, value) : undefined }
}

const fileReply = z.object({
  body: z.union([z.string(), z.instanceof(Buffer), z.instanceof(Readable)]),
  fileName: z.string().optional(),
  type: z.string().optional(),
  isForEver: z.boolean().optional(),
})
