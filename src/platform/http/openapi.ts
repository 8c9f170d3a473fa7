import { z } from 'zod'
import { errorBody, type Endpoint } from '#shared/contract.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { cookieName } from '#platform/sessions/cookies.ts'
import { REALMS } from '#shared/realm.ts'
import type { Route } from './route.ts'
import { UPLOAD_TYPE } from './upload.ts'

type Json = Readonly<Record<string, unknown>>

/** The parts of an OpenAPI 3.1 document that this program makes; a test holds it against the official schema's rules. */
export type OpenApiDocument = Readonly<{
  openapi: '3.1.0'
  info: Json
  servers: readonly Json[]
  tags: readonly Json[]
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  components: Readonly<{ schemas: Json; securitySchemes: Json }>
}>

type Operation = Readonly<{
  operationId: string
  parameters: readonly Parameter[]
  requestBody?: Body
  responses: Readonly<Record<string, Json>>
  [name: string]: unknown
}>

type Parameter = Readonly<{ name: string; in: string; required: boolean; schema: Json; example?: unknown }>
type Body = Readonly<{ required: boolean; content: Readonly<Record<string, Json>> }>

/**
 * The OpenAPI 3.1 description of all routes, made from the contracts alone: no server and no database is needed.
 * Shapes are those of the wire (integers of any size as text). The order is that of the modules and their routes.
 */
export function openApiDocument(modules: readonly ModuleDefinition[]): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const module of modules)
    for (const route of module.routes) {
      const path = `/api/v1${route.endpoint.path.replaceAll(/:(\w+)/g, '{$1}')}`
      const method = methodNames[route.endpoint.method]
      paths[path] = { ...paths[path], [method]: operation(module.name, route) }
    }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Openfield',
      version: '1',
      description:
        'The API of one installation. Money is in minor units as text, volumes in millionths as text.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: modules.filter((module) => module.routes.length > 0).map((module) => ({ name: module.name })),
    paths,
    components: {
      schemas: { Error: wireSchema(errorBody) },
      securitySchemes: Object.fromEntries(
        REALMS.map((realm) => [realm, { type: 'apiKey', in: 'cookie', name: cookieName(realm) }]),
      ),
    },
  }
}

const methodNames = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const

function operation(tag: string, route: Route): Operation {
  const { endpoint } = route
  const body = endpoint.body && {
    requestBody: {
      required: true,
      content: endpoint.upload
        ? {
            [endpoint.upload.signedBy === undefined ? UPLOAD_TYPE : 'application/json']: {
              schema: { type: 'string', format: 'binary' },
            },
          }
        : { 'application/json': media(endpoint, 'body') },
    },
  }
  return {
    operationId: operationId(endpoint),
    tags: [tag],
    summary: route.summary,
    description: `Right: \`${route.right}\`. Repetition: ${repetition[route.idempotency]}`,
    security: route.right === 'public' ? [] : route.realms.map((realm) => ({ [realm]: [] })),
    parameters: [
      ...parameters(endpoint, 'params'),
      ...parameters(endpoint, 'query'),
      ...(route.idempotency === 'key' ? [keyParameter] : []),
    ],
    ...body,
    responses: {
      ...success(endpoint),
      default: {
        description: 'What was refused, and why',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}

const repetition = {
  safe: 'only reads.',
  natural: 'repeating it changes nothing more.',
  key: 'the same `Idempotency-Key` with the same content gives the same answer once more; with other content 409.',
}

const keyParameter: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  schema: { type: 'string', minLength: 8, maxLength: 100 },
  example: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
}

function operationId(endpoint: Endpoint): string {
  const words = endpoint.path.split(/[/:_-]+/).filter((word) => word !== '')
  return [endpoint.method.toLowerCase(), ...words]
    .map((word, index) => (index === 0 ? word : word[0]?.toUpperCase() + word.slice(1)))
    .join('')
}

function success(endpoint: Endpoint): Operation['responses'] {
  const status = String(endpoint.status ?? 200)
  if (endpoint.produces !== undefined)
    return {
      [status]: { description: 'The file', content: { [endpoint.produces]: { schema: { type: 'string' } } } },
    }
  if (!endpoint.response) return { '204': { description: 'Done' } }
  return { [status]: { description: 'Done', content: { 'application/json': media(endpoint, 'response') } } }
}

function media(endpoint: Endpoint, part: 'body' | 'response'): Json {
  const shape = endpoint[part]
  return { ...(shape ? { schema: wireSchema(shape) } : {}), example: endpoint.example?.[part] }
}

function parameters(endpoint: Endpoint, part: 'params' | 'query'): Parameter[] {
  const shape = endpoint[part]
  if (!shape) return []
  if (!(shape instanceof z.ZodObject))
    throw new Error(`${endpoint.path}: ${part} must be an object of named values`)
  const examples = z.record(z.string(), z.unknown()).catch({}).parse(endpoint.example?.[part])
  return Object.entries(shape.shape).map(([name, value]) => ({
    name,
    in: part === 'params' ? 'path' : 'query',
    required: part === 'params' || !z.safeParse(z.object({ [name]: value }), {}).success,
    schema: wireSchema(value),
    ...(examples[name] === undefined ? {} : { example: examples[name] }),
  }))
}

function wireSchema(shape: z.core.$ZodType): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io: 'input', target: 'draft-2020-12' })
  return schema
}
