import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEMONSTRATION_PASSWORD, demonstrationSignIns } from '../../src/demo/sign-ins.ts'
import { dataFolder, endPrograms, runCommand, startProgram, type Program } from '#test/support/program.ts'

/**
 * A second start takes about two seconds on a machine of its own, four times as long as printing the help. A busy
 * machine slows both alike, so that the bound is a multiple of what the help takes at the same moment.
 */
const SECOND_START_IN_HELPS = 12

let folder: Awaited<ReturnType<typeof dataFolder>>
let environment: Record<string, string>
/** The first start, which the tests up to Ctrl-C look at. */
let program: Program

beforeAll(async () => {
  folder = await dataFolder()
  environment = { DATA_DIR: folder.path }
})
afterAll(async () => {
  await endPrograms()
  await folder.remove()
})

test('the first start seeds the demonstration, prints where everything is, and lets the printed people in', async () => {
  program = await startProgram(environment)
  const said = program.said()
  for (const path of ['/', '/office', '/console', '/api']) expect(said).toContain(`${program.address}${path}`)
  const entered = await Promise.all(
    demonstrationSignIns.map(async ({ app, login }) => {
      const realm = app === 'console' ? 'staff' : 'distributor'
      const reply = await fetch(`${program.address}/api/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ realm, login, password: DEMONSTRATION_PASSWORD }),
      })
      return said.includes(login) && reply.ok
    }),
  )
  expect(entered).toEqual(demonstrationSignIns.map(() => true))
  const pages = await Promise.all(
    ['/', '/office', '/console', '/api'].map((path) => fetch(program.address + path)),
  )
  expect(pages.map((page) => page.headers.get('content-type')?.split(';')[0])).toEqual(
    pages.map(() => 'text/html'),
  )
  expect(pages.map((page) => page.status)).toEqual([200, 200, 200, 200])
  const browser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } }
  const nothing = await fetch(`${program.address}/nobody/nothing`, browser)
  expect(nothing).toMatchObject({ status: 404 })
  expect(nothing.headers.get('content-type')).toContain('text/html')
  expect(await nothing.text()).toContain('shop-problem')
  const unknown = await fetch(`${program.address}/api/v1/nothing/here`, browser)
  expect(unknown.status).toBe(404)
  expect(await unknown.json()).toMatchObject({ code: 'not_found' })
})

test('a port in use is told in a sentence, before anything slow is done', async () => {
  const { port } = new URL(program.address)
  const other = await dataFolder()
  const refused = await runCommand(['serve'], { DATA_DIR: other.path, PORT: port })
  expect(refused.code).toBe(1)
  expect(refused.said).toContain(`Port ${port} is in use`)
  expect(existsSync(join(other.path, 'postgres'))).toBe(false)
  await other.remove()
})

test('the clock of a demonstration moves beside the running program', async () => {
  const clock = await runCommand(['clock', 'next-day'], environment)
  expect(clock).toMatchObject({ code: 0 })
  expect(clock.said).toContain("a demonstration's clock")
})

test('Ctrl-C stops the program and its database', async () => {
  program.signal('SIGINT')
  const code = await program.ended
  expect({ code, said: program.said() }).toEqual({ code: 0, said: expect.stringContaining('Stopped.') })
  expect(existsSync(join(folder.path, 'postgres/PG_VERSION'))).toBe(true)
  expect(existsSync(join(folder.path, 'postgres/postmaster.pid'))).toBe(false)
})

test('a second start builds and seeds nothing and is quick; a kill is survived by the next one', async () => {
  const askedAt = performance.now()
  await runCommand(['--help'], environment)
  const helpMs = performance.now() - askedAt
  const second = await startProgram(environment)
  expect(second.said()).not.toMatch(/Building|Seeding|Making/)
  expect(second.startedInMs).toBeLessThan(helpMs * SECOND_START_IN_HELPS)
  second.signal('SIGKILL')
  await second.ended
  const third = await startProgram(environment)
  expect((await fetch(`${third.address}/health`)).status).toBe(200)
  third.signal('SIGTERM')
  expect(await third.ended).toBe(0)
})

test('init begins a real, empty company whose first administrator comes in by the printed link, once', async () => {
  const own = await dataFolder()
  const place = { DATA_DIR: own.path }
  const wishes = ['--name', 'Example', '--country', 'NO', '--currency', 'NOK', '--admin', 'ada@example.com']
  const unknown = await runCommand(['init', ...wishes, '--time-zone', 'Mars/Base'], place)
  expect(unknown).toMatchObject({ code: 1 })
  expect(unknown.said).toContain('"Mars/Base" is not a time zone')
  const begun = await runCommand(['init', ...wishes, '--time-zone', 'Europe/Oslo'], place)
  expect(begun.code).toBe(0)
  const token = /\/console\/welcome#(\S+)/.exec(begun.said)?.[1] ?? ''
  const again = await runCommand(['init', ...wishes, '--time-zone', 'Europe/Oslo'], place)
  expect(again).toMatchObject({ code: 1 })

  const running = await startProgram(place)
  expect(running.said()).not.toMatch(/Seeding|Demonstration/)
  const enter = () =>
    fetch(`${running.address}/api/v1/one-time-links/use`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, password: 'a long sentence of hers' }),
    })
  const [first, second] = [await enter(), await enter()]
  expect(await first.json()).toMatchObject({ login: 'ada@example.com', rights: ['*'] })
  expect(second.status).toBe(422)
  const moved = await runCommand(['clock', 'next-month'], place)
  expect(moved).toMatchObject({ code: 1 })
  expect(moved.said).toContain('this is a real company')
  running.signal('SIGINT')
  await running.ended
  await own.remove()
})
