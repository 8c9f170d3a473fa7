import reference from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { openApiDocument } from './openapi.ts'

const OPENAPI_PATH = '/api/v1/openapi.json'
const ASSETS = '/api/reference'

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Openfield API</title></head>
<body><div id="reference"></div>
<script src="${ASSETS}/js/scalar.js"></script>
<script src="/api/start.js"></script>
</body>
</html>
`

// A file of its own and not inline, so that the page needs no exception from the policy on scripts.
const start = `Scalar.createApiReference('#reference', {
  url: '${OPENAPI_PATH}',
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  theme: 'none',
  customCss: ':root, .light-mode { --scalar-background-1: #fbfaf7; --scalar-background-2: #f3f1eb; --scalar-background-3: #e9e6dd; --scalar-color-1: #1a1f1c; --scalar-color-2: #4d564f; --scalar-color-3: #5d665f; --scalar-color-accent: #166b39; --scalar-border-color: #ddd9cf; --scalar-radius: 10px; }',
})
`

/** The OpenAPI document and a page to read it, with its script from this server. */
export async function registerReference(
  app: FastifyInstance,
  modules: readonly ModuleDefinition[],
): Promise<void> {
  const document = openApiDocument(modules)
  app.get(OPENAPI_PATH, (_request, reply) => reply.send(document))
  app.get('/api', (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
  app.get('/api/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(start))
  await app.register(reference, {
    routePrefix: ASSETS,
    configuration: { url: OPENAPI_PATH },
    hooks: {
      // Only the script of the package is wanted; its own page would need inline scripts.
      onRequest: (request, reply, done) => {
        if (request.url.endsWith('.js')) done()
        else void reply.redirect('/api')
      },
    },
  })
}
