import { createHash, randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { MessageCatalogue } from '#shared/message.ts'
import { refusal, type Refusal } from '#shared/refusal.ts'
import { declarationProblems, routeName, type ModuleDefinition } from '#platform/module/module.ts'
import { readToken, sessionCookies } from '#platform/sessions/cookies.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { hasRight, scopeOf, type FindViewer, type Viewer } from '#platform/sessions/viewer.ts'
import { platformMessages } from './messages.ts'
import { isOwnOrigin } from './origin.ts'
import { registerReference } from './reference.ts'
import { sendAnswer, sendRefusal, sendThrown } from './replies.ts'
import type { Lane, OnceKey, Route } from './route.ts'
import { acceptUploads, bodyFor, keepJsonBytes } from './upload.ts'

export const API_PREFIX = '/api/v1'
/** A browser may be signed in to the console and the office at once; an app says here as whom it asks. */
export const REALM_HEADER = 'x-openfield-realm'
const BODY_BYTES_MAX = 1_048_576
const keyPattern = /^[\x21-\x7e]{8,100}$/

export type HttpSettings = Readonly<{
  /** Asked on the lane of the route. */
  findViewer: (...asked: [...Parameters<FindViewer>, lane: Lane]) => ReturnType<FindViewer>
  /** Cookies only over TLS, and browsers told to stay there. */
  secure: boolean
  /** Whether a proxy in front tells the caller's address. */
  trustProxy: boolean
  /** Multiplies every limit of calls a minute; tests and load runs raise it. */
  rateLimitFactor: number
  logLevel: 'silent' | 'error' | 'warn' | 'info'
}>

/**
 * The HTTP server with the routes of all modules below `/api/v1`, the reference page at `/api` and `/health`.
 * Throws, naming every fault, when a route declares no right or no idempotency rule. Not listening yet: the caller
 * adds the web apps and listens; tests use `inject`.
 */
export async function createApp<D>(
  deps: D,
  modules: readonly ModuleDefinition<D>[],
  settings: HttpSettings,
  /** The same with connections that nothing but orders takes; without it they share those of pages. */
  ordersDeps: D = deps,
): Promise<FastifyInstance> {
  const problems = declarationProblems(modules)
  if (problems.length > 0)
    throw new Error(`the modules' declarations are at fault:\n  ${problems.join('\n  ')}`)
  const messages: MessageCatalogue = Object.assign(
    {},
    platformMessages,
    ...modules.map((one) => one.messages),
  )
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    trustProxy: settings.trustProxy,
    genReqId: () => `req_${randomUUID()}`,
    logger: settings.logLevel === 'silent' ? false : { level: settings.logLevel },
    routerOptions: { ignoreTrailingSlash: true },
  })
  acceptUploads(app)
  await app.register(cookie)
  await app.register(helmet, helmetOptions(settings.secure))
  await app.register(rateLimit, { global: false })
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id)
    if (!isOwnOrigin(request)) return sendRefusal(request, reply, messages, refusal('other_origin'))
    return undefined
  })
  app.setErrorHandler((thrown, request, reply) => sendThrown(request, reply, messages, thrown))
  app.setNotFoundHandler((request, reply) => sendRefusal(request, reply, messages, refusal('not_found')))
  app.get('/health', () => ({ status: 'ok' }))
  for (const module of modules)
    for (const route of module.routes) {
      const of = route.lane === 'orders' ? ordersDeps : deps
      if (route.endpoint.upload?.signedBy === undefined) addRoute(app, of, route, messages, settings)
      else
        await app.register(async (scope) => {
          keepJsonBytes(scope)
          addRoute(scope, of, route, messages, settings)
        })
    }
  await registerReference(app, modules)
  return app
}

function addRoute<D>(
  app: FastifyInstance,
  deps: D,
  route: Route<D>,
  messages: MessageCatalogue,
  settings: HttpSettings,
): void {
  app.route({
    method: route.endpoint.method,
    url: API_PREFIX + route.endpoint.path,
    config: { rateLimit: { max: route.perMinute * settings.rateLimitFactor, timeWindow: 60_000 } },
    ...(route.endpoint.upload === undefined ? {} : { bodyLimit: route.endpoint.upload.mostBytes }),
    handler: async (request, reply) => {
      const viewer = await findViewer(request, route, settings)
      const refused = refuseViewer(route, viewer)
      if (refused) return sendRefusal(request, reply, messages, refused)
      const body = await bodyFor(route.endpoint, request.body)
      const once = readOnceKey(request, route, body)
      if (once && 'kind' in once) return sendRefusal(request, reply, messages, once)
      const { secure } = settings
      const result = await callRoute({ deps, route, request, reply, viewer, once, secure, body })
      if (!result.ok) return sendRefusal(request, reply, messages, result.refusal)
      return sendAnswer(reply, route.endpoint, result.value)
    },
  })
}

async function callRoute<D>(input: {
  deps: D
  route: Route<D>
  request: FastifyRequest
  reply: FastifyReply
  viewer: Viewer | undefined
  once: OnceKey | undefined
  secure: boolean
  body: unknown
}): Promise<Awaited<ReturnType<Route<D>['invoke']>>> {
  const { deps, route, request, reply, viewer, once } = input
  let claimed = false
  const markClaimed = (): void => {
    claimed = true
  }
  const result = await route.invoke(deps, {
    requestId: request.id,
    name: routeName(route),
    viewer,
    address: request.ip,
    params: request.params,
    query: request.query,
    body: input.body,
    once: once && { ...once, markClaimed },
    session: sessionCookies(reply, input.secure),
    signature: signatureOf(request, route),
  })
  if (once && result.ok && !claimed) throw new Error(`${routeName(route)} did not claim its idempotency key`)
  return result
}

function signatureOf(request: FastifyRequest, route: Pick<Route, 'endpoint'>): string | undefined {
  const name = route.endpoint.upload?.signedBy
  const signature = name === undefined ? undefined : request.headers[name]
  return typeof signature === 'string' ? signature : undefined
}

async function findViewer(
  request: FastifyRequest,
  route: Pick<Route, 'realms' | 'lane'>,
  settings: HttpSettings,
): Promise<Viewer | undefined> {
  const asked = request.headers[REALM_HEADER]
  for (const realm of route.realms) {
    if (asked !== undefined && asked !== realm) continue
    const token = readToken(request, realm)
    if (token === undefined) continue
    // One realm after the other: nearly always only one cookie is there.
    // oxlint-disable-next-line no-await-in-loop
    const viewer = await settings.findViewer({ realm, tokenHash: hashToken(token) }, route.lane)
    if (viewer) return viewer
  }
  return undefined
}

function refuseViewer(
  route: Pick<Route, 'right' | 'everywhere'>,
  viewer: Viewer | undefined,
): Refusal | undefined {
  if (route.right === 'public') return undefined
  if (!viewer) return refusal('sign_in_needed')
  if (route.right === 'signed_in') return undefined
  const scope = scopeOf(viewer, route.right)
  if (route.everywhere ? scope === 'everywhere' : hasRight(viewer, route.right)) return undefined
  return refusal('forbidden', { right: route.right })
}

function readOnceKey(
  request: FastifyRequest,
  route: Pick<Route, 'idempotency'>,
  body: unknown,
): OnceKey | Refusal | undefined {
  if (route.idempotency !== 'key') return undefined
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || !keyPattern.test(key)) return refusal('idempotency.key_needed')
  const isFile = body instanceof Uint8Array
  const payload = JSON.stringify([request.method, request.url, isFile ? null : (body ?? null)])
  const payloadHash = createHash('sha256')
    .update(payload)
    .update(isFile ? body : '')
    .digest()
  return { key, payloadHash, markClaimed: () => undefined }
}

function helmetOptions(secure: boolean): Parameters<typeof helmet>[1] {
  return {
    strictTransportSecurity: secure,
    // Without any referrer browsers also hide the origin of a form that is sent to this very site, and such a form
    // cannot be told from another site's.
    referrerPolicy: { policy: 'same-origin' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // The console's components write their measures as inline styles.
        styleSrc: ["'self'", "'unsafe-inline'"],
      },
    },
  }
}
