import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveBrowserApp } from './web-apps.ts'

let folder: string
const app = fastify({ routerOptions: { ignoreTrailingSlash: true } })
// The storefront answers every address that nobody else has.
app.get('/*', (_request, reply) => reply.code(404).send('elsewhere'))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openfield-web-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<p>the console</p>')
  await writeFile(join(folder, 'icon.svg'), '<svg/>')
  await writeFile(join(folder, 'assets/main-3f2a.js'), 'run()')
  await serveBrowserApp(app, { path: '/console', folder })
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

test('every address of an app answers with its page, which is never kept', async () => {
  const pages = await Promise.all(
    ['/console', '/console/', '/console/people/12?page=2'].map((url) => app.inject(url)),
  )
  expect(pages.map((page) => [page.statusCode, page.body])).toEqual(
    pages.map(() => [200, '<p>the console</p>']),
  )
  expect(pages.map((page) => page.headers['cache-control'])).toEqual(pages.map(() => 'no-cache'))
})

test('files with a hash in their name are kept for good, and a missing one is no page', async () => {
  const script = await app.inject('/console/assets/main-3f2a.js')
  expect(script.body).toBe('run()')
  expect(script.headers['cache-control']).toContain('immutable')
  expect((await app.inject('/console/icon.svg')).headers['content-type']).toContain('svg')
  expect((await app.inject('/console/assets/main-0000.js')).statusCode).toBe(404)
})

test('nothing outside the folder and no other path is answered', async () => {
  expect((await app.inject('/console/../package.json')).body).not.toContain('openfield')
  expect((await app.inject('/console/%2e%2e/package.json')).body).not.toContain('openfield')
  expect((await app.inject('/elsewhere')).statusCode).toBe(404)
})
