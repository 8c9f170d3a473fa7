import { once } from 'node:events'
import { connect } from 'node:net'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { closeApp } from './close-app.ts'

test('a program that stops finishes an answer under way, and waits for nobody who does not finish asking', async () => {
  const app = fastify()
  const { promise: asked, resolve: heard } = Promise.withResolvers<void>()
  const { promise: answer, resolve: give } = Promise.withResolvers<string>()
  app.get('/slow', () => {
    heard()
    return answer
  })
  const address = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  const stuck = connect(Number(address.port), address.hostname)
  const cut = once(stuck, 'close')
  stuck.on('error', () => undefined).write('GET /slow HTTP/1.1\r\nhost: stuck\r\n')
  const slow = fetch(new URL('/slow', address))
  await asked
  const closed = closeApp(app, 200)
  give('whole')
  expect(await (await slow).text()).toBe('whole')
  await closed
  await cut
})
