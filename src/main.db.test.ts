import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig } from '#platform/config/config.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { findInstallation } from '#platform/clock/installation.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { serve } from './main.ts'
import { modules } from './start/modules.ts'
import { declarationProblems } from '#platform/module/module.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await freshDatabase()
})
afterEach(() => database.close())

const quiet = { say: () => undefined }
const start = (environment: Record<string, string>, demo: boolean) =>
  serve(quiet, {
    config: readConfig({
      DATABASE_URL: database.ownerUrl,
      PORT: '0',
      OPENFIELD_UNSAFE_FAST_DATABASE: '1',
      ...environment,
    }),
    demo,
    seed: { people: 60, months: 1, seed: 1, until: '2026-10-25' },
    buildWebApps: false,
  })
const installation = () => read(database, systemActor('test'), findInstallation)

test('all modules together declare rights, rules of repetition and examples', () => {
  expect(declarationProblems(modules)).toEqual([])
})

test('a server of the operator is never seeded unasked, and never in production', async () => {
  await expect(start({}, false)).rejects.toThrow(/There is no company in this database yet.*init.*--demo/)
  const production = { NODE_ENV: 'production', OPENFIELD_SECRET: 'a secret that only this test knows' }
  await expect(start(production, true)).rejects.toThrow('There is no company in this database yet')
  expect(await installation()).toBeUndefined()
})

test('with --demo it is seeded and serves until it is stopped', { timeout: 120_000 }, async () => {
  const running = await start({}, true)
  expect(running.demonstration).toBe(true)
  expect(await installation()).toMatchObject({ demonstration: true })
  const company = await fetch(`${running.address}/api/v1/company`)
  expect(await company.json()).toMatchObject({ demonstration: true })
  await running.stop()
  await expect(fetch(`${running.address}/health`)).rejects.toThrow('fetch failed')
})
