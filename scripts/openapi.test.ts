import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openApiDocument } from '#platform/http/openapi.ts'
import { modules } from '../src/start/modules.ts'
import { breakingChanges } from './openapi-changes.ts'

const root = join(import.meta.dirname, '..')
const document = openApiDocument(modules)
const committed: unknown = JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8'))

test('the committed description is what the routes say; otherwise run: node scripts/openapi.ts', () => {
  expect(JSON.parse(JSON.stringify(document))).toEqual(committed)
})

test('nothing that callers rely on is broken', () => {
  expect(breakingChanges(committed, document)).toEqual([])
})

test('every example fits the shape that it stands for', () => {
  const misfits = modules.flatMap((module) =>
    module.routes.flatMap(({ endpoint }) =>
      (['params', 'query', 'body', 'response'] as const).flatMap((part) => {
        const example = endpoint.example?.[part]
        if (!endpoint[part] || example === undefined) return []
        const parsed = endpoint[part].safeParse(example)
        return parsed.success ? [] : [`${endpoint.method} ${endpoint.path} ${part}: ${parsed.error.message}`]
      }),
    ),
  )
  expect(misfits).toEqual([])
})

test('every call has its own name, a summary, and all parameters of its path', () => {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, operation })),
  )
  const names = operations.map(({ operation }) => operation.operationId)
  expect(new Set(names).size).toBe(names.length)
  const faults = operations.filter(({ path, operation }) => {
    const asked = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    const declared = operation.parameters.filter((one) => one.in === 'path').map((one) => one.name)
    return asked.join() !== declared.join() || !/^[A-Z].+\.$/.test(String(operation['summary']))
  })
  expect(faults.map((fault) => fault.path)).toEqual([])
})

const older = {
  paths: {
    '/a': {
      get: {
        operationId: 'a',
        parameters: [{ name: 'page', in: 'query', required: false, schema: { type: 'string' } }],
        requestBody: json({ type: 'object', properties: { kind: { enum: ['x', 'y'] } }, required: [] }),
        responses: {
          200: json({
            type: 'object',
            properties: { id: { type: 'string' }, rows: { type: 'array', items: { type: 'string' } } },
            required: ['id'],
          }),
        },
      },
    },
  },
}

function json(schema: object) {
  return { content: { 'application/json': { schema } } }
}

function changed(change: (get: (typeof older.paths)['/a']['get']) => void): string[] {
  const copy = structuredClone(older)
  change(copy.paths['/a'].get)
  return breakingChanges(older, copy)
}

test('what breaks a caller is named, and an addition is not', () => {
  expect(breakingChanges(older, { paths: {} })).toEqual(['GET /a is gone'])
  expect(
    changed((get) => {
      get.responses[200] = json({ type: 'object', properties: { id: { type: 'integer' } }, required: [] })
    }),
  ).toEqual([
    'GET /a: answer 200.id changed its type',
    'GET /a: answer 200.rows is gone',
    'GET /a: answer 200.id may now be missing',
  ])
  expect(
    changed((get) => {
      get.requestBody = json({
        type: 'object',
        properties: { kind: { enum: ['x'] }, more: { type: 'string' } },
        required: ['more'],
      })
      get.parameters.push({ name: 'market', in: 'query', required: true, schema: { type: 'string' } })
    }),
  ).toEqual([
    'GET /a: query parameter market is newly required',
    'GET /a: body.kind no longer takes y',
    'GET /a: body.more is newly required',
  ])
  expect(
    changed((get) => {
      get.parameters.push({ name: 'sort', in: 'query', required: false, schema: { type: 'string' } })
    }),
  ).toEqual([])
})
