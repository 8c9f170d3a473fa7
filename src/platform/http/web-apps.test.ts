import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compressAssets } from '../../../scripts/compress-assets.ts'
import { serveBrowserApp } from './web-apps.ts'

let folder: string
const packedScript = `run(${'0,'.repeat(2_000)}1)`
const app = fastify({ routerOptions: { ignoreTrailingSlash: true } })
// The storefront answers every address that nobody else has.
app.get('/*', (_request, reply) => reply.code(404).send('elsewhere'))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openfield-web-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<p>the console</p>')
  await writeFile(join(folder, 'icon.svg'), '<svg/>')
  await writeFile(join(folder, 'assets/main-3f2a.js'), 'run()')
  await writeFile(join(folder, 'assets/page-77aa.js'), packedScript)
  await compressAssets(folder)
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

test('a browser that takes it gets a script packed, any other gets it as it is', async () => {
  const asked = (encoding: string | undefined) =>
    app.inject({
      url: '/console/assets/page-77aa.js',
      headers: encoding === undefined ? {} : { 'accept-encoding': encoding },
    })
  const [brotli, gzip, plain] = [await asked('gzip, br'), await asked('gzip'), await asked(undefined)]
  expect([brotli, gzip, plain].map((one) => one.headers['content-encoding'])).toEqual([
    'br',
    'gzip',
    undefined,
  ])
  for (const one of [brotli, gzip, plain]) {
    expect(one.headers['content-type']).toContain('javascript')
    expect(one.headers['cache-control']).toContain('immutable')
  }
  expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(packedScript)
  expect(gunzipSync(gzip.rawPayload).toString()).toBe(packedScript)
  expect(plain.body).toBe(packedScript)
  expect(brotli.rawPayload.length * 10).toBeLessThan(packedScript.length)
})

test('nothing outside the folder and no other path is answered', async () => {
  expect((await app.inject('/console/../package.json')).body).not.toContain('openfield')
  expect((await app.inject('/console/%2e%2e/package.json')).body).not.toContain('openfield')
  expect((await app.inject('/elsewhere')).statusCode).toBe(404)
})
