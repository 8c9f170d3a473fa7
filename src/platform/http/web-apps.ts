import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const YEAR_MS = 31_536_000_000

/**
 * Serves a built browser app below its path. Files with a hash in their name are kept by browsers for good; every
 * other address below the path answers with the app's page, which finds its way by itself.
 */
export async function serveBrowserApp(
  app: FastifyInstance,
  input: { path: '/console' | '/office'; folder: string },
): Promise<void> {
  await app.register(
    async (scope) => {
      await scope.register(fastifyStatic, {
        root: input.folder,
        wildcard: false,
        index: false,
        cacheControl: false,
        preCompressed: true,
        setHeaders: (reply, path) => {
          const hashed = path.startsWith(join(input.folder, 'assets'))
          void reply.header(
            'cache-control',
            hashed ? `public, max-age=${YEAR_MS / 1000}, immutable` : 'no-cache',
          )
        },
      })
      scope.get('/', (_request, reply) => reply.sendFile('index.html'))
      scope.get('/*', (request, reply) => {
        // A missing script must not come as a page: the browser would report something else.
        if (request.url.includes('/assets/')) return reply.code(404).type('text/plain').send('not found')
        return reply.sendFile('index.html')
      })
    },
    { prefix: input.path },
  )
}
