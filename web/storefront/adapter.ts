import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createRequestHandler, type RouterContextProvider, type ServerBuild } from 'react-router'
import type { Send } from '../kit/api.ts'

type ShopBuild = ServerBuild & {
  entry: { module: { requestContext: (send: Send, origin: string) => RouterContextProvider } }
}

const BODY_BYTES_MAX = 65_536
const YEAR_S = 31_536_000
const DAY_S = 86_400
// The adapter's own request must not be taken for another site's: these marks belong to the browser's page request.
const KEPT_HEADERS = [
  'cookie',
  'host',
  'user-agent',
  'accept-language',
  'x-request-id',
  'x-forwarded-for',
] as const

/**
 * Serves the storefront at `/`: pages rendered on the server, their styles and fonts from `folder` (the build output,
 * with `client/` and `server/`). The pages ask the API in process, with the shopper's cookies and address. A browser that
 * looks for a page where nobody has one gets the shop's; every other address stays with whoever answers it now. `publicUrl` is
 * what the pages name as their own address.
 * Gives false, and serves nothing, when the storefront is not built.
 */
export async function serveStorefront(
  app: FastifyInstance,
  input: { folder: string; publicUrl?: string | undefined },
): Promise<boolean> {
  const serverFile = join(input.folder, 'server', 'index.js')
  if (!existsSync(serverFile)) return false
  const build: unknown = await import(pathToFileURL(serverFile).href)
  if (!isShopBuild(build)) throw new Error(`${serverFile} is no build of the storefront`)
  const handle = createRequestHandler(build, 'production')
  await app.register(async (scope) => {
    await scope.register(fastifyStatic, {
      root: join(input.folder, 'client', 'assets'),
      prefix: '/assets/',
      decorateReply: false,
      cacheControl: false,
      preCompressed: true,
      setHeaders: (reply) => void reply.header('cache-control', `public, max-age=${YEAR_S}, immutable`),
    })
    await scope.register(fastifyStatic, {
      root: join(input.folder, 'client', 'icons'),
      prefix: '/icons/',
      cacheControl: false,
      setHeaders: (reply) => void reply.header('cache-control', `public, max-age=${DAY_S}`),
    })
    // It says what is kept without a line, and must itself never be kept.
    scope.get('/sw.js', (_request, reply) =>
      reply.header('cache-control', 'no-cache').sendFile('sw.js', join(input.folder, 'client')),
    )
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX },
      (_request, body, done) => done(null, body),
    )
    const page = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const context = build.entry.module.requestContext(
        inProcess(app, request, reply),
        input.publicUrl ?? `${request.protocol}://${request.host}`,
      )
      return sendResponse(reply, await handle(webRequest(request), context))
    }
    for (const url of addresses(build)) scope.route({ method: ['GET', 'POST'], url, handler: page })
    // Where there is nothing, somebody who looks for a page gets the shop's page that says so.
    scope.get('/*', async (request, reply) =>
      looksForPage(request) ? page(request, reply) : reply.callNotFound(),
    )
  })
  return true
}

function isShopBuild(value: unknown): value is ShopBuild {
  if (typeof value !== 'object' || value === null || !('entry' in value) || !('routes' in value)) return false
  const { entry } = value
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'module' in entry &&
    typeof entry.module === 'object' &&
    entry.module !== null &&
    'requestContext' in entry.module
  )
}

/** The addresses of the shop's pages, as the build knows them. */
function addresses(build: ServerBuild): readonly string[] {
  const paths = Object.values(build.routes).flatMap((route) =>
    route === undefined || route.id === 'root' ? [] : [`/${route.path ?? ''}`],
  )
  return [...new Set(paths)]
}

/** Whether a browser asks for a page, and not a program for an answer of the API or a page for one of its files. */
function looksForPage(request: FastifyRequest): boolean {
  const asksForPage = request.headers.accept?.includes('text/html') === true
  return asksForPage && !/^\/(?:api|assets)\//.test(request.url)
}

/**
 * Carries a call of the API to the routes of this very program, as the shopper who asked for the page. A cookie that the
 * answer sets, such as that of a session, goes out with the page.
 */
function inProcess(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): Send {
  const kept: Record<string, string> = {}
  for (const name of KEPT_HEADERS) {
    const value = request.headers[name]
    if (typeof value === 'string') kept[name] = value
  }
  return async ({ method, path, headers, body }) => {
    const answer = await app.inject({
      method: injectMethod(method),
      url: path,
      headers: { ...kept, ...headers },
      remoteAddress: request.ip,
      ...(body === undefined ? {} : { payload: body }),
    })
    for (const cookie of [answer.headers['set-cookie'] ?? []].flat()) void reply.header('set-cookie', cookie)
    return { status: answer.statusCode, text: answer.payload }
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

function injectMethod(method: string): (typeof METHODS)[number] {
  const known = METHODS.find((candidate) => candidate === method)
  if (!known) throw new Error(`no such method: ${method}`)
  return known
}

function webRequest(request: FastifyRequest): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (Array.isArray(value)) for (const part of value) headers.append(name, part)
    else if (value !== undefined) headers.set(name, value)
  }
  const url = new URL(request.url, `${request.protocol}://${request.host}`)
  const { body } = request
  return new Request(url, {
    method: request.method,
    headers,
    ...(request.method === 'POST' && Buffer.isBuffer(body) ? { body: new Uint8Array(body) } : {}),
  })
}

async function sendResponse(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  void reply.code(response.status)
  for (const [name, value] of response.headers) if (name !== 'set-cookie') void reply.header(name, value)
  for (const cookie of response.headers.getSetCookie()) void reply.header('set-cookie', cookie)
  // The head of a page has no body; the server wants that as an empty one.
  return reply.send(response.body === null ? '' : Buffer.from(await response.arrayBuffer()))
}
